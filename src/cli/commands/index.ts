import type { Command } from '../command.js';
import { checkCommand } from './check.js';
import { compileCommand } from './compile.js';
import { completionCommand } from './completion.js';
import { convertCommand } from './convert.js';
import { labCommand } from './lab.js';
import { listCommand } from './list.js';
import { provisionCommand } from './provision.js';
import { schemaCommand } from './schema.js';
import { showCommand } from './show.js';
import { testCommand } from './test.js';
import { verifyCommand } from './verify.js';

/** Every command, in the order in which the help shows them. */
export const commands: readonly Command<never>[] = [
  compileCommand,
  checkCommand,
  listCommand,
  showCommand,
  schemaCommand,
  convertCommand,
  provisionCommand,
  verifyCommand,
  testCommand,
  labCommand,
  completionCommand,
];

import type { Command } from '../command.js';
import { applyCommand } from './apply.js';
import { checkCommand } from './check.js';
import { compileCommand } from './compile.js';
import { completionCommand } from './completion.js';
import { confirmCommand } from './confirm.js';
import { convertCommand } from './convert.js';
import { countersCommand } from './counters.js';
import { dropsCommand } from './drops.js';
import { initCommand } from './init.js';
import { labCommand } from './lab.js';
import { listCommand } from './list.js';
import { planCommand } from './plan.js';
import { provisionCommand } from './provision.js';
import { rollbackCommand } from './rollback.js';
import { schemaCommand } from './schema.js';
import { showCommand } from './show.js';
import { statusCommand } from './status.js';
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
  initCommand,
  planCommand,
  applyCommand,
  confirmCommand,
  rollbackCommand,
  statusCommand,
  countersCommand,
  dropsCommand,
  testCommand,
  labCommand,
  completionCommand,
];

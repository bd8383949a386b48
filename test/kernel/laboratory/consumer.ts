import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Built, buildProgram } from '../../support/built.js';

const root = path.resolve(import.meta.dirname, '../../..');

/** A project of somebody who has installed secgroup, and has its examples. */
export interface Consumer {
  readonly folder: string;
  readonly built: Built;
  readonly remove: () => void;
}

export async function buildConsumer(): Promise<Consumer> {
  const built = await buildProgram();
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-consumer-'));
  mkdirSync(path.join(folder, 'node_modules/@types'), { recursive: true });
  const installed = path.resolve(path.dirname(built.main), '../..');
  symlinkSync(installed, path.join(folder, 'node_modules/secgroup'));
  for (const name of ['vitest', '@types/node'])
    symlinkSync(path.join(root, 'node_modules', name), path.join(folder, 'node_modules', name));
  cpSync(path.join(root, 'examples'), path.join(folder, 'examples'), { recursive: true });
  const remove = () => rmSync(folder, { recursive: true });
  return { folder, built, remove };
}

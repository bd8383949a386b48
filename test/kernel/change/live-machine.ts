import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildProgram } from '../../support/built.js';
import { type Lab, openLab } from '../lab/index.js';
import type { LabPlan } from '../lab/plan.js';
import type { Finished } from '../lab/run.js';
import { commandLine, quote } from '../lab/shell.js';

/** A host of a laboratory on which the program changes the firewall, as it would on a machine of its own. */
export interface LiveMachine {
  readonly lab: Lab;
  /** Where it keeps its generations. */
  readonly state: string;
  /** A definition's file, by a name of the test. */
  readonly write: (name: string, text: string) => Promise<string>;
  /** The command line that runs the program there, for the shell. */
  readonly line: (...args: readonly string[]) => string;
  readonly secgroup: (...args: readonly string[]) => Promise<Finished>;
  readonly shell: (commands: string) => Promise<Finished>;
  /** What the kernel holds of ours, but for what packets change; empty where that is nothing. */
  readonly ruleset: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Commands that change a host keep what they loaded. */
const KEEPING = new Set(['plan', 'apply', 'confirm', 'rollback', 'status']);

export async function openMachine(plan: LabPlan): Promise<LiveMachine> {
  const { main } = await buildProgram();
  const lab = await openLab(plan);
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-live-'));
  const state = path.join(folder, 'state');
  const line = (command: string, ...args: readonly string[]) => {
    const keeping = KEEPING.has(command) ? ['--state', state] : [];
    return commandLine([process.execPath, main, command, ...args, ...keeping]);
  };
  const shell = (commands: string) => lab.exec('host', ['sh', '-c', commands]);
  return {
    lab,
    state,
    line: line as LiveMachine['line'],
    shell,
    secgroup: (...args) => shell(line(...(args as [string]))),
    async write(name, text) {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    },
    async ruleset() {
      const { stdout } = await shell('nft list table inet secgroup 2>/dev/null');
      return stdout.replace(/packets \d+ bytes \d+/g, '').replace(/expires \w+/g, 'expires');
    },
    async close() {
      await lab.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Puts a program of this name in front of others, for commands that follow in the same shell. */
export function inFront(folder: string, program: string, script: string): string {
  const file = path.join(folder, program);
  return `mkdir -p ${quote(folder)}; cat >${quote(file)} <<'END'\n#!/bin/sh\n${script}\nEND\nchmod +x ${quote(file)}; PATH=${quote(folder)}:$PATH\n`;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildProgram } from '../../support/built.js';
import type { Loading } from '../backends.js';
import { type Lab, openLab } from '../rig/index.js';
import type { LabPlan } from '../rig/plan.js';
import type { Finished } from '../rig/run.js';
import { commandLine, quote } from '../rig/shell.js';
import { type Kind, kindOf } from './kind.js';

/** A host of a laboratory on which the program changes the firewall, as it would on a machine of its own. */
export interface LiveMachine {
  readonly lab: Lab;
  /** What its rules are made of. */
  readonly kind: Kind;
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
  /** Waits until rules are on trial. */
  readonly untilTrial: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Commands that change a host keep what they loaded; those that make rules have to be told of what. */
const KEEPING = new Set(['plan', 'apply', 'confirm', 'rollback', 'status', 'counters']);
const MAKING = new Set(['plan', 'apply', 'compile', 'verify']);

export async function openMachine(plan: LabPlan, loading: Loading): Promise<LiveMachine> {
  const { main } = await buildProgram();
  const lab = await openLab(plan);
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-live-'));
  const state = path.join(folder, 'state');
  const kind = kindOf(loading);
  const { target, xtables } = loading.options;
  const line = (command: string, ...args: readonly string[]) => {
    const keeping = KEEPING.has(command) ? ['--state', state] : [];
    const making = MAKING.has(command)
      ? ['--target', target, ...(xtables ? ['--xtables', xtables] : [])]
      : [];
    return commandLine([process.execPath, main, command, ...args, ...making, ...keeping]);
  };
  const shell = (commands: string) => lab.exec('host', ['sh', '-c', commands]);
  return {
    lab,
    kind,
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
      return kind.comparable((await shell(kind.show)).stdout);
    },
    async untilTrial() {
      const { exitCode, stderr } = await shell(untilTrial(kind));
      if (exitCode !== 0) throw new Error(`no trial begins: ${stderr}`);
    },
    async close() {
      await lab.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** For the shell: waits until rules are on trial, half a minute at most. */
export function untilTrial({ onTrial }: Kind): string {
  return `n=0; until ${onTrial}; do n=$((n + 1)); [ $n -lt 600 ] || exit 1; sleep 0.05; done`;
}

/** Puts programs of these names in front of others, for commands that follow in the same shell. `$0` ends in the name. */
export function inFront(folder: string, programs: readonly string[], script: string): string {
  const made = programs.map((program) => {
    const file = quote(path.join(folder, program));
    return `cat >${file} <<'END'\n#!/bin/sh\nPATH=\${PATH#*:}\n${script}\nEND\nchmod +x ${file}`;
  });
  return `mkdir -p ${quote(folder)}; ${made.join('\n')}\nPATH=${quote(folder)}:$PATH\n`;
}

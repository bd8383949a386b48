import type { Family } from '../../address/space.js';
import { MachineError } from '../../machine/errors.js';
import type { EndedFlows } from '../../proof/ended.js';
import { Faults } from '../../proof/iptables/faults.js';
import { type Held, readFrame } from '../../proof/iptables/frame.js';
import type { Section } from '../../proof/iptables/section.js';
import type { Hole } from '../../proof/iptables/shell-program.js';
import { type EndingHook, endingCall, endingChains, endingName } from './ended.js';
import { knownShellProgram } from './known-shell-program.js';
import type { TableName } from './own-tables.js';
import { inSlot, markOf, nameIn, SCRIPT, type Slot } from './slots.js';

/** The rules and sets of a script under the names of a slot, as the programs take them. */
export interface Staged {
  /** By family: for iptables-restore. */
  readonly rules: Readonly<Record<Family, string>>;
  /** For `ipset restore`; empty where the rules need none. */
  readonly sets: string;
}

export function stagedOf(
  script: string,
  target: 'iptables' | 'ipset',
  slot: Slot,
  generation: number,
  ended: readonly EndedFlows[],
): Staged {
  const held = heldOf(script, target);
  const textOf = (hole: Hole) => linesOf(held.get(hole)).map((line) => inSlot(line, SCRIPT, slot));
  const rulesOf = (family: Family) => {
    const filter = tableText('filter', [
      `:${markOf(slot, generation)} - [0:0]`,
      ...withEnding(textOf(`rules ${family}`).filter(isOfSlot), family, slot, ended),
    ]);
    const early = textOf(`early ${family}`).filter(isOfSlot);
    return early.length === 0 ? filter : `${filter}\n${tableText('raw', early)}`;
  };
  return { rules: { ipv6: rulesOf('ipv6'), ipv4: rulesOf('ipv4') }, sets: textOf('sets').join('\n') };
}

export function tableText(table: TableName, lines: readonly string[]): string {
  return [`*${table}`, ...lines, 'COMMIT'].join('\n');
}

function heldOf(script: string, target: 'iptables' | 'ipset'): Held {
  const refuse = (_: number, problem: string) => {
    throw new MachineError(`the script is not understood: ${problem}`);
  };
  const held = readFrame(script, target, knownShellProgram, new Faults(refuse));
  if (!held) throw new MachineError('the script is not understood');
  return held;
}

function linesOf(section: Section | undefined): readonly string[] {
  if (!section) return [];
  const { text, start, end } = section;
  return text
    .slice(start, end)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Calls and policies of the kernel's own chains are not staged. */
function isOfSlot(line: string): boolean {
  return /^(:|-A )SECG/.test(line);
}

function withEnding(
  lines: readonly string[],
  family: Family,
  slot: Slot,
  flows: readonly EndedFlows[],
): readonly string[] {
  const hooks = (['INPUT', 'OUTPUT'] as const).filter((hook) =>
    lines.some((line) => line.startsWith(`:${nameIn(slot, hook)} `)),
  );
  const chains = endingChains(flows, family, slot, 1);
  const calls = hooks.filter((hook) => chains.some(({ name }) => name === endingName(slot, hook)));
  const callOf = (hook: EndingHook) => `-A ${nameIn(slot, hook)} ${endingCall(slot, hook)}`;
  const [declared, rules] = [/^:/, /^-/].map((kind) => lines.filter((line) => kind.test(line)));
  return [
    ...declared!,
    ...chains.map(({ name }) => `:${name} - [0:0]`),
    ...chains.flatMap(({ name, rules: own }) => own.map((rule) => `-A ${name} ${rule}`)),
    ...calls.map(callOf),
    ...rules!,
  ];
}

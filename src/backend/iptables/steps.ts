import type { Transaction } from '../switching.js';

/** A program with its input, and what takes back what it has done. */
export interface Step {
  readonly command: string;
  readonly input: string;
  readonly undo?: { readonly command: string; readonly input: string };
}

const KEPT =
  'and what was done before that could not be taken back: secgroup status shows what is loaded, and apply --repair mends it';

/** Ends the texts below; no line of theirs is that. */
const END = 'END_OF_INPUT';

/**
 * One program of the shell that takes several steps. The kernel switches each table at once and not all of them together: where a step fails,
 * those before are taken back, and so is the one itself, since a program may fail after it has done its work. The shell reads all of it
 * before it starts, and goes on if what has started it is gone.
 */
export function stepsTransaction(steps: readonly Step[], before = ':'): Transaction {
  const texts = steps.flatMap(({ command, input, undo }, at) => [
    ...functionOf(`do_${at}`, command, input),
    ...(undo ? functionOf(`undo_${at}`, undo.command, undo.input) : [`undo_${at}() { :; }`]),
  ]);
  // The step that has failed may have done nothing, and then there is nothing that it could take back.
  const undoing = (failed: number) =>
    [
      `undo_${failed} 2>/dev/null; kept=`,
      ...Array.from({ length: failed }, (_, at) => `undo_${failed - 1 - at} 2>/dev/null || kept=1`),
      `[ -z "$kept" ] || echo '${KEPT}' >&2`,
    ].join('; ');
  const all = steps.map((_, at) => `  do_${at} || { ${undoing(at)}; return 1; }`);
  return {
    command: ['sh', '-s'],
    input: `${[...texts, 'all() {', `  ${before} || return 1`, ...all, '}', "trap '' HUP INT TERM PIPE", 'all'].join('\n')}\n`,
  };
}

function functionOf(name: string, command: string, input: string): readonly string[] {
  if (`\n${input}`.includes(`\n${END}`)) throw new Error(`a line of a text is '${END}'`);
  return [`${name}() {`, `  ${command} <<'${END}'`, input, END, '}'];
}

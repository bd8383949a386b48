import { visible } from '../../diagnostics/visible.js';
import { table } from '../table.js';

/** Shows which machine of several is how far. */
export interface Board {
  /** Says of the machine of this index what it is at. */
  readonly tell: (at: number, text: string) => void;
  readonly close: () => void;
}

/** On a terminal a table that changes in its place, for several; elsewhere a line for each step. It goes to standard error. */
export function openBoard(hosts: readonly string[]): Board {
  const { stderr } = process;
  if (!stderr.isTTY || hosts.length < 2)
    return {
      tell: (at, text) =>
        stderr.write(`${visible(hosts[at]!)}: ${text.split('\n').map(visible).join('\n')}\n`),
      close: () => undefined,
    };
  const steps = hosts.map(() => 'waits for its turn');
  let shown = 0;
  const show = () => {
    const lines = table(
      [],
      hosts.map((host, at) => [host, steps[at]!]),
    ).split('\n');
    const width = stderr.columns ?? 80;
    // A line that is folded would count as two.
    const cut = lines.map((line) => (line.length < width ? line : `${line.slice(0, width - 2)}…`));
    const up = shown === 0 ? '' : `\u001b[${shown}A`;
    stderr.write(`${up}${cut.map((line) => `\u001b[2K${line}\n`).join('')}`);
    shown = lines.length;
  };
  show();
  return {
    tell(at, text) {
      steps[at] = text.split('\n', 1)[0]!;
      show();
    },
    close() {
      // What was cut is said in full.
      steps.forEach((text, at) => {
        if (`${hosts[at]}  ${text}`.length >= (stderr.columns ?? 80) - 2)
          stderr.write(`${visible(hosts[at]!)}: ${visible(text)}\n`);
      });
    },
  };
}

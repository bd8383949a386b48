import type { Reach } from '../lab/report/cell.js';
import type { Matrix, MatrixRow } from '../lab/report/matrix.js';
import type { PortRun } from '../lab/report/ports.js';
import { printable } from '../lab/report/printable.js';
import { protocolName } from '../traffic/protocols.js';
import { few } from './peers-text.js';
import { table } from './table.js';

/** Characters of a cell's line, which is broken between ports. */
const CELL_WIDTH = 28;

/** A matrix where it fits, and otherwise a list by receiver; with what its marks mean. */
export function reachText(matrix: Matrix, width: number): string {
  if (matrix.rows.length === 0) return 'nothing was tried';
  const grid = gridText(matrix);
  const fits = grid.split('\n').every((line) => line.length <= width);
  const body = fits ? grid : listText(matrix);
  return [body, ...legend(body)].join('\n');
}

function gridText({ receivers, rows }: Matrix): string {
  const cells = rows.map((row) => [
    few([printable(row.sender), ...row.addresses], 4),
    ...receivers.map((receiver) => cellText(row.reached.get(receiver), CELL_WIDTH)),
  ]);
  return table(['FROM \\ TO', ...receivers.map(printable)], cells);
}

function listText({ receivers, rows }: Matrix): string {
  const lines = receivers.flatMap((receiver) =>
    waysTo(receiver, rows).map(([what, from], i) => [i === 0 ? printable(receiver) : '', what, from]),
  );
  return table(['TO', 'WHAT', 'FROM'], lines);
}

/** What gets to a receiver, each with all who have the same. */
function waysTo(receiver: string, rows: readonly MatrixRow[]): readonly (readonly [string, string])[] {
  const senders = new Map<string, string[]>();
  for (const row of rows) {
    const reached = row.reached.get(receiver);
    if (!reached || reached.length === 0) continue;
    const what = cellText(reached, 2 * CELL_WIDTH);
    senders.set(what, [...(senders.get(what) ?? []), senderText(row)]);
  }
  if (senders.size === 0) return [['-', '']];
  return Array.from(senders, ([what, from]) => [what, few(from)]);
}

function senderText({ sender, addresses }: MatrixRow): string {
  const label = printable(sender);
  return addresses.length === 0 ? label : `${label} ${few(addresses, 3).replaceAll('\n', ', ')}`;
}

/** Nothing where nothing was tried, and `-` where nothing got through. */
function cellText(reached: readonly Reach[] | undefined, width: number): string {
  if (!reached) return '';
  if (reached.length === 0) return '-';
  return reached.map((one) => wrapped(reachWords(one), width)).join('\n');
}

/** Words that are to stand in a row; each but the last ends in a comma, or is the name before the first. */
function reachWords({ what, family, runs }: Reach): readonly string[] {
  const suffix = family === undefined ? '' : ` (${family === 'ipv4' ? 'IPv4' : 'IPv6'})`;
  const numbered = /^(tcp|udp|protocol|invalid tcp)$/.test(what);
  if (!numbered) return [marked(what, runs[0]!) + suffix];
  const ports = runs.map((run) => marked(runText(what, run), run));
  return [what, ...ports.map((port, i) => (i < ports.length - 1 ? `${port},` : `${port}${suffix}`))];
}

function runText(what: string, { first, last, sampled }: PortRun): string {
  if (first !== last) return `${first}-${last}${sampled ? '*' : ''}`;
  return what === 'protocol' ? protocolName(first).replace('protocol/', '') : String(first);
}

function marked(text: string, { passage }: PortRun): string {
  if (passage === 'stopped') return `no ${text}!`;
  if (passage === 'too-far') return `${text}!`;
  return passage === 'partly' ? `${text}~` : text;
}

function wrapped(words: readonly string[], width: number): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines.join('\n');
}

const meanings: readonly (readonly [mark: RegExp, meaning: string])[] = [
  [/\d\*/, '* of a range not every number was tried, but all that were got through'],
  [/\S~/, '~ from or to some of the addresses only'],
  [/\S!/, '! not as wanted: see the disagreements'],
];

function legend(body: string): readonly string[] {
  const used = meanings.filter(([mark]) => mark.test(body)).map(([, meaning]) => meaning);
  return used.length === 0 ? [] : ['', ...used];
}

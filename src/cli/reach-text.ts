import type { Family } from '../address/space.js';
import { type Access, byReceiver } from '../lab/report/by-receiver.js';
import type { Reach } from '../lab/report/cell.js';
import type { Cell, Matrix } from '../lab/report/matrix.js';
import type { PortRun } from '../lab/report/ports.js';
import { printable } from '../lab/report/printable.js';
import { protocolName } from '../traffic/protocols.js';
import { table } from './table.js';

/** Characters of a cell's line, which is broken between ports. */
const CELL_WIDTH = 28;

/** Hosts that are named where many are alike. */
const NAMED = 6;

/** Ranges of ports that are shown of a protocol. */
const RUNS = 20;

/** A matrix where it fits, and otherwise a list by receiver; with what its marks mean. */
export function reachText(matrix: Matrix, width: number): string {
  if (matrix.rows.length === 0) return 'nothing was tried';
  const body = fittingGrid(matrix, width) ?? listText(matrix);
  return [body, ...legend(body)].join('\n');
}

function fittingGrid(matrix: Matrix, width: number): string | undefined {
  // Laying out a hundred columns takes a second, so the heads are asked first.
  if (matrix.receivers.join('  ').length > width) return undefined;
  const grid = gridText(matrix);
  return grid.split('\n').every((line) => line.length <= width) ? grid : undefined;
}

function gridText({ receivers, rows }: Matrix): string {
  const cells = rows.map((row) => [
    [printable(row.sender), ...firstOf(row.addresses, 3)].join('\n'),
    ...receivers.map((receiver) => cellText(row.cells.get(receiver))),
  ]);
  return table(['FROM \\ TO', ...receivers.map(printable)], cells);
}

function listText(matrix: Matrix): string {
  const lines = byReceiver(matrix).flatMap(({ receivers, accesses }) => {
    const to = inRow(receivers.map(printable), CELL_WIDTH);
    if (accesses.length === 0) return [[to, '-', '']];
    return accesses.map((access, i) => [i === 0 ? to : '', reachedText(access.reached), fromText(access)]);
  });
  return table(['TO', 'WHAT', 'FROM'], lines);
}

function fromText({ from, isEveryHost }: Access): string {
  if (isEveryHost) return `every host that tried (${from.length})`;
  return inRow(
    from.map(({ sender, addresses }) => [printable(sender), ...firstOf(addresses, 3)].join(' ')),
    2 * CELL_WIDTH,
  );
}

/** The first few names in lines of a width, with commas. */
function inRow(names: readonly string[], width: number): string {
  return wrapped(withCommas(firstOf(names, NAMED)), width);
}

function withCommas(words: readonly string[]): readonly string[] {
  return words.map((word, i) => (i < words.length - 1 ? `${word},` : word));
}

/** The first of many texts, and how many more there are. */
function firstOf(texts: readonly string[], shown: number): readonly string[] {
  return texts.length <= shown ? texts : [...texts.slice(0, shown), `… and ${texts.length - shown} more`];
}

/** Nothing where nothing was tried, and `-` where nothing got through. */
function cellText(cell: Cell | undefined): string {
  if (!cell) return '';
  if (cell.isHeldBack) return 'not let out';
  return cell.reached.length === 0 ? '-' : reachedText(cell.reached);
}

function reachedText(reached: readonly Reach[]): string {
  return reached.map((one) => wrapped(reachWords(one), CELL_WIDTH)).join('\n');
}

/** Words that are to stand in a row; each but the last ends in a comma, or is the name before the first. */
function reachWords({ what, runs }: Reach): readonly string[] {
  const common = runs.every(({ family }) => family === runs[0]!.family) ? runs[0]!.family : undefined;
  const numbers = runs.map((run) => marked(runText(what, run), run, common));
  const names = [common && familyNames[common], what === 'echo' ? undefined : what].filter(Boolean);
  return [...(names.length === 0 ? [] : [names.join(' ')]), ...withCommas(firstOf(numbers, RUNS))];
}

const familyNames: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

function runText(what: Reach['what'], { first, last, sampled }: PortRun): string {
  if (what === 'echo') return what;
  if (first !== last) return `${first}-${last}${sampled ? '*' : ''}`;
  return what === 'protocol' ? protocolName(first).replace('protocol/', '') : String(first);
}

/** The family is said of a single run where the others have another. */
function marked(text: string, { passage, family }: PortRun, common: Family | undefined): string {
  const mark = { through: '', partly: '~', 'too-far': '!', stopped: '!' }[passage];
  const only = family === undefined || common !== undefined ? '' : ` (${familyNames[family]})`;
  return `${passage === 'stopped' ? 'no ' : ''}${text}${mark}${only}`;
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
  [
    /(^| )anyone\b/m,
    'anyone: every host whose egress allows it, and every external address; their own rows show the rest',
  ],
  [/\d\*/, '* not every number of the range was tried; all that were tried got through'],
  [/\S~/, '~ only from or to some of the addresses'],
  [/\S!/, '! not as the definition says: see the disagreements'],
];

function legend(body: string): readonly string[] {
  const used = meanings.filter(([mark]) => mark.test(body)).map(([, meaning]) => meaning);
  return used.length === 0 ? [] : ['', ...used];
}

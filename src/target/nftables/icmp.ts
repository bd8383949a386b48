import type { Point } from '../../address/intervals.js';
import type { FactoredCell } from '../../ruleset/factored.js';
import { ICMP } from '../../traffic/protocols.js';
import {
  type CellVerdict,
  type DraftChain,
  keyRange,
  type NftField,
  type NftMapEntry,
  type NftRule,
  verdictMap,
} from './program.js';

/** Codes that a type has. */
const CODES = 256;

/** One run of codes within one type. */
interface CodeRun<P extends Point> {
  readonly type: number;
  readonly first: number;
  readonly last: number;
  readonly cell: FactoredCell<P>;
}

/**
 * ICMP cells are type × 256 + code: one map from types to verdicts, and one from codes for each type that is not allowed
 * as a whole or not to the same peers throughout.
 */
export function icmpMapRule<P extends Point>(
  protocol: number,
  name: string,
  cells: readonly FactoredCell<P>[],
  verdictOf: (cell: FactoredCell<P>) => CellVerdict,
  chains: DraftChain[],
): NftRule {
  const family = protocol === ICMP ? 'icmp' : 'icmpv6';
  const entries: NftMapEntry[] = [];
  const partial = new Map<number, CodeRun<P>[]>();
  for (const cell of cells) {
    const { types, runs } = splitCell(cell);
    if (types) entries.push({ key: keyRange(...types), ...verdictOf(cell) });
    for (const run of runs) partial.set(run.type, [...(partial.get(run.type) ?? []), run]);
  }
  for (const [type, runs] of partial) {
    const chain = `${name}-t${type}`;
    chains.push({ name: chain, comment: '', rules: [codeMapRule(`${family} code`, runs, verdictOf)] });
    entries.push({ key: String(type), verdict: { kind: 'goto', chain }, comment: '' });
  }
  return verdictMap([`${family} type`], entries);
}

function codeMapRule<P extends Point>(
  field: NftField,
  runs: readonly CodeRun<P>[],
  verdictOf: (cell: FactoredCell<P>) => CellVerdict,
): NftRule {
  return verdictMap(
    [field],
    runs.map(({ first, last, cell }) => ({ key: keyRange(first, last), ...verdictOf(cell) })),
  );
}

/** The whole types inside an interval of cells, and what is left of types at its ends. */
function splitCell<P extends Point>(cell: FactoredCell<P>) {
  const { first, last } = cell;
  const firstWhole = Math.ceil(first / CODES);
  const lastWhole = Math.floor((last + 1) / CODES) - 1;
  const typeOf = (at: number) => Math.floor(at / CODES);
  const run = (from: number, to: number): CodeRun<P> => ({
    type: typeOf(from),
    first: from % CODES,
    last: to % CODES,
    cell,
  });
  if (firstWhole > lastWhole) {
    const runs =
      typeOf(first) === typeOf(last)
        ? [run(first, last)]
        : [run(first, firstWhole * CODES - 1), run(firstWhole * CODES, last)];
    return { types: undefined, runs };
  }
  const runs: CodeRun<P>[] = [];
  if (first < firstWhole * CODES) runs.push(run(first, firstWhole * CODES - 1));
  if (last >= (lastWhole + 1) * CODES) runs.push(run((lastWhole + 1) * CODES, last));
  return { types: [firstWhole, lastWhole] as [number, number], runs };
}

import { groupBy } from '../definition/group-by.js';
import type { Named } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { SimilarNames } from '../diagnostics/similar-names.js';
import type { Span } from '../diagnostics/source.js';

/** Finds nodes by id, or by name where only one has it. */
export interface NameIndex<N extends Named> {
  readonly nodes: readonly N[];
  readonly byId: ReadonlyMap<string, N>;
  readonly byName: ReadonlyMap<string, readonly N[]>;
  /** Finds the name that was meant. In a copy for another thread it cannot. */
  readonly similar: SimilarNames;
}

/** `others` are names that mean something without a node. */
export function indexByName<N extends Named>(
  nodes: readonly N[],
  others: readonly string[] = [],
): NameIndex<N> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const byName = groupBy(nodes, ({ name }) => name);
  const similar = new SimilarNames(() => [...byId.keys(), ...byName.keys(), ...others]);
  return { nodes, byId, byName, similar };
}

export function isKnown<N extends Named>({ byId, byName }: NameIndex<N>, reference: string): boolean {
  return byId.has(reference) || byName.has(reference);
}

type Unknown = 'unknown-group' | 'unknown-list' | 'unknown-service' | 'unknown-host';

/** What to write instead of a reference that leads nowhere, where that is sure. */
export type Instead = (reference: string) => string | undefined;

/** The node that a reference means; `undefined` when none or several could be meant, and reported. */
export function lookUp<N extends Named>(
  index: NameIndex<N>,
  reference: string,
  span: Span | undefined,
  [kind, unknown]: readonly [kind: string, unknown: Unknown],
  report: Report,
  instead: Instead = () => undefined,
): N | undefined {
  const byId = index.byId.get(reference);
  const found = [...new Set([...(byId ? [byId] : []), ...(index.byName.get(reference) ?? [])])];
  if (found.length === 1) return found[0];
  if (found.length > 1) reportAmbiguous(kind, reference, span, found, report);
  else {
    const suggestion = instead(reference) ?? index.similar.suggest(reference);
    report(unknown, span, { name: reference }, { suggestion });
  }
  return undefined;
}

/** More than this many are not shown: nobody reads so long a list. */
const SHOWN = 10;

function reportAmbiguous(
  kind: string,
  name: string,
  span: Span | undefined,
  found: readonly Named[],
  report: Report,
): void {
  const related = found
    .slice(0, SHOWN)
    .map((node) => ({ message: `this one is ${node.id}`, span: node.span }));
  report('ambiguous', span, { kind, name }, { related, suggestion: 'refer to it by its id' });
}

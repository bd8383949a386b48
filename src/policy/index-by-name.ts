import type { Named } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/source.js';
import { didYouMeanIn } from '../diagnostics/suggest.js';

/** Finds nodes by id, or by name where only one has it. */
export interface NameIndex<N extends Named> {
  readonly nodes: readonly N[];
  readonly byId: ReadonlyMap<string, N>;
  readonly byName: ReadonlyMap<string, readonly N[]>;
}

export function indexByName<N extends Named>(nodes: readonly N[]): NameIndex<N> {
  const byName = new Map<string, N[]>();
  for (const node of nodes) {
    const same = byName.get(node.name);
    if (same) same.push(node);
    else byName.set(node.name, [node]);
  }
  return { nodes, byId: new Map(nodes.map((node) => [node.id, node])), byName };
}

export function isKnown<N extends Named>({ byId, byName }: NameIndex<N>, reference: string): boolean {
  return byId.has(reference) || byName.has(reference);
}

type Unknown = 'unknown-group' | 'unknown-list' | 'unknown-service' | 'unknown-host';

/** What else a reference could have meant, for the suggestion. */
export interface AlsoMeant {
  /** The same for all that is looked up in an index. */
  readonly names?: readonly string[];
  /** What to write where it is sure; asked only where the reference leads nowhere. */
  readonly instead?: (reference: string) => string | undefined;
}

/** The node that a reference means; `undefined` when none or several could be meant, and reported. */
export function lookUp<N extends Named>(
  index: NameIndex<N>,
  reference: string,
  span: Span | undefined,
  [kind, unknown]: readonly [kind: string, unknown: Unknown],
  report: Report,
  also: AlsoMeant = {},
): N | undefined {
  const byId = index.byId.get(reference);
  const found = [...new Set([...(byId ? [byId] : []), ...(index.byName.get(reference) ?? [])])];
  if (found.length === 1) return found[0];
  if (found.length > 1) reportAmbiguous(kind, reference, span, found, report);
  else {
    const known = () => [...namesIn(index), ...(also.names ?? [])];
    const suggestion = also.instead?.(reference) ?? didYouMeanIn(index, reference, known);
    report(unknown, span, { name: reference }, { suggestion });
  }
  return undefined;
}

/** All names that nodes are found by. */
export function namesIn({ byId, byName }: NameIndex<Named>): readonly string[] {
  return [...byId.keys(), ...byName.keys()];
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

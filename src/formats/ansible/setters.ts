import type { Span } from '../../diagnostics/source.js';
import type { Document } from '../../document/document.js';
import type { Strength } from './precedence.js';

/** A place in the input that may set a variable: what is written in weaker places is not sure to hold. */
export interface Setter {
  /** The variable; absent where it can be any. */
  readonly name: string | undefined;
  readonly strength: Strength;
  /** What sets it: `'set_fact'`. */
  readonly by: string;
  readonly span: Span;
  readonly document: Document;
  /** Where it does so: for all, for tasks that plays take from files of their own, or for those in other documents only. */
  readonly reach: 'all' | 'tasks' | 'others';
  /** Tasks that come before it in its own document do not notice; 0: all may. */
  readonly order: number;
}

/** From where a variable is asked for. */
export interface Reader {
  readonly document: Document;
  /** Whether the document holds plays. If not, it may be run more than once, and by any of them. */
  readonly isOfPlays: boolean;
  readonly order: number;
}

/** All setters of an input, of which it keeps as many as an answer needs. */
export class Setters {
  private readonly own = new Map<Document, Map<string | undefined, Setter[]>>();
  private readonly all = new Map<string | undefined, Setter[]>();

  constructor(setters: readonly Setter[]) {
    for (const setter of setters) {
      const own = at(this.own, setter.document, () => new Map());
      keepFirst(
        at(own, setter.name, () => []),
        setter,
      );
      keepTwo(
        at(this.all, setter.name, () => []),
        setter,
      );
    }
  }

  /** A setter that may overrule a place of this strength, as the reader sees it. */
  over(name: string, least: Strength | -1, reader: Reader): Setter | undefined {
    for (const key of [name, undefined]) {
      const found = this.ownOver(key, least, reader) ?? this.otherOver(key, least, reader);
      if (found) return found;
    }
    return undefined;
  }

  /** A setter in another document that may overrule a place of this strength. */
  inOthers(name: string, least: Strength, reader: Reader): Setter | undefined {
    return this.otherOver(name, least, reader) ?? this.otherOver(undefined, least, reader);
  }

  private ownOver(key: string | undefined, least: number, { document, isOfPlays, order }: Reader) {
    const own = this.own.get(document)?.get(key);
    return own?.find(
      (one) => one.strength > least && one.reach === 'all' && (!isOfPlays || one.order <= order),
    );
  }

  private otherOver(key: string | undefined, least: number, { document, isOfPlays }: Reader) {
    return this.all
      .get(key)
      ?.find(
        (one) => one.strength > least && one.document !== document && (one.reach !== 'tasks' || !isOfPlays),
      );
  }
}

/** The first of each strength and reach is enough: what notices a later one notices it. */
function keepFirst(kept: Setter[], setter: Setter): void {
  const covers = (other: Setter) =>
    other.strength === setter.strength && other.reach === setter.reach && other.order <= setter.order;
  if (!kept.some(covers)) kept.push(setter);
}

/** Those of two documents are enough: at least one of them is not the reader's. */
function keepTwo(kept: Setter[], setter: Setter): void {
  const alike = kept.filter(({ strength, reach }) => strength === setter.strength && reach === setter.reach);
  if (alike.length < 2 && !alike.some(({ document }) => document === setter.document)) kept.push(setter);
}

function at<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = fresh();
  map.set(key, made);
  return made;
}

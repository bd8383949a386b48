import { groupBy } from '../../definition/group-by.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';

/** A resource that is not read though it matters. */
export interface Unread {
  readonly name: string;
  readonly type: string;
  readonly span: Span;
}

/** What is said of all unread resources of one type. */
export interface UnreadKind {
  readonly code: 'unread-resources' | 'ignored-value';
  /** Goes on from their names: `is not read: hosts in it are missing here`. */
  readonly one: string;
  readonly several: string;
  readonly suggestion?: string;
}

/** Places that are shown beside the first one. */
const MORE = 2;

/** Tells of unread resources: once a type, at the first of them. */
export function reportUnread(
  found: readonly Unread[],
  kindOf: (type: string) => UnreadKind | undefined,
  report: Report,
): void {
  for (const [first, ...others] of byType(found)) {
    const type = first.type;
    const kind = kindOf(type);
    if (kind === undefined) continue;
    const count = others.length === 0 ? '' : ` and ${others.length} more`;
    const problem = `'${first.name}'${count} (${type}) ${others.length === 0 ? kind.one : kind.several}`;
    const related = others.slice(0, MORE).map(({ span }) => ({ message: 'and here', span }));
    report(kind.code, first.span, { problem }, { suggestion: kind.suggestion, related });
  }
}

/** What is of one type, type by type. */
export function byType<T extends Unread>(found: readonly T[]): readonly (readonly [T, ...T[]])[] {
  return [...groupBy(found, ({ type }) => type).values()];
}

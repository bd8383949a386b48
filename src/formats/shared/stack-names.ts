import path from 'node:path';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';

/** What one template calls its own. */
export interface StackIds {
  readonly span: Span;
  readonly ids: readonly { readonly id: string; readonly span: Span }[];
}

/** What something that a template calls `id` is called here. */
export type Rename = (id: string) => string;

/**
 * How the things of each template are called, so that none has the id that something of another has: ids that several use
 * have the template's name before them (`web.InstanceGroup`), which is told once. A file that is given twice is no second stack, and
 * stays as it is.
 */
export function renamesOf(stacks: readonly StackIds[], report: Report): readonly Rename[] {
  const files = stacks.map(({ span }) => path.resolve(span.source.name));
  const shared = new Set(files).size < files.length ? new Set<string>() : sharedAmong(stacks);
  if (shared.size === 0) return stacks.map(() => (id) => id);
  const names = distinctNames(files);
  const isShared = (id: string) => shared.has(lower(id));
  const first = stacks.findIndex(({ ids }) => ids.some(({ id }) => isShared(id)));
  const { id, span } = stacks[first]!.ids.find((one) => isShared(one.id))!;
  report('same-ids', span, { count: shared.size, id, called: `${names[first]}.${id}` });
  return names.map((name) => (id) => (isShared(id) ? `${name}.${id}` : id));
}

function sharedAmong(stacks: readonly StackIds[]): ReadonlySet<string> {
  const users = new Map<string, number>();
  for (const { ids } of stacks)
    for (const id of new Set(ids.map((one) => lower(one.id)))) users.set(id, (users.get(id) ?? 0) + 1);
  return new Set([...users].flatMap(([id, count]) => (count > 1 ? [id] : [])));
}

/** Names that differ only in case are one name (fact 22). */
function lower(id: string): string {
  return id.toLowerCase();
}

/** A short name for each file that no other has: its own, with its ending and its folders where these are needed. */
function distinctNames(files: readonly string[]): readonly string[] {
  const parts = files.map((file) => file.split(path.sep));
  const depth = Math.max(...parts.map(({ length }) => length));
  for (let taken = 1; taken <= depth; taken++) {
    for (const ending of [/(\.template)?\.[^.]*$/, /$/]) {
      const names = parts.map((one) => asName(one.slice(-taken).join('-').replace(ending, '')));
      if (new Set(names.map(lower)).size === names.length) return names;
    }
  }
  return files.map((file, i) => `${asName(path.basename(file))}-${i + 1}`);
}

/** Names become parts of chains, sets and files. */
function asName(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'template';
}

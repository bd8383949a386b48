import { type Item, isFields } from '../shared/item.js';
import { isThere, type Kind, type Part } from './bare-kinds.js';

/** What is not there, and in which object. */
export interface Cut {
  readonly key: string;
  readonly what: string;
  readonly item: Item;
}

/**
 * The first field that `--query` has cut out or renamed, here or below. What is not there cannot be told from what is empty, and
 * for some fields that is everything: so nothing of it is read. Fields of `except` are not missed.
 */
export function cutOut(
  item: Item,
  { what, needs, below }: Kind,
  except: ReadonlySet<string> = new Set(),
): Cut | undefined {
  return cutIn(item.silent(), { what, needs: () => needs, ...(below && { below }) }, except);
}

function cutIn(item: Item, { what, needs, below = {} }: Part, except: ReadonlySet<string>): Cut | undefined {
  const key = needs(item.fields).find((one) => !isThere(item.fields[one]) && !except.has(one));
  if (key !== undefined) return { key, what, item };
  for (const [list, part] of Object.entries(below)) {
    const single = isFields(item.fields[list]) ? item.item(list) : undefined;
    for (const one of single ? [single] : item.items(list)) {
      const cut = cutIn(one, part, except);
      if (cut) return cut;
    }
  }
  return undefined;
}

/** The command that prints all that is read of what such an output is about. */
export function wholeOutput(command: string): string {
  return `give all that the command prints, without --query: aws ec2 ${command} --output json`;
}

const commands: Readonly<Record<string, string>> = {
  sg: 'describe-security-groups',
  sgr: 'describe-security-group-rules',
  eni: 'describe-network-interfaces',
  i: 'describe-instances',
  pl: 'get-managed-prefix-list-entries --prefix-list-id …',
};

/** How deep `--query` puts what it picks. */
const DEEPEST = 4;

/** The command whose output a value is a part of, by the first id in it; nothing if it has none. */
export function commandBehind(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') {
    const kind = /^(sgr|sg|eni|pl|i)-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.exec(value)?.[1];
    return kind === undefined ? undefined : commands[kind];
  }
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return undefined;
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    const found = commandBehind(one, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An object of the input and where it stands. */
export interface Leaf {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/** What stands in lists of lists, however deep; anything else is itself. */
export function* leavesOf(value: unknown, path: Leaf['path'] = []): Generator<Leaf> {
  if (!Array.isArray(value) || path.length > DEEPEST) yield { value, path };
  else for (const [i, one] of value.entries()) yield* leavesOf(one, [...path, i]);
}

/** No argument can begin with it, so that it marks what the parser must not take for an option. */
const MARK = '\0';

/**
 * Marks `-` and what stands behind `--` as the plain words they are: the parser of the command line would lose them
 * without a word, and a definition that is lost is a firewall that lacks rules.
 */
export function markLiterals(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const behind = end < 0 ? [] : args.slice(end + 1);
  return [...before.map((arg) => (arg === '-' ? MARK + arg : arg)), ...behind.map((arg) => MARK + arg)];
}

/** The values of a command line as they were given. */
export function unmarked<T>(value: T): T {
  if (typeof value === 'string') return (value.startsWith(MARK) ? value.slice(1) : value) as T;
  if (Array.isArray(value)) return value.map(unmarked) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unmarked(one)])) as T;
}

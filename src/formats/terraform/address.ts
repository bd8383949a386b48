/** One step of an address: a name, with the key of an instance where `count` or `for_each` made several. */
export interface Step {
  readonly name: string;
  readonly key?: string | number;
}

/**
 * The steps of an address or reference such as `module.net["a"].aws_instance.web[0].id`: names between dots, each with the
 * key in brackets behind it. Nothing if it is written in another way, or has two keys in a row.
 */
export function stepsOf(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const step = /([\p{L}\p{N}_-]+)(?:\[(?:([0-9]{1,9})|"((?:[^"\\]|\\.)*)")\])?(\.|$)/uy;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (!found) return undefined;
    const [, name, number, quoted, end] = found;
    const key = number === undefined ? unquoted(quoted) : Number(number);
    if (quoted !== undefined && key === undefined) return undefined;
    steps.push(key === undefined ? { name: name! } : { name: name!, key });
    if (end === '') return steps;
  }
  return undefined;
}

function unquoted(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  try {
    return JSON.parse(`"${quoted.replaceAll('$${', '${').replaceAll('%%{', '%{')}"`) as string;
  } catch {
    return undefined;
  }
}

/** The steps through modules at the beginning of an address, and what is behind them. */
export function splitModules(steps: readonly Step[]): {
  readonly modules: readonly Step[];
  readonly rest: readonly Step[];
} {
  const modules: Step[] = [];
  let at = 0;
  while (steps[at]?.name === 'module' && steps[at]!.key === undefined && steps[at + 1]) {
    modules.push(steps[at + 1]!);
    at += 2;
  }
  return { modules, rest: steps.slice(at) };
}

/** One text for the modules, by which they are known: empty for the root. */
export function moduleKey(modules: readonly Step[]): string {
  return modules.map(({ name, key }) => JSON.stringify(key === undefined ? [name] : [name, key])).join();
}

/** A text of letters, digits and `._-` that is still known for the address: `aws_instance.web["a"]` as `aws_instance.web-a`. */
export function plainAddress(address: string): string {
  const plain = address
    .replace(/[^A-Za-z0-9_.]+/g, '-')
    .replace(/-*\.[-.]*/g, '.')
    .replace(/^[^A-Za-z0-9]+|-$/g, '');
  return plain.slice(0, 120) || 'host';
}

/** The name, with a number behind it if it is taken. */
export function untaken(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
  return free;
}

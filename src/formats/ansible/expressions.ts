/** A variable and the way to a part of it: `sg.rules[0]['cidr']`. */
export type Expression = readonly (string | number)[];

/** The expression that a text between braces is, if it is no more than a variable or a part of one. */
export function parseExpression(text: string): Expression | undefined {
  const steps: (string | number)[] = [];
  const step =
    /\s*(?:(\.)?([A-Za-z_][A-Za-z0-9_]*)|\.([0-9]{1,6})|\[\s*(?:([0-9]{1,6})|'([^']*)'|"([^"]*)")\s*\])\s*/y;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) return undefined;
    const [, dot, name, number, index, ...quoted] = match;
    const isFirst = steps.length === 0;
    if (name !== undefined && (dot === undefined) !== isFirst) return undefined;
    if (name === undefined && isFirst) return undefined;
    const position = number ?? index;
    steps.push(
      position === undefined ? (name ?? quoted.find((one) => one !== undefined)!) : Number(position),
    );
  }
  return steps.length === 0 || reserved.has(String(steps[0])) ? undefined : steps;
}

/** Words of the template language, which are no variables. */
const reserved: ReadonlySet<string> = new Set([
  'true',
  'false',
  'none',
  'True',
  'False',
  'None',
  'not',
  'omit',
]);

/** Every variable that a text may need: what stands in its braces, or all of it where it is an expression itself. */
export function variablesIn(text: string, isExpression = false): readonly string[] {
  const expressions = isExpression
    ? [text]
    : Array.from(text.matchAll(/\{\{([^{}]*)\}\}/g), ([, one]) => one!);
  return expressions.flatMap((one) => one.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []);
}

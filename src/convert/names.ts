import type { Named } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';

/** Names that are unique without regard to case. A node keeps its name where only it has that name; else the id is added, or stands alone, or a number tells them apart. */
export function uniqueNames<N extends Named>(
  nodes: readonly N[],
  isValid: (name: string) => boolean,
  kind: string,
  report: Report,
): ReadonlyMap<N, string> {
  const wanted = new Map<string, number>();
  for (const { name } of nodes) wanted.set(name.toLowerCase(), (wanted.get(name.toLowerCase()) ?? 0) + 1);
  const taken = new Set<string>();
  const names = new Map<N, string>();
  const alone = (node: N) => node.id === node.name || wanted.get(node.name.toLowerCase()) === 1;
  for (const node of [...nodes].sort((a, b) => Number(alone(b)) - Number(alone(a)))) {
    const { id, name } = node;
    const candidates = [
      ...(alone(node) ? [name] : []),
      `${name} (${id})`,
      `${name}-${id}`,
      id,
      `${kind}-${id}`,
    ];
    const written = firstFree(candidates, kind, isValid, taken);
    if (written !== name) report('renamed', node.span, { kind, name, written });
    names.set(node, written);
  }
  return names;
}

function firstFree(
  candidates: readonly string[],
  kind: string,
  isValid: (name: string) => boolean,
  taken: Set<string>,
): string {
  let name = candidates.find((one) => isValid(one) && !taken.has(one.toLowerCase()));
  for (let n = 1; name === undefined; n++) {
    const numbered = `${kind}-${n}`;
    if (!taken.has(numbered) && isValid(numbered)) name = numbered;
  }
  taken.add(name.toLowerCase());
  return name;
}

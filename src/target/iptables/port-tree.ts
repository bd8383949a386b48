import { chainName, PREFIX } from './names.js';
import type { Chain, Rule } from './program.js';
import { cellAlternatives } from './traffic.js';
import { needsTree, PORT_LEVELS, partOf, type TreeShape } from './tree.js';

/** The rule for an interval of ports. */
export interface PortRule {
  readonly first: number;
  readonly last: number;
  readonly rule: Rule;
}

/** Rules of one chain, and the chains below it. */
export interface Tree {
  readonly rules: readonly Rule[];
  readonly chains: readonly Chain[];
}

/**
 * The rules of ascending ports, as a tree if they are many. A part is carved off the end and its chain named after its
 * first port; a chain holds its lowest ports itself, so no two have the same name.
 */
export function portTree(
  protocol: number,
  place: string,
  ports: readonly PortRule[],
  shape: TreeShape,
): Tree {
  if (!needsTree(ports.length, shape)) return { rules: ports.map(({ rule }) => rule), chains: [] };
  const chains: Chain[] = [];
  const grow = (list: readonly PortRule[], levels: number): readonly Rule[] => {
    const rules: Rule[] = [];
    let rest = list;
    while (rest.length > shape.run && levels > 0) {
      const part = rest.slice(-partOf(rest.length, levels, shape));
      rest = rest.slice(0, -part.length);
      rules.push(part.length === 1 ? part[0]!.rule : branch(part, levels - 1));
    }
    return [...rules, ...rest.map(({ rule }) => rule)];
  };
  const branch = (part: readonly PortRule[], levels: number): Rule => {
    const { first } = part[0]!;
    const chain = chainName(`${PREFIX}${place}:${first}`);
    chains.push({ name: chain, comment: '', rules: grow(part, levels) });
    const [matches] = cellAlternatives(protocol, first, part.at(-1)!.last);
    return { matches: matches!, target: { kind: 'goto', chain }, comment: '' };
  };
  return { rules: grow(ports, PORT_LEVELS), chains };
}

import type { IntervalSet, Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Devices } from './devices.js';
import {
  ACCEPT,
  BACK,
  type Diagrams,
  DROP,
  NEXT,
  type Node,
  PROHIBIT,
  RESET,
  UNKNOWN,
} from './diagram/diagrams.js';
import { sequence } from './diagram/fold.js';
import { SegmentRun } from './diagram/segments.js';
import { choose } from './diagram/sets.js';
import { type Row, tableOf } from './diagram/table.js';
import { dimensionOf, hooksOf, type Path, rankOf } from './dimensions.js';
import type { Answers, BaseChain, Chain, Condition, Firewall, MapEntry, Rule, Verdict } from './firewall.js';
import { type FieldValues, families, isAnswer } from './firewall.js';
import { type Place, sideOf, sidesOf } from './sides.js';
import { united } from './unite.js';
import { unionOfBounds } from './values.js';

/** What is wrong with a firewall that could be read: the line in the script, and the problem in words. */
export type Fault = (line: number, problem: string) => void;

/** The kernel follows 16 jumps, iptables as many as the stack holds; no script needs so many. */
const DEEPEST = 500;

/** Turns chains into diagrams. A chain means the same wherever it is called from, so each is worked out once a place. */
export class Denotation {
  readonly #diagrams: Diagrams;
  readonly #firewall: Firewall;
  readonly #devices: Devices;
  readonly #fault: Fault;
  readonly #answers: Answers;
  readonly #known = new Map<string, Node>();
  readonly #calls = new Map<string, Node>();
  readonly #conditions = new Map<string, WeakMap<object, Node>>();
  readonly #open = new Set<string>();

  constructor(
    diagrams: Diagrams,
    firewall: Firewall,
    devices: Devices,
    fault: Fault,
    answers: Answers = 'given',
  ) {
    this.#diagrams = diagrams;
    this.#firewall = firewall;
    this.#devices = devices;
    this.#fault = fault;
    this.#answers = answers;
  }

  /** What happens to the packets of one path: dropped where any base chain on their way drops them. */
  path(path: Path): Node {
    return hooksOf[path].reduce((node, hook) => {
      const bases = this.#firewall.bases
        .filter((base) => base.hook === hook)
        .sort((a, b) => a.priority - b.priority);
      return bases.reduce(
        (before, base) => this.#diagrams.replace(before, ACCEPT, this.#base(base, { path, hook })),
        node,
      );
    }, ACCEPT);
  }

  #base(base: BaseChain, place: Place): Node {
    const policy = base.policy === 'accept' ? ACCEPT : DROP;
    const body = this.#relabel(this.#rules(base.chain, place), [NEXT, policy], [BACK, policy]);
    const values: FieldValues = { field: 'family', set: indexesOf(base.families) };
    const side = sideOf(values, place, this.#devices);
    if (typeof side === 'boolean') throw new Error('every packet has a family');
    const seen = choose(this.#diagrams, side.dimension, side.set, NEXT, ACCEPT);
    return this.#diagrams.replace(seen, NEXT, body);
  }

  #chain(name: string, place: Place, line: number): Node {
    const key = `${place.path} ${place.hook} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const chain = this.#firewall.chains.get(name);
    if (!chain) throw new Error(`a reader left out the chain '${name}'`);
    const problem = this.#problemOf(chain, key);
    if (problem !== undefined) {
      this.#fault(line, problem);
      return UNKNOWN;
    }
    this.#open.add(key);
    const node = this.#rules(chain, place);
    this.#open.delete(key);
    this.#known.set(key, node);
    return node;
  }

  #problemOf({ name }: Chain, key: string): string | undefined {
    if (this.#open.has(key)) return `chain '${name}' calls itself`;
    return this.#open.size >= DEEPEST ? `more than ${DEEPEST} chains call each other` : undefined;
  }

  #rules(chain: Chain, place: Place): Node {
    const rules = united(chain.rules);
    const parts: Node[] = [];
    for (let i = 0; i < rules.length; ) {
      const dimension = onlyDimension(rules[i]!, place);
      let end = i + 1;
      if (dimension !== undefined)
        while (end < rules.length && onlyDimension(rules[end]!, place) === dimension) end++;
      const run = rules.slice(i, end);
      const joined = dimension === undefined ? undefined : this.#run(run, dimension, place);
      parts.push(joined ?? this.#sequence(run, place));
      i = end;
    }
    return sequence(this.#diagrams, parts);
  }

  #sequence(rules: readonly Rule[], place: Place): Node {
    return sequence(
      this.#diagrams,
      rules.map((rule) => this.#rule(rule, place)),
    );
  }

  /** Rules that ask for one dimension alone; undefined where a chain that they call asks for an earlier one. */
  #run(rules: readonly Rule[], dimension: number, place: Place): Node | undefined {
    if (rules.length === 1) return undefined;
    const run = new SegmentRun(this.#diagrams, dimension);
    for (const { conditions, action, line } of rules) {
      const called = 'chain' in action;
      const body = called
        ? this.#chain(action.chain, place, line)
        : this.#verdict(action as Verdict, place, line);
      if (this.#diagrams.dimensionOf(body) < dimension) return undefined;
      const { set } = (conditions[0] as ValuesCondition).values as { set: IntervalSet<Point> };
      run.add(set, body, called ? this.#returning(action.kind) : unchanged);
    }
    return run.node();
  }

  /** What a call makes of the leaves of the chain that it calls. */
  #returning(kind: 'jump' | 'goto'): (node: Node) => Node {
    const [from, to] = kind === 'jump' ? [BACK, NEXT] : [NEXT, BACK];
    return (node) => {
      if (this.#diagrams.isLeaf(node)) return node === from ? to : node;
      return this.#diagrams.reaches(node, from) ? this.#relabel(node, [from, to]) : node;
    };
  }

  #rule({ line, conditions, action }: Rule, place: Place): Node {
    if (action.kind === 'continue') return NEXT;
    const isUncertain = conditions.some(({ kind }) => kind === 'uncertain');
    const isLimited = isUncertain && isAnswer(action);
    if (isLimited && this.#answers === 'spent') return NEXT;
    let node =
      action.kind === 'map' ? this.#map(action.entries, place, line) : this.#verdict(action, place, line);
    if (isUncertain && !isLimited) node = this.#relabel(node, ...allUnknown);
    for (const condition of conditions.toReversed()) {
      node = this.#diagrams.replace(this.#condition(condition, place), ACCEPT, node);
    }
    return node;
  }

  #verdict(verdict: Verdict, place: Place, line: number): Node {
    switch (verdict.kind) {
      case 'accept':
        return ACCEPT;
      case 'drop':
        return DROP;
      case 'reset':
        return RESET;
      case 'prohibit':
        return PROHIBIT;
      case 'continue':
        return NEXT;
      case 'return':
        return BACK;
      default:
        return this.#call(verdict, place, line);
    }
  }

  /** Maps call the same chain from many entries. */
  #call({ kind, chain }: Extract<Verdict, { chain: string }>, place: Place, line: number): Node {
    const key = `${kind} ${place.path} ${place.hook} ${chain}`;
    const known = this.#calls.get(key);
    if (known !== undefined) return known;
    const body = this.#chain(chain, place, line);
    const node = this.#relabel(body, kind === 'jump' ? [BACK, NEXT] : [NEXT, BACK]);
    if (this.#known.has(`${place.path} ${place.hook} ${chain}`)) this.#calls.set(key, node);
    return node;
  }

  #map(entries: readonly MapEntry[], place: Place, line: number): Node {
    const rows = entries.flatMap(({ key, verdict, line: at }): readonly Row[] => {
      const sides = sidesOf(key, place, this.#devices);
      return sides ? [{ sides, result: this.#verdict(verdict, place, at) }] : [];
    });
    const { node, ambiguous } = tableOf(this.#diagrams, rows);
    if (ambiguous) this.#fault(line, 'entries of the map overlap and say different things');
    return node;
  }

  /** ACCEPT where the condition holds, NEXT where not. Rules share the sets they look at. */
  #condition(condition: Condition, place: Place): Node {
    if (condition.kind === 'uncertain') return ACCEPT;
    const inside = condition.negated ? NEXT : ACCEPT;
    const outside = condition.negated ? ACCEPT : NEXT;
    if (condition.kind === 'tuples') {
      const holding = this.#shared(condition.tuples, 'tuples', place, () =>
        this.#tuples(condition.tuples, place),
      );
      return condition.negated ? this.#relabel(holding, [ACCEPT, NEXT], [NEXT, ACCEPT]) : holding;
    }
    const side = sideOf(condition.values, place, this.#devices);
    if (typeof side === 'boolean') return side ? inside : outside;
    const make = () => choose(this.#diagrams, side.dimension, side.set, inside, outside);
    return this.#shared(side.set, `${side.dimension} ${condition.negated}`, place, make);
  }

  #tuples(tuples: readonly (readonly FieldValues[])[], place: Place): Node {
    const rows = tuples.flatMap((tuple): readonly Row[] => {
      const sides = sidesOf(tuple, place, this.#devices);
      return sides ? [{ sides, result: ACCEPT }] : [];
    });
    return tableOf(this.#diagrams, rows).node;
  }

  #shared(values: object, use: string, { path, hook }: Place, make: () => Node): Node {
    const key = `${path} ${hook} ${use}`;
    const known = this.#conditions.get(key) ?? new WeakMap<object, Node>();
    this.#conditions.set(key, known);
    const node = known.get(values) ?? make();
    known.set(values, node);
    return node;
  }

  #relabel(node: Node, ...to: readonly (readonly [Node, Node])[]): Node {
    return this.#diagrams.relabel(node, new Map(to));
  }
}

const allUnknown = [ACCEPT, DROP, BACK, RESET, PROHIBIT].map((leaf) => [leaf, UNKNOWN] as const);

const unchanged = (node: Node): Node => node;

type ValuesCondition = Extract<Condition, { kind: 'values' }>;

/** The dimension, if a rule with a verdict asks whether its value is in one set and nothing else. */
function onlyDimension({ conditions, action }: Rule, { path }: Place): number | undefined {
  const [condition] = conditions;
  if (condition?.kind !== 'values' || condition.negated || conditions.length > 1) return undefined;
  if (action.kind === 'map' || action.kind === 'continue' || 'names' in condition.values) return undefined;
  return rankOf(dimensionOf(condition.values.field, path));
}

function indexesOf(names: readonly Family[]): IntervalSet<number> {
  return unionOfBounds(names.flatMap((name) => [families.indexOf(name), families.indexOf(name) + 1]));
}

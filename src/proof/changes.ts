import { withoutAnswers } from './answers.js';
import { type Differing, disagreement } from './compare.js';
import { Denotation, type Fault } from './denote.js';
import { Devices } from './devices.js';
import { ACCEPT, Diagrams, DROP, type Node, PROHIBIT, RESET, UNKNOWN } from './diagram/diagrams.js';
import { type Path, paths, startOf } from './dimensions.js';
import { type Answers, type Fate, type Firewall, limitsAnswers } from './firewall.js';
import { type Box, joinBoxes } from './join-boxes.js';
import { devicesOfFirewall } from './named-devices.js';
import { checkOrder } from './order.js';
import { type Packet, packetOf } from './packet.js';
import { possible } from './possible.js';
import { type Trace, trace } from './trace.js';
import { holds } from './values.js';
import { boxText } from './words.js';

/** Packets that fare differently behind another firewall. */
export interface Change {
  readonly path: Path;
  readonly box: Box;
  readonly before: Trace;
  readonly after: Trace;
  /** One of them. */
  readonly witness: Packet;
}

/** What passes behind one firewall and not behind the other. */
export interface Changes {
  /** Disjoint, in the order of the hooks. */
  readonly shown: readonly Change[];
  /** How many more there are. Of each hook some thousands are counted. */
  readonly more: number;
  readonly devices: Devices;
}

export interface AllChanges extends Changes {
  /** Packets that both firewalls refuse: of each hook, which of them the second refuses in another way. */
  readonly refusals: readonly RefusalChange[];
}

export interface RefusalChange {
  readonly path: Path;
  /** What becomes of them. */
  readonly refusal: Exclude<Fate, 'accept'>;
  /** One of them. */
  readonly witness: Packet;
}

/** A change in words. */
export interface ToldChange extends Change {
  /** Such as `tcp/22 from 10.0.9.0/24 into eth0`. */
  readonly packets: string;
}

/** Changes with the same reason, told in as few words as can be; the reasons are any texts. */
export function inFewWords(
  { shown, devices }: Changes,
  reasonOf: (change: Change) => string,
): readonly ToldChange[] {
  const groups = new Map<string, Change[]>();
  for (const change of shown) {
    const key = [change.path, change.after.verdict, reasonOf(change)].join('\n');
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(change);
  }
  return [...groups.values()].flatMap((group) =>
    joinBoxes(group.map(({ box }) => box)).map((box) => ({
      // Any packet of the first box is in one of those that it became.
      ...group.find((one) => isWithin(one.box, box))!,
      box,
      packets: boxText(box, group[0]!.path, devices),
    })),
  );
}

/** Whether the joined box was made of this one, among others. */
function isWithin(small: Box, large: Box): boolean {
  return large.every(({ dimension, set }) => {
    const [first] = small.find((side) => side.dimension === dimension)?.set ?? [startOf(dimension)];
    return holds(set, first!);
  });
}

/**
 * What another firewall changes, for every packet there can be: none if, and only if, both do the same. `most` is how many changes of a
 * hook are told. Throws `TooComplex`.
 */
export function changesBetween(before: Firewall, after: Firewall, most: number, fault: Fault): AllChanges {
  const comparison = new Comparison([before, after], fault);
  return { ...comparison.changes(most), refusals: comparison.refusals() };
}

/** Whether two firewalls do the same. `most` was at least 1. */
export function areAlike({ shown, refusals }: AllChanges): boolean {
  return shown.length + refusals.length === 0;
}

/**
 * The same for what any of several firewalls lets through; how they refuse makes no difference. `workedOut` is one of them that no kernel
 * ever had, so that the order in which a kernel learns of things is none of its matters. There is at least one.
 */
export function firewallsCompared(
  before: readonly Firewall[],
  after: Firewall,
  most: number,
  fault: Fault,
  workedOut?: Firewall,
): Changes {
  const all = workedOut ? [workedOut, ...before, after] : [...before, after];
  return new Comparison(all, fault, [...before, after]).changes(most);
}

/** Of these changes, those that let packets through no more. */
export function closings(
  before: readonly Firewall[],
  after: Firewall,
  most: number,
  fault: Fault,
  workedOut?: Firewall,
): Changes {
  const all = workedOut ? [workedOut, ...before, after] : [...before, after];
  return new Comparison(all, fault, [...before, after]).changes(most, true);
}

/** Compares what any of some firewalls does with what the last does. */
class Comparison {
  readonly #diagrams = new Diagrams();
  readonly #firewalls: readonly Firewall[];
  readonly #devices: Devices;
  readonly #given: readonly Denotation[];
  readonly #real: ReadonlyMap<Path, Node>;

  constructor(firewalls: readonly Firewall[], fault: Fault, ofKernels = firewalls) {
    this.#firewalls = firewalls;
    this.#devices = new Devices(['lo', ...firewalls.flatMap(devicesOfFirewall)]);
    for (const firewall of ofKernels) checkOrder(firewall, fault);
    this.#given = this.#denotations('given', fault);
    this.#real = new Map(paths.map((path) => [path, possible(this.#diagrams, path, this.#devices)]));
  }

  #denotations(answers: Answers, fault: Fault): readonly Denotation[] {
    return this.#firewalls.map((one) => new Denotation(this.#diagrams, one, this.#devices, fault, answers));
  }

  changes(most: number, onlyClosed = false): Changes {
    const given = this.#changes('given', this.#given, most, onlyClosed);
    if (given.shown.length > 0 || !this.#firewalls.some(limitsAnswers)) return given;
    const spent = this.#denotations('spent', () => undefined);
    return this.#changes('spent', spent, most, onlyClosed);
  }

  #changes(answers: Answers, denotations: readonly Denotation[], most: number, onlyClosed: boolean): Changes {
    const found = paths.flatMap((path) => {
      const nodes = denotations.map((one) => withoutAnswers(this.#diagrams, one.path(path)));
      const passed = nodes.slice(0, -1).reduce((some, other) => this.#diagrams.replace(some, DROP, other));
      const [next, real] = [nodes.at(-1)!, this.#real.get(path)!];
      // What did not pass before is as it was then.
      const after = onlyClosed ? this.#diagrams.replace(passed, ACCEPT, next) : next;
      return disagreement(this.#diagrams, this.#devices, path, passed, after, real, most);
    });
    const [before, after] = [this.#firewalls.slice(0, -1), this.#firewalls.at(-1)!];
    return {
      devices: this.#devices,
      shown: found.flatMap(({ path, shown }) =>
        shown.map(({ sides, packet }) => ({
          path,
          box: sides,
          before: fateOf(before, packet, answers),
          after: trace(after, packet, answers),
          witness: packet,
        })),
      ),
      more: found.reduce((sum, { count, shown }: Differing) => sum + count - shown.length, 0),
    };
  }

  /** Of two firewalls: what both refuse, and the second in another way. */
  refusals(): readonly RefusalChange[] {
    const [before, after] = this.#given as readonly [Denotation, Denotation];
    return paths.flatMap((path) =>
      refusals.flatMap(([refusal, leaf]) => {
        const others = refusals.filter((one) => one[1] !== leaf).map(([, other]) => other);
        const was = this.#only(before.path(path), others);
        const both = this.#diagrams.replace(was, ACCEPT, this.#only(after.path(path), [leaf]));
        const packets = this.#diagrams.replace(both, ACCEPT, this.#real.get(path)!);
        if (!this.#diagrams.reaches(packets, ACCEPT)) return [];
        return [{ path, refusal, witness: packetOf(this.#diagrams, packets, path, this.#devices) }];
      }),
    );
  }

  /** ACCEPT where the diagram ends in one of the leaves. */
  #only(node: Node, leaves: readonly Node[]): Node {
    const all = [ACCEPT, DROP, UNKNOWN, RESET, PROHIBIT];
    const to = all.map((leaf) => [leaf, leaves.includes(leaf) ? ACCEPT : DROP] as const);
    return this.#diagrams.relabel(node, new Map(to));
  }
}

const refusals = [
  ['reset', RESET],
  ['prohibit', PROHIBIT],
  ['drop', DROP],
] as const;

function fateOf(before: readonly Firewall[], packet: Packet, answers: Answers): Trace {
  const fates = before.map((firewall) => trace(firewall, packet, answers));
  return fates.find(({ verdict }) => verdict === 'accept') ?? fates[0]!;
}

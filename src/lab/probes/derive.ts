import type { Point } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Space } from '../../address/space.js';
import type { Direction } from '../../definition/model.js';
import type { Policy } from '../../policy/model.js';
import type { HostRuleset, InterfaceRuleset } from '../../ruleset/host-ruleset.js';
import type { FamilyRuleset } from '../../ruleset/model.js';
import type { PeerSet } from '../../ruleset/peer-set.js';
import type { LabHost, Probe } from '../model.js';
import type { Divided } from './anybody.js';
import { type Candidates, candidatesOf } from './candidates.js';
import { flowFilter } from './flows.js';
import { inTurn } from './in-turn.js';
import { endpointsOf, type Places, placesOf } from './places.js';
import type { Candidate } from './probed-rules.js';
import { type Random, randomOf, shuffle } from './random.js';
import { tellable } from './tellable.js';

/** A host that is tried. */
export interface ProbedHost {
  readonly host: LabHost;
  readonly policy: Policy;
  readonly ruleset: HostRuleset;
}

export interface ProbeOptions {
  /** So many, if there are. Undefined: all corners, and a modest random sample. */
  readonly count: number | undefined;
  /** Never more than so many. Absent: as `count` says. */
  readonly most?: number;
  /** The same seed and definition give the same probes. */
  readonly seed: number;
}

/** Which probes are tried: first the corners of every entry of every interface's rules, then some of the rest. */
export function deriveProbes(
  hosts: readonly ProbedHost[],
  { count, most = count ?? Number.POSITIVE_INFINITY, seed }: ProbeOptions,
): readonly Probe[] {
  const tree = treeOf(hosts, randomOf(seed));
  const lists = tree.flat(3);
  const isFree = flowFilter();
  const canBeTold = tellable(hosts.map(({ ruleset }) => ruleset));
  const chosen: Placed[] = [];
  const take = (from: Iterable<Placed | undefined>, tries: number): void => {
    let left = tries;
    if (chosen.length >= most) return;
    for (const placed of from) {
      if (left-- <= 0) return;
      if (placed && canBeTold(placed.candidate) && isFree(placed.candidate)) chosen.push(placed);
      if (chosen.length >= most) return;
    }
  };
  take(
    fairly(tree, (candidates) => candidates.corners()),
    Number.POSITIVE_INFINITY,
  );
  take(
    fairly(tree, (candidates) => candidates.sample()),
    count === undefined ? SAMPLE * lists.length : (most - chosen.length) * TRIES + lists.length,
  );
  return numbered(chosen);
}

/** Of each interface, direction and family, where nobody says how many. */
const SAMPLE = 12;
/** Few choices are no probe, or one that there is already; where nearly all are, there is nothing left to find. */
const TRIES = 20;

/** Of hosts, interfaces, directions and families. */
type Tree = readonly (readonly (readonly (readonly Candidates[])[])[])[];

interface Placed {
  readonly place: number;
  readonly candidate: Candidate;
}

function treeOf(hosts: readonly ProbedHost[], random: Random): Tree {
  const places = placesOf(hosts.map(({ host }) => host));
  const counter = { next: 0 };
  const mix = <T>(list: readonly T[]): readonly T[] => shuffle(random, list);
  return mix(
    hosts.map((host) =>
      mix(
        host.ruleset.interfaces.map((iface) =>
          mix(
            (['ingress', 'egress'] as const).map((direction) =>
              mix(candidatesOfInterface({ host, iface, direction, places, random, counter })),
            ),
          ),
        ),
      ),
    ),
  );
}

interface Place {
  readonly host: ProbedHost;
  readonly iface: InterfaceRuleset;
  readonly direction: Direction;
  readonly places: Places;
  readonly random: Random;
  readonly counter: { next: number };
}

function candidatesOfInterface(place: Place): readonly Candidates[] {
  const { canonical } = place.iface[place.direction];
  return [
    ...candidatesOfFamily(place, ipv4, canonical.ipv4, canonical.ipv6.protocols),
    ...candidatesOfFamily(place, ipv6, canonical.ipv6, canonical.ipv4.protocols),
  ];
}

/** None where the interface has no address of the family: nobody can speak to it then. */
function candidatesOfFamily<P extends Point>(
  { host, iface, direction, places, random, counter }: Place,
  space: Space<P>,
  { protocols }: FamilyRuleset<P>,
  other: readonly Divided[],
): readonly Candidates[] {
  const own = endpointsOf(places, space, host.host.id, iface.id);
  if (own.length === 0) return [];
  const { allows } = iface[direction];
  const { name } = host.host;
  const unnamed = iface.trusted
    ? `interface '${iface.id}' of '${name}' is trusted`
    : `no ${direction} rule of '${name}' names it`;
  const about = { space, direction, host: name, own, unnamed };
  const sets = setsOf(host.ruleset, direction, space);
  const probed = { ...about, protocols, allows, sets, places, random: split(random) };
  return [candidatesOf(probed, other, counter.next++)];
}

/** Interfaces are few, and have most of their sets in common. */
function setsOf<P extends Point>(
  { interfaces }: HostRuleset,
  direction: Direction,
  { family }: Space<P>,
): readonly PeerSet<P>[] {
  const sets = new Set<PeerSet<Point>>();
  for (const iface of interfaces) {
    for (const { cells } of iface[direction].canonical[family].protocols)
      for (const { set } of cells) sets.add(set);
  }
  return [...sets] as readonly PeerSet<Point>[] as readonly PeerSet<P>[];
}

/** So that what is chosen for one interface does not depend on how much is asked of the others. */
function split(random: Random): Random {
  return randomOf(Math.floor(random.next() * 2 ** 32));
}

function fairly(
  tree: Tree,
  list: (candidates: Candidates) => Iterable<Candidate | undefined>,
): Iterable<Placed | undefined> {
  const leaf = function* (candidates: Candidates): Generator<Placed | undefined> {
    for (const candidate of list(candidates)) yield candidate && { place: candidates.place, candidate };
  };
  return inTurn(
    tree.map((interfaces) =>
      inTurn(interfaces.map((directions) => inTurn(directions.map((lists) => inTurn(lists.map(leaf)))))),
    ),
  );
}

/** Probes of one interface stand together. */
function numbered(chosen: readonly Placed[]): readonly Probe[] {
  return [...chosen]
    .sort((a, b) => a.place - b.place)
    .map(({ candidate: { purpose, ...rest } }, at) => ({ id: at + 1, ...rest, purpose: purpose() }));
}

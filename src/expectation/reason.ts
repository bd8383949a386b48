import { ofSpace } from '../address/address-set.js';
import { has, nothing, type Point } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import type { Direction } from '../definition/model.js';
import type { Related } from '../diagnostics/diagnostic.js';
import type { Admission } from '../policy/baseline.js';
import type { Origin } from '../policy/model.js';
import { originsOf } from '../ruleset/origins.js';
import { peerSet } from '../ruleset/peer-set.js';
import { hookOf, passageOf, possibleAdmissions } from './admissions.js';
import { isOpen } from './filters.js';
import type { Owner } from './model.js';

/** A packet as one interface sees it. */
export interface Seen<P extends Point> {
  readonly space: Space<P>;
  readonly direction: Direction;
  readonly protocol: number;
  readonly cell: number;
  /** The address of the other end. */
  readonly peer: P;
}

export interface Reason {
  readonly words: string;
  readonly related: readonly Related[];
}

/** More rules than these that all allow the same packet help nobody. */
const SHOWN = 3;

/** Why an interface lets a packet pass. */
export function whyPassing<P extends Point>(owner: Owner, seen: Seen<P>): Reason {
  const { host, iface, policy } = owner;
  if (policy.trusted) return inWords(`interface '${iface.id}' of host '${host.name}' is trusted`);
  if (isOpen(owner, seen.direction))
    return inWords(`host '${host.name}' ignores its ${hookOf(seen.direction)} hook`);
  const origins = originsOfPacket(owner, seen);
  if (origins.length > 0) return byRules(origins);
  const admission = possibleAdmissions(owner, seen.direction).find((each) => isAdmitted(each, seen));
  return inWords(`the baseline of host '${host.name}' allows it (${conditionsOf(admission)})`);
}

/** Why it does not. */
export function whyRefused({ host, iface }: Owner, direction: Direction): Reason {
  return inWords(`no ${direction} rule of interface '${iface.id}' of host '${host.name}' allows it`);
}

const inWords = (words: string): Reason => ({ words, related: [] });

function byRules(origins: readonly Origin[]): Reason {
  return {
    words: originInWords(origins[0]!),
    related: origins.slice(0, SHOWN).map(({ rule }) => ({
      message: rule.implied ? 'egress is left out here' : 'this rule allows it',
      span: rule.span,
    })),
  };
}

function originInWords({ group, rule, number }: Origin): string {
  if (rule.implied) return `group '${group.name}' lets everything out`;
  return `${rule.direction} rule ${number} of group '${group.name}' allows it`;
}

function originsOfPacket<P extends Point>(
  { allows }: Owner,
  { space, direction, protocol, cell, peer }: Seen<P>,
): readonly Origin[] {
  const own = [peer, space.plus(peer, 1)];
  return originsOf(space, allows[direction], {
    protocols: [protocol, protocol],
    cells: [cell, cell],
    peers: { all: peerSet(own), own, shared: nothing },
  });
}

function isAdmitted<P extends Point>(
  admission: Admission,
  { space, protocol, cell, peer }: Seen<P>,
): boolean {
  if (admission.family !== space.family) return false;
  return passageOf(admission).some(
    ({ traffic, peers }) =>
      traffic.protocol === protocol &&
      traffic.first <= cell &&
      cell <= traffic.last &&
      has(ofSpace(space, peers), peer),
  );
}

function conditionsOf(admission: Admission | undefined): string {
  if (!admission) return 'for another reason';
  const { reason, sourcePort, hopLimit } = admission;
  if (sourcePort !== undefined) return `${reason}, from port ${sourcePort}`;
  return hopLimit === undefined ? reason : `${reason}, hop limit ${hopLimit}`;
}

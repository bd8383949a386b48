import { groupBy } from '../../definition/group-by.js';
import type { Trial } from '../model.js';
import { kindOf, numberOf, reachOf } from './cell.js';
import type { Places } from './places.js';
import { gotThere, isShown, verdictOf } from './report.js';
import { ANYONE, OUTSIDE, trafficText } from './words.js';

/** A row of the matrix. */
export interface Sender {
  /** `anyone`: hosts and the external network; `outside`: any address of it; `addresses`: these of the external network. */
  readonly kind: 'anyone' | 'host' | 'outside' | 'addresses';
  /** Of a host, its place; of others, what they are called. */
  readonly label: string;
  /** In the order of the probes; empty unless the kind is `addresses`. */
  readonly addresses: readonly string[];
  readonly trials: readonly Trial[];
}

/**
 * Who sends. What a host let in from all who were let out to it is anyone's; of the rest, hosts have their own, what every address
 * outside got through is the outside's as a whole, and addresses outside that the same rules let through are one sender.
 */
export function sendersOf(trials: readonly Trial[], { labelOf }: Places): readonly Sender[] {
  const [atHosts, elsewhere] = parted(
    trials,
    (trial) => trial.probe.to.host !== undefined && !isHeldBack(trial),
  );
  const [anyone, some] = divided(atHosts, isForAnyone);
  const others = [...some, ...elsewhere];
  const [fromHosts, fromOutside] = parted(others, isFromHost);
  const hosts = groupBy(fromHosts, ({ probe }) => labelOf(probe.from));
  const [outside, special] = divided(fromOutside, isForOutside);
  const senders: readonly Sender[] = [
    { kind: 'anyone', label: ANYONE, addresses: [], trials: anyone },
    ...Array.from(hosts, ([label, of]): Sender => ({ kind: 'host', label, addresses: [], trials: of })),
    { kind: 'outside', label: OUTSIDE, addresses: [], trials: outside },
    ...addressParts(special),
  ];
  return senders.filter(({ kind, trials: of }) =>
    kind === 'outside' ? of.length > 0 : kind === 'host' || of.some(isShown),
  );
}

/**
 * Parts trials by what they are about: those of which the condition holds, and the others. What only one has tried is common too if
 * it is another address of the same interface, or a port between, and nobody was refused there.
 */
function divided(
  trials: readonly Trial[],
  isCommon: (same: readonly Trial[]) => boolean,
): readonly [common: readonly Trial[], others: readonly Trial[]] {
  const subjects = [...groupBy(trials, subjectOf).values()];
  const sure = subjects.filter(isCommon).flat();
  const within = rangesOf(sure, trials);
  const common = new Set([
    ...sure,
    ...subjects.filter((same) => same.every(isGood) && within(same[0]!)).flat(),
  ]);
  return parted(trials, (trial) => common.has(trial));
}

/** Whether a trial's port lies in a range that the given trials make, where none was refused. */
function rangesOf(common: readonly Trial[], all: readonly Trial[]): (trial: Trial) => boolean {
  const [, stopped] = parted(all, gotThere);
  const refused = groupBy(stopped, receiverOf);
  const reach = new Map(
    Array.from(groupBy(common, receiverOf), ([place, of]) => [
      place,
      reachOf([...of, ...(refused.get(place) ?? [])]),
    ]),
  );
  return (trial) => {
    const [kind, number] = [kindOf(trial.probe), numberOf(trial.probe)];
    const runs = reach.get(receiverOf(trial))?.find(({ what }) => what === kind)?.runs ?? [];
    return runs.some(
      ({ first, last, passage, family = trial.probe.family }) =>
        passage === 'through' && family === trial.probe.family && first <= number && number <= last,
    );
  };
}

function isForAnyone(same: readonly Trial[]): boolean {
  return same.every(isGood) && same.some(isFromHost) && !same.every(isFromHost);
}

/** What nobody outside got through is said of it as a whole, too. */
function isForOutside(same: readonly Trial[]): boolean {
  if (!same.some(isShown)) return true;
  return same.every(isGood) && new Set(same.map(({ probe }) => probe.from.address)).size > 1;
}

/** What went wrong is shown for its sender. */
function isGood(trial: Trial): boolean {
  return gotThere(trial) && verdictOf(trial) === 'agreed';
}

/** Addresses that the same rules let through, or should, with all that they tried and nobody else. */
function addressParts(trials: readonly Trial[]): readonly Sender[] {
  const byAddress = groupBy(trials, ({ probe }) => probe.from.address);
  const parts = groupBy([...byAddress], ([, tried]) =>
    JSON.stringify([...new Set(tried.filter(isShown).map(({ wanted }) => wanted.because))].sort()),
  );
  return Array.from(parts.values(), (part) => ({
    kind: 'addresses',
    label: OUTSIDE,
    addresses: part.map(([address]) => address),
    trials: part.flatMap(([, tried]) => tried),
  }));
}

/** A host that does not let its own packets out says nothing of whom they were for. */
export function isHeldBack(trial: Trial): boolean {
  return trial.seen.fate === 'not-let-out' && verdictOf(trial) === 'agreed';
}

function parted(
  trials: readonly Trial[],
  isFirst: (trial: Trial) => boolean,
): readonly [yes: readonly Trial[], no: readonly Trial[]] {
  return [trials.filter(isFirst), trials.filter((trial) => !isFirst(trial))];
}

function isFromHost({ probe }: Trial): boolean {
  return probe.from.host !== undefined;
}

/** What is reached, and on what. */
function subjectOf({ probe }: Trial): string {
  return JSON.stringify([probe.to.address, trafficText(probe)]);
}

function receiverOf({ probe }: Trial): string {
  return JSON.stringify([probe.to.host ?? null, probe.to.interface ?? null]);
}

import { groupBy } from '../../definition/group-by.js';
import { type Findings, LOOPBACK_INTERFACE, type Trial } from '../model.js';
import { type Reach, reachOf } from './cell.js';
import { placesOf } from './places.js';
import { gotThere, isShown, verdictOf } from './report.js';
import { isHeldBack, type Sender, sendersOf } from './senders.js';
import { ANYONE, trafficText } from './words.js';

/** Who reaches whom on what, as packets have shown it. Probes are samples: what was not tried is not in it. */
export interface Matrix {
  /** What the columns are about: hosts (interfaces, where a host has several), then the external network. Only those that were tried. */
  readonly receivers: readonly string[];
  /** Anyone, then hosts in their order, then the external network. */
  readonly rows: readonly MatrixRow[];
  /** By receiver, trials that tell where the ranges of a host end, whoever sends. */
  readonly ends: ReadonlyMap<string, readonly Trial[]>;
}

export interface MatrixRow extends Pick<Sender, 'kind' | 'addresses'> {
  /** What the row is called; of the external network the same for all its rows. */
  readonly sender: string;
  /** By receiver, beyond what anyone gets through. None: nothing else was tried. */
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface Cell {
  /** Empty: nothing that was tried got through. */
  readonly reached: readonly Reach[];
  /** Whether the sender's own host let nothing out to this receiver. */
  readonly isHeldBack: boolean;
  /** The rules by which the receiver lets in, or should, what is reached; sorted. Empty where none is known. */
  readonly rules: readonly string[];
  /** What all this was seen by. */
  readonly trials: readonly Trial[];
}

export function matrixOf({ network, trials }: Pick<Findings, 'network' | 'trials'>): Matrix {
  const places = placesOf(network);
  const tried = trials.filter(
    (trial) => verdictOf(trial) !== 'untried' && !isToItself(trial) && !isAsAmongNeighbours(trial),
  );
  const receiverOf = ({ probe }: Trial) => places.labelOf(probe.to);
  const isReceiver = new Set(tried.map(receiverOf));
  const ends = groupBy(endsOf(tried), receiverOf);
  const rows = sendersOf(tried, places).map(({ kind, addresses, label, trials: own }) => ({
    kind,
    addresses,
    sender: label,
    cells: cellsOf(own, receiverOf, ends),
  }));
  const rank = new Map([ANYONE, ...places.labels].map((label, i) => [label, i]));
  // That nothing passes an interface which nobody has declared goes without saying.
  const { undeclared } = places;
  const isReached = ({ reached }: Pick<Cell, 'reached'> = NOTHING) => reached.length > 0;
  const isSilent = ({ sender, cells }: MatrixRow) =>
    undeclared.has(sender) && ![...cells.values()].some(isReached);
  const isClosed = (label: string) =>
    undeclared.has(label) && !rows.some(({ cells }) => isReached(cells.get(label)));
  return {
    receivers: places.labels.filter((label) => isReceiver.has(label) && !isClosed(label)),
    rows: rows.filter((row) => !isSilent(row)).sort((a, b) => rank.get(a.sender)! - rank.get(b.sender)!),
    ends,
  };
}

const NOTHING: Pick<Cell, 'reached'> = { reached: [] };

/** Nobody asks whom a host reaches in itself; where that is wrong, it is a disagreement like others. */
function isToItself({ probe }: Trial): boolean {
  return probe.from.interface === LOOPBACK_INTERFACE;
}

/**
 * What neighbours say to each other at the hop limit that no router leaves, and a client of DHCP from its port, passes whatever the
 * rules say, and is of no interest then.
 */
function isAsAmongNeighbours(trial: Trial): boolean {
  const { traffic } = trial.probe;
  const isSpecial = 'hopLimit' in traffic || 'sourcePort' in traffic;
  return isSpecial && verdictOf(trial) === 'agreed';
}

function cellsOf(
  own: readonly Trial[],
  receiverOf: (trial: Trial) => string,
  ends: ReadonlyMap<string, readonly Trial[]>,
): ReadonlyMap<string, Cell> {
  return new Map(
    Array.from(groupBy(own, receiverOf), ([receiver, of]) => {
      const reached = reachBetween(of, ends.get(receiver));
      return [receiver, { reached, isHeldBack: of.every(isHeldBack), rules: rulesOf(of), trials: of }];
    }),
  );
}

/** What is reached, in ranges that end where the receiver's do. */
export function reachBetween(trials: readonly Trial[], ends: readonly Trial[] = []): readonly Reach[] {
  // A single trial makes no range, and most cells of a large network have no more.
  return reachOf(trials.filter(isShown).length < 2 ? trials : [...trials, ...ends]);
}

/** Of reasons, the part that is about the receiver. */
function rulesOf(trials: readonly Trial[]): readonly string[] {
  const reasons = trials.filter(isShown).map(({ wanted }) => /(?:^|; )(into .*)$/s.exec(wanted.because)?.[1]);
  return [...new Set(reasons.filter((reason) => reason !== undefined))].sort();
}

/** Where a host lets nobody in, and should not. */
function endsOf(trials: readonly Trial[]): readonly Trial[] {
  const arrived = trials.filter((trial) => trial.probe.to.host !== undefined && !isHeldBack(trial));
  const subjects = groupBy(arrived, ({ probe }) =>
    JSON.stringify([probe.to.host, probe.to.interface, probe.family, trafficText(probe)]),
  );
  return [...subjects.values()].flatMap((same) =>
    same.every((trial) => !gotThere(trial) && verdictOf(trial) === 'agreed') ? same.slice(0, 1) : [],
  );
}

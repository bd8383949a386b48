import { median } from './figures.js';
import { FRAMES } from './frames.js';
import type { Namespace } from './namespace.js';
import type { Sender } from './sender.js';
import { forgetFlows, roomForFlows, trackedFlows, wireOf } from './wires.js';

const OUTCOMES = ['refused', 'accepted'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** For each outcome the file of frames, and the host that does the same with the least that can be loaded. */
export type Volleys = Readonly<Record<Outcome, { readonly frames: string; readonly floor: string }>>;

/** Everything that it takes to send at hosts. */
export interface Range {
  readonly outside: Namespace;
  readonly sender: Sender;
  readonly volleys: Volleys;
}

export interface Cost {
  readonly nanoseconds: number;
  /** Divided by the floor of the same round. */
  readonly ratio: number;
}

export type Costs = Readonly<Record<Outcome, Cost>>;

/** One volley takes about this long, however dear a packet is. */
const VOLLEY_NANOSECONDS = 0.06e9;
const FEWEST = 100;
/** Many short volleys in turn, rather than few long ones: what disturbs the machine disturbs both of a pair. */
const TURNS = 5;

/** Costs of hosts. Each is measured beside the floor in every round, first or second in turn. */
export async function measure(range: Range, hosts: readonly string[], rounds: number) {
  const measured = new Map<string, Record<Outcome, Cost[]>>();
  const turns = rounds * TURNS;
  for (const host of [...hosts, 'floor']) measured.set(host, { refused: [], accepted: [] });
  for (let round = 0; round < turns; round += 1)
    for (const host of hosts)
      for (const outcome of OUTCOMES) {
        const [own, floor] = await pair(range, host, outcome, round % 2 === 0);
        measured.get(host)![outcome].push({ nanoseconds: own, ratio: own / floor });
        measured.get('floor')![outcome].push({ nanoseconds: floor, ratio: 1 });
      }
  const costs = new Map([...measured].map(([host, all]) => [host, middle(all)]));
  return { floor: costs.get('floor')!, costs };
}

/** Nanoseconds of a packet at a host, and at the floor right before or right after. */
async function pair(
  range: Range,
  host: string,
  outcome: Outcome,
  floorFirst: boolean,
): Promise<readonly [number, number]> {
  const { floor } = range.volleys[outcome];
  const before = floorFirst ? await volley(range, floor, outcome) : undefined;
  const own = await volley(range, host, outcome);
  return [own, before ?? (await volley(range, floor, outcome))];
}

/** A few packets say how many fit into the time, and warm everything up. */
async function volley(range: Range, host: string, outcome: Outcome): Promise<number> {
  const estimate = await send(range, host, outcome, FEWEST);
  const count = Math.round(VOLLEY_NANOSECONDS / estimate);
  return send(range, host, outcome, Math.max(FEWEST, Math.min(FRAMES, roomForFlows(), count)));
}

async function send(range: Range, host: string, outcome: Outcome, count: number): Promise<number> {
  const nanoseconds = await range.sender.send(wireOf(host), range.volleys[outcome].frames, count);
  if (outcome === 'accepted') forgetFlows(range.outside, host);
  return nanoseconds;
}

/** A firewall that does not do what it should has a cost that says nothing. */
export async function verify(range: Range, host: string): Promise<void> {
  for (const outcome of OUTCOMES) {
    await range.sender.send(wireOf(host), range.volleys[outcome].frames, FEWEST);
    const flows = trackedFlows(range.outside, host);
    forgetFlows(range.outside, host);
    const right = outcome === 'accepted' ? flows >= FEWEST : flows === 0;
    if (!right) throw new Error(`${host}: of ${FEWEST} packets to be ${outcome}, ${flows} opened flows`);
  }
}

function middle(all: Readonly<Record<Outcome, readonly Cost[]>>): Costs {
  const of = (outcome: Outcome): Cost => ({
    nanoseconds: median(all[outcome].map((cost) => cost.nanoseconds)),
    ratio: median(all[outcome].map((cost) => cost.ratio)),
  });
  return { refused: of('refused'), accepted: of('accepted') };
}

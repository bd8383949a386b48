import { setTimeout as wait } from 'node:timers/promises';
import type { Fate, Probe, Seen, Wanted } from '../model.js';
import type { Cable } from '../network/names.js';
import { type Recording, readRecorder } from '../network/recorder.js';
import { AT_A_TIME, inTurns } from '../network/setup.js';
import type { Place, Supervisor } from '../supervisor.js';
import { fateOf } from './fate.js';
import { identityOf } from './identity.js';
import { listenLine, noticeLine, sendLine } from './lines.js';
import type { Events, Speaker } from './speaker.js';

/** A network that is built, with somebody in each place who speaks. */
export interface Stage {
  readonly supervisor: Supervisor;
  readonly events: Events;
  readonly placeOf: (host: string | undefined) => Place;
  readonly speakerIn: (place: Place) => Speaker;
  /** Sees to it that the recorders can keep so many more probes. */
  readonly makeRoom: (probes: number) => Promise<void>;
  /** The cable to the interface that a probe is for. */
  readonly cableTo: (probe: Probe) => Cable;
}

export interface Tried {
  readonly probe: Probe;
  readonly wanted: Wanted;
}

/**
 * While probes disagree, or show nothing, the recorders are read again: for so long without news, in milliseconds, and so many times,
 * since on a busy machine all that time may be spent on one look.
 */
const PATIENCE = 3_000;
const LOOKS = 6;
/** Between two looks; a packet takes microseconds, so what is not seen twice is not there. */
const PAUSE = 120;

/** Tries probes all at once. What was wanted decides only how long to wait, and never what was seen. */
export async function tryRound(stage: Stage, tried: readonly Tried[]): Promise<readonly Seen[]> {
  const probes = tried.map(({ probe }) => probe);
  const places = [...new Set(probes.flatMap((probe) => placesOf(stage, probe)))];
  stage.events.forget(probes.map(({ id }) => id));
  await stage.makeRoom(probes.length);
  await listen(stage, probes, places);
  for (const probe of probes)
    stage.speakerIn(stage.placeOf(probe.from.host)).say([sendLine(probe, stage.cableTo)]);
  await allCaughtUp(stage, places);
  const fates = await settle(stage, tried, places);
  for (const place of places) stage.speakerIn(place).say(['forget']);
  await allCaughtUp(stage, places);
  return tried.map(({ probe }, i): Seen => {
    const fate = fates[i];
    if (fate !== undefined) return { fate, ...(isTold(stage, probe.id, fate) && { isTold: true as const }) };
    return { fate: 'untried', problem: stage.events.faults.get(probe.id) ?? 'it was not seen' };
  });
}

const isTold = ({ events }: Stage, id: number, fate: Fate): boolean =>
  fate.startsWith('not-let') && (events.refused.has(id) || events.prohibited.has(id));

async function listen(stage: Stage, probes: readonly Probe[], places: readonly Place[]): Promise<void> {
  const lines = new Map(places.map((place) => [place, new Set<string>()]));
  for (const probe of probes) {
    const [from, to] = [probe.from, probe.to].map(({ host }) => lines.get(stage.placeOf(host))!);
    const [notice, answer] = [noticeLine(probe), listenLine(probe)];
    if (notice !== undefined) from!.add(notice);
    if (answer !== undefined) to!.add(answer);
  }
  for (const [place, own] of lines) stage.speakerIn(place).say([...own]);
  await allCaughtUp(stage, places);
}

async function allCaughtUp(stage: Stage, places: readonly Place[]): Promise<void> {
  await Promise.all(places.map((place) => stage.speakerIn(place).caughtUp()));
}

async function settle(
  stage: Stage,
  tried: readonly Tried[],
  places: readonly Place[],
): Promise<readonly (Fate | undefined)[]> {
  stage.events.lastNews = performance.now();
  await untilAnswered(stage, tried);
  const recordings = new Map<Place, Recording>();
  let doubted: Iterable<Place> = places;
  for (let looks = 1, news = stage.events.lastNews; ; looks++) {
    await read(stage, doubted, recordings);
    const fates = fatesOf(stage, tried, recordings);
    const open = tried.filter(({ wanted }, i) => isOpen(fates[i], wanted.fate));
    if (stage.events.lastNews > news) looks = 0;
    news = stage.events.lastNews;
    if (open.length === 0 || (looks >= LOOKS && performance.now() - news > PATIENCE)) return fates;
    // What is lost on its way, because a queue was full, is said again; a stream does so by itself.
    for (const { probe } of open) stage.speakerIn(stage.placeOf(probe.from.host)).say([`again ${probe.id}`]);
    await wait(PAUSE);
    doubted = new Set(open.flatMap(({ probe }) => placesOf(stage, probe)));
  }
}

/** An answer is final, and so is what agrees. */
const isOpen = (seen: Fate | undefined, wanted: Fate): boolean => seen !== wanted && seen !== 'answered';

/** Most answers come at once, and those that should not come have the same time. No reason to wait for more before a look at the recorders. */
async function untilAnswered({ events }: Stage, tried: readonly Tried[]): Promise<void> {
  const awaited = tried.filter(({ wanted }) => wanted.fate.endsWith('answered')).map(({ probe }) => probe.id);
  const isAnswered = (id: number) => events.answered.has(id) || events.refused.has(id);
  while (performance.now() - events.lastNews < PAUSE && !awaited.every(isAnswered)) await wait(5);
}

const placesOf = ({ placeOf }: Stage, { from, to }: Probe): readonly Place[] =>
  [from, to].map(({ host }) => placeOf(host));

const hostsAmong = ({ placeOf }: Stage, places: readonly Place[]): readonly Place[] =>
  places.filter((place) => place !== placeOf(undefined));

/** Reads the recorders of the places anew; the outside world has none. */
async function read(stage: Stage, places: Iterable<Place>, into: Map<Place, Recording>): Promise<void> {
  await inTurns(hostsAmong(stage, [...places]), AT_A_TIME, async (place) => {
    into.set(place, await readRecorder(stage.supervisor, place));
  });
}

function fatesOf(
  { events, placeOf }: Stage,
  tried: readonly Tried[],
  recordings: ReadonlyMap<Place, Recording>,
): readonly (Fate | undefined)[] {
  return tried.map(({ probe }) => {
    const identity = identityOf(probe, events.sourcePorts.get(probe.id));
    return fateOf(probe, identity, {
      from: recordings.get(placeOf(probe.from.host)),
      to: recordings.get(placeOf(probe.to.host)),
      answered: events.answered.has(probe.id),
      refused: events.refused.has(probe.id),
    });
  });
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Fate, Probe, Seen, Wanted } from '../model.js';
import type { Cable } from '../network/names.js';
import { clearRecorder, type Recording, readRecorder } from '../network/recorder.js';
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
  /** The cable to the interface that a probe is for. */
  readonly cableTo: (probe: Probe) => Cable;
}

export interface Tried {
  readonly probe: Probe;
  readonly wanted: Wanted;
}

/** How long the recorders are read again while probes disagree, or show nothing, in milliseconds since there was news. */
const PATIENCE = 3_000;
/** Between two looks; a packet takes microseconds, so what is not seen twice is not there. */
const PAUSE = 120;

/** Tries probes all at once. What was wanted decides only how long to wait, and never what was seen. */
export async function tryRound(stage: Stage, tried: readonly Tried[]): Promise<readonly Seen[]> {
  const probes = tried.map(({ probe }) => probe);
  const places = [
    ...new Set(probes.flatMap(({ from, to }) => [from, to].map(({ host }) => stage.placeOf(host)))),
  ];
  stage.events.forget(probes.map(({ id }) => id));
  await inTurns(hostsAmong(stage, places), AT_A_TIME, (place) => clearRecorder(stage.supervisor, place));
  await listen(stage, probes, places);
  for (const probe of probes)
    stage.speakerIn(stage.placeOf(probe.from.host)).say([sendLine(probe, stage.cableTo)]);
  await allCaughtUp(stage, places);
  const fates = await settle(stage, tried, places);
  for (const place of places) stage.speakerIn(place).say(['forget']);
  await allCaughtUp(stage, places);
  return tried.map(({ probe }, i): Seen => {
    const fate = fates[i];
    if (fate !== undefined) return { fate };
    return { fate: 'untried', problem: stage.events.faults.get(probe.id) ?? 'nobody has seen it' };
  });
}

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
  for (;;) {
    const fates = await look(stage, tried, places);
    const open = tried.filter(({ wanted }, i) => isOpen(fates[i], wanted.fate));
    if (open.length === 0 || performance.now() - stage.events.lastNews > PATIENCE) return fates;
    // What is lost on its way, because a queue was full, is said again; a stream does so by itself.
    for (const { probe } of open) stage.speakerIn(stage.placeOf(probe.from.host)).say([`again ${probe.id}`]);
    await wait(PAUSE);
  }
}

/** An answer is final, and so is what agrees. */
const isOpen = (seen: Fate | undefined, wanted: Fate): boolean => seen !== wanted && seen !== 'answered';

/** Most answers come at once, and those that should not come have the same time. No reason to wait for more before a look at the recorders. */
async function untilAnswered({ events }: Stage, tried: readonly Tried[]): Promise<void> {
  const expected = tried
    .filter(({ wanted }) => wanted.fate.endsWith('answered'))
    .map(({ probe }) => probe.id);
  const isAnswered = (id: number) => events.answered.has(id) || events.refused.has(id);
  while (performance.now() - events.lastNews < PAUSE && !expected.every(isAnswered)) await wait(5);
}

const hostsAmong = ({ placeOf }: Stage, places: readonly Place[]): readonly Place[] =>
  places.filter((place) => place !== placeOf(undefined));

async function look(
  stage: Stage,
  tried: readonly Tried[],
  places: readonly Place[],
): Promise<readonly (Fate | undefined)[]> {
  const { supervisor, events, placeOf } = stage;
  const recordings = new Map<Place, Recording>();
  await inTurns(hostsAmong(stage, places), AT_A_TIME, async (place) => {
    recordings.set(place, await readRecorder(supervisor, place));
  });
  return tried.map(({ probe }) => {
    const identity = identityOf(probe, events.sourcePorts.get(probe.id));
    return fateOf(probe, identity, {
      from: recordings.get(placeOf(probe.from.host)),
      to: recordings.get(placeOf(probe.to.host)),
      answered: events.answered.has(probe.id) || events.refused.has(probe.id),
    });
  });
}

import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { collect, collectAsync } from '../../src/diagnostics/diagnostic.js';
import { textFile } from '../../src/document/file.js';
import type { Exception } from '../../src/expectation/model.js';
import { readSources } from '../../src/formats/read-sources.js';
import { type Linked, link } from '../../src/policy/link.js';
import {
  type Expectation,
  isMeant,
  type Meeting,
  meetingsAround,
  passes,
  randomExpectation,
} from '../reference/expect.js';
import { generate, toYaml } from '../reference/generate.js';
import type { Definition, Load } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { ICMP, ICMPV6, TCP, UDP } from '../reference/vocabulary.js';
import { checkLinked } from './checking.js';

const [DEFINITIONS, EXPECTATIONS, PACKETS] = [60, 12, 60];

/** Expectations whose references have a mistake are left out, as they are when they are linked. */
async function linkedWith(text: string): Promise<Linked> {
  const reading = await collectAsync((report) =>
    readSources([textFile('d.yaml', text)], { devices: new Map(), readFile: async () => undefined }, report),
  );
  let linked: Linked | undefined;
  collect((report) => {
    linked = link(reading.value!.definition, {}, report);
  });
  return linked!;
}

function meetingOf({ from, to, family, protocol, cell }: Exception): Meeting {
  const load: Load = { family, protocol };
  if (protocol === TCP || protocol === UDP)
    return { from, to, load: { ...load, sourcePort: 40_000, destinationPort: cell } };
  if (protocol === ICMP || protocol === ICMPV6)
    return { from, to, load: { ...load, icmpType: Math.floor(cell / 256), icmpCode: cell % 256 } };
  return { from, to, load };
}

interface Tally {
  packets: number;
  readonly seen: Record<string, number>;
  readonly wrong: string[];
}

async function judge(seed: number, tally: Tally): Promise<void> {
  const scenario = generate(seed);
  const { definition } = scenario;
  const random = new Random(seed);
  const expectations = random.times(EXPECTATIONS, () => randomExpectation(random, definition));
  const text = `${toYaml(scenario)}\n${stringify({ expect: expectations })}`;
  const { results } = checkLinked(await linkedWith(text));
  for (const { expectation, holds, passes: extent, exception } of results) {
    const written = expectations[(expectation.span as { path: readonly number[] }).path[1]!]!;
    const say = (what: string) => tally.wrong.push(`seed ${seed} ${JSON.stringify(written)}: ${what}`);
    tally.seen[`${written.allowed} ${extent}`] = (tally.seen[`${written.allowed} ${extent}`] ?? 0) + 1;
    if (holds !== (extent === (written.allowed ? 'all' : 'nothing'))) say(`holds: ${holds}, ${extent}`);
    if (holds === (exception !== undefined)) say('an exception without a failure, or the reverse');
    if (exception) judgeException(definition, written, exception, say);
    for (const meeting of meetingsAround(random, definition, written, PACKETS)) {
      tally.packets++;
      const passing = passes(definition, meeting);
      if (extent === (passing ? 'nothing' : 'all')) say(`${extent}, but ${JSON.stringify(meeting)}`);
    }
  }
}

function judgeException(
  definition: Definition,
  written: Expectation,
  exception: Exception,
  say: (what: string) => void,
): void {
  const meeting = meetingOf(exception);
  if (!isMeant(definition, written, meeting)) say(`not meant: ${JSON.stringify(exception)}`);
  if (exception.allowed === written.allowed) say('the exception is none');
  if (passes(definition, meeting) !== exception.allowed) say(`not so: ${JSON.stringify(exception)}`);
}

test(`of ${DEFINITIONS} definitions, no packet contradicts what is found, and each exception is one`, async () => {
  const tally: Tally = { packets: 0, seen: {}, wrong: [] };
  for (let seed = 1; seed <= DEFINITIONS; seed++) await judge(seed, tally);
  expect(tally.wrong).toEqual([]);
  expect(tally.packets).toBeGreaterThan(4_000);
  for (const allowed of [true, false]) {
    for (const extent of ['all', 'some', 'nothing'])
      expect(tally.seen[`${allowed} ${extent}`]).toBeGreaterThan(5);
  }
});

import { expect, test } from 'vitest';
import { together } from '../../../src/lab/library/together.js';
import type { Probe, ProbeTraffic, Trial } from '../../../src/lab/model.js';
import type { Tried } from '../../../src/lab/trial/round.js';

let id = 0;
function asked(traffic: ProbeTraffic, [from, to]: readonly string[] = ['10.0.0.1', '10.0.0.2']): Tried {
  const probe: Probe = {
    id: ++id,
    from: { address: from! },
    to: { address: to! },
    family: 'ipv4',
    traffic,
    purpose: '',
  };
  return { probe, wanted: { fate: 'answered', because: '' } };
}

const tcp: ProbeTraffic = { kind: 'tcp', port: 80 };
const esp: ProbeTraffic = { kind: 'protocol', protocol: 50 };

/** Tries nothing, and notes what would be tried at the same time. */
function rounds() {
  const sizes: number[] = [];
  let running = 0;
  const tryOne = together(async (tried): Promise<readonly Trial[]> => {
    sizes.push(tried.length);
    expect(++running).toBe(1);
    await new Promise((wake) => setTimeout(wake, 5));
    running--;
    if (tried.some(({ probe }) => probe.traffic.kind === 'invalid')) throw new Error('no way');
    return tried.map((one): Trial => ({ ...one, seen: { fate: 'answered' } }));
  });
  return { sizes, tryOne };
}

test('what is asked for in one go is tried at once, and each has its own answer', async () => {
  const { sizes, tryOne } = rounds();
  const all = Array.from({ length: 50 }, () => asked(tcp));
  const trials = await Promise.all(all.map(tryOne));
  expect(trials.map(({ probe }) => probe.id)).toEqual(all.map(({ probe }) => probe.id));
  expect(sizes).toEqual([50]);
});

test('what is asked for meanwhile is tried next, at once', async () => {
  const { sizes, tryOne } = rounds();
  const first = tryOne(asked(tcp));
  await Promise.resolve();
  await Promise.all([first, tryOne(asked(tcp)), tryOne(asked(tcp))]);
  await tryOne(asked(tcp));
  expect(sizes).toEqual([1, 2, 1]);
});

test('a protocol without ports is tried once at a time between two addresses, either way (fact 19)', async () => {
  const { sizes, tryOne } = rounds();
  const there = ['10.0.0.1', '10.0.0.2'];
  const back = there.toReversed();
  const all = [
    asked(esp, there),
    asked(tcp),
    asked(esp, back),
    asked(esp, ['10.0.0.1', '10.0.0.3']),
    asked(esp, there),
  ];
  const trials = await Promise.all(all.map(tryOne));
  expect(trials.map(({ probe }) => probe.id)).toEqual(all.map(({ probe }) => probe.id));
  expect(sizes).toEqual([3, 1, 1]);
});

test('what fails, fails for those who were tried with it, and nobody else', async () => {
  const { sizes, tryOne } = rounds();
  const wrong = [tryOne(asked({ kind: 'invalid', port: 1 })), tryOne(asked(tcp))];
  await Promise.resolve();
  const right = tryOne(asked(tcp));
  expect((await Promise.allSettled(wrong)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await right).seen).toEqual({ fate: 'answered' });
  expect(sizes).toEqual([2, 1]);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { targets } from '../../src/target/target.js';
import { Random } from '../reference/random.js';
import { inTurn, sample } from '../support/sample.js';
import { type Attempt, attempt, textsOf } from './attempt.js';
import { aws, listFile, native } from './definitions.js';
import { fieldsOf } from './fields.js';
import { outlineOf } from './outline.js';
import { commands, others, placed, placements, statements } from './texts.js';
import { judge, type Verdict } from './verdict.js';

const texts = Object.values({ ...commands('/tmp/canary'), ...statements, ...others });

/**
 * `SECGROUP_TRIES` says with how many texts each field is tried, of exports with half as many; 800 are all, in every place of the
 * field.
 */
const TRIES = Number(process.env.SECGROUP_TRIES ?? sample(2, 60));
const trials = texts.flatMap((text) => placements.map((placement) => ({ text, placement })));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secgroup-hostile-'));
  writeFileSync(path.join(folder, 'partners.txt'), listFile);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Counts = Record<Verdict, number>;

/** Judges, and says of what is wrong where it comes from. */
function judged(counts: Counts, where: string, text: string, hostile: Attempt, plain: Attempt): void {
  try {
    counts[judge(hostile, plain)]++;
  } catch (cause) {
    throw new Error(`${where}: ${JSON.stringify(text).slice(0, 200)}`, { cause });
  }
}

describe.each([
  ['the native language', native],
  ['exports of AWS', aws],
])('hostile texts in %s', (_, files) => {
  test('are refused, or the script does nothing else', async () => {
    const random = new Random(11);
    const plain = await attempt(textsOf(files, folder));
    const counts: Counts = { refused: 0, 'the same': 0, narrower: 0 };
    const survivors = new Set<string>();
    for (const field of fieldsOf(files)) {
      for (const { text, placement } of random.some(trials, files === native ? TRIES : TRIES / 2)) {
        const hostile = placed(text, field.plain, placement);
        const before = counts['the same'];
        const tried = await attempt(textsOf(field.put(files, hostile), folder));
        judged(counts, field.place, hostile, tried, plain);
        if (counts['the same'] > before) survivors.add(field.place);
      }
    }
    expect(counts.refused).toBeGreaterThan(TRIES * 20);
    expect(counts['the same']).toBeGreaterThan(TRIES * 10);
    if (files === native) expect(counts.narrower).toBeLessThanOrEqual(TRIES * 2);
    expect([...survivors]).toEqual(expect.arrayContaining(files === native ? freeTexts : freeTextsOfAws));
  });

  test('are refused as part of the file, or the script is one that can be', async () => {
    const random = new Random(12);
    const whole = textsOf(files, folder);
    const turn = inTurn(targets);
    const counts = { refused: 0, compiled: 0 };
    for (let n = 0; n < 300; n++) {
      const hostile = random.pick(texts);
      const damaged = random.pick(whole);
      const at = random.between(0, damaged.text.length);
      const text = damaged.text.slice(0, at) + hostile + damaged.text.slice(at);
      const { diagnostics, scripts } = await attempt(
        whole.map((one) => (one === damaged ? { ...one, text } : one)),
        {},
        turn(),
      );
      const codes = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
      expect([hostile, codes]).toEqual([hostile, expect.not.arrayContaining(['not-proven'])]);
      counts[codes.length > 0 ? 'refused' : 'compiled']++;
      for (const { target, text: script } of scripts) {
        expect(script).toMatch(/^[\t\n -~]*$/);
        expect(outlineOf(script, target)).not.toMatch(/canary|touch|passwd|\$HOME|IFS|header/);
      }
    }
    expect(counts.refused).toBeGreaterThan(100);
    expect(counts.compiled).toBeGreaterThan(10);
  });
});

/** Fields that are known to take any text: where nothing survives, the fuzzer tries nothing. */
const freeTexts = [
  'd.yaml.groups.web.description',
  'd.yaml.groups.web.tags.owner',
  'key d.yaml.groups.web.tags.owner',
  'd.yaml.groups.web.ingress.[].description',
  'd.yaml.hosts.web-1.interfaces.eth0.description',
  'd.yaml.hosts.web-1.log.prefix',
  'every web',
  'every office',
];

const freeTextsOfAws = [
  'groups.json.SecurityGroups.[].Description',
  'groups.json.SecurityGroups.[].IpPermissions.[].IpRanges.[].Description',
  'rules.json.SecurityGroupRules.[].Description',
  'instances.json.Reservations.[].Instances.[].Tags.[].Value',
  'key groups.json',
  'every web',
];

test('hostile texts in a list file are refused, or the script accepts less', async () => {
  const plain = await attempt(textsOf(native, folder));
  const counts: Counts = { refused: 0, 'the same': 0, narrower: 0 };
  const random = new Random(13);
  const other = mkdtempSync(path.join(tmpdir(), 'secgroup-hostile-'));
  for (const { text, placement } of random.some(trials, TRIES * 40)) {
    const lines = listFile.split('\n');
    const at = random.between(0, lines.length - 1);
    const changed = lines.with(at, placed(text, lines[at]!, placement)).join('\n');
    writeFileSync(path.join(other, 'partners.txt'), changed);
    judged(counts, `line ${at + 1}`, changed, await attempt(textsOf(native, other)), plain);
  }
  rmSync(other, { recursive: true });
  expect(counts.refused).toBeGreaterThan(50);
  expect(counts['the same']).toBeGreaterThan(10);
});

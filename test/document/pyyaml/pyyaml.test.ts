import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../../../src/diagnostics/diagnostic.js';
import { readDocument } from '../../../src/document/read.js';
import { openstackYaml } from '../../../src/formats/openstack/dialect.js';
import { sample } from '../../support/sample.js';
import { oddYaml } from './odd-yaml.js';

/** The value in a list; `null` where a reader refuses the text. */
type Answer = readonly [unknown] | null;

const folder = import.meta.dirname;
const ANSWERS = path.join(folder, 'answers.json');

function judged(texts: readonly string[]): readonly Answer[] | undefined {
  const { status, stdout } = spawnSync('python3', [path.join(folder, 'judge.py')], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return status === 0 ? (JSON.parse(stdout) as readonly Answer[]) : undefined;
}

function ours(text: string): Answer {
  const { value } = collect((report) =>
    readDocument({ name: 't.yaml', text, digest: '' }, report, openstackYaml),
  );
  return value === undefined ? null : [asJson(value.value)];
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, one: unknown) => (Number.isNaN(one) ? 'nan' : one)));
}

const texts = (count: number, from: number) => Array.from({ length: count }, (_, i) => oddYaml(from + i));
const hasPyYaml = judged([]) !== undefined;

/** What PyYAML takes is read to the same value; what it refuses means nothing, whatever is made of it here. */
function expectSame(asked: readonly string[], answers: readonly Answer[]): void {
  const taken = asked.flatMap((text, i) => (answers[i] ? [{ text, value: answers[i][0] }] : []));
  expect(taken.length).toBeGreaterThan(asked.length / 4);
  for (const { text, value } of taken) {
    // A text that is nothing but nothing is an empty file here.
    if (value !== null) expect({ text, read: ours(text) }).toEqual({ text, read: [value] });
  }
}

describe('fact 36: odd YAML is read as PyYAML reads it', () => {
  test('by the answers that it gave', () => {
    const asked = texts(600, 0);
    expectSame(asked, JSON.parse(readFileSync(ANSWERS, 'utf8')) as readonly Answer[]);
  });

  test.skipIf(!hasPyYaml)('which are still its answers', async () => {
    const lines = judged(texts(600, 0))!.map((one) => JSON.stringify(one));
    await expect(`[\n${lines.join(',\n')}\n]\n`).toMatchFileSnapshot(ANSWERS);
  });

  test.skipIf(!hasPyYaml)('by asking it', () => {
    const asked = texts(sample(1_000, 50_000), 1000);
    expectSame(asked, judged(asked)!);
  });
});

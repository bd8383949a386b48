import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { generate, toYaml } from '../reference/generate.js';
import { sample } from '../support/sample.js';
import { cloudScenario } from './cloud-scenario.js';
import { converted, expectSameMeaning, read } from './meaning.js';

const SEEDS = sample(30, 2_000);

describe('random definitions, merged', () => {
  test(`all of ${SEEDS}`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const text = toYaml(cloudScenario(generate(seed)));
      const before = await read({ 'before.yaml': text });
      const native = converted(before, 'native', true);
      expectSameMeaning(await read({ 'native.yaml': native }), before, `${text}\n---\n${native}`);
      const aws = converted(before, 'aws', true);
      expectSameMeaning(await read({ 'aws.json': aws }), before, `${text}\n---\n${aws}`);
      for (const { id, counts } of quotas(before).groups)
        for (const { before, after } of counts)
          expect(after, `seed ${seed} ${id}`).toBeLessThanOrEqual(before);
    }
  });
});

function quotas({ linked }: Awaited<ReturnType<typeof read>>) {
  return collect((report) => convert(linked, { format: 'aws', minimal: true }, report)).value!.quotas!;
}

/** The merged ingress rules of a group with the rules given, each as one line. */
async function mergedRules(...rules: readonly string[]): Promise<readonly string[]> {
  const text = `
prefixLists:
  office: [203.0.113.0/24]
groups:
  other: {}
  web:
    ingress:
${rules.map((rule) => `      - ${rule}`).join('\n')}
`;
  const written = converted(await read({ 'before.yaml': text }), 'native', true);
  return written
    .slice(written.indexOf('  web:'))
    .split('\n')
    .filter((line) => line.startsWith('      - '))
    .map((line) => line.slice(8));
}

describe('rules of one group become fewer', () => {
  test('neighbouring prefixes and ports are joined', async () => {
    expect(
      await mergedRules(
        '{ allow: tcp/80, from: 10.0.0.0/17 }',
        '{ allow: tcp/81, from: [10.0.0.0/17, 10.0.128.0/17] }',
        '{ allow: tcp/80, from: 10.0.128.0/17 }',
      ),
    ).toEqual(['{ allow: tcp/80-81, from: 10.0.0.0/16 }']);
  });

  test('ranges of ports that overlap for different peers stay whole', async () => {
    expect(
      await mergedRules(
        '{ allow: tcp/80-90, from: 10.0.0.0/16 }',
        '{ allow: tcp/85-95, from: 192.0.2.0/24 }',
      ),
    ).toEqual(['{ allow: tcp/80-90, from: 10.0.0.0/16 }', '{ allow: tcp/85-95, from: 192.0.2.0/24 }']);
  });

  test('groups and lists stay references, but vanish where everybody is allowed', async () => {
    expect(
      await mergedRules(
        '{ allow: ssh, from: [group:other, list:office, 203.0.0.0/16] }',
        '{ allow: https, from: [anywhere, group:other, list:office] }',
      ),
    ).toEqual(['{ allow: ssh, from: [203.0.0.0/16, group:other] }', '{ allow: https, from: anywhere }']);
  });

  test('a group stays where only its members of today are covered', async () => {
    expect(await mergedRules('{ allow: https, from: [anywhere-ipv4, group:other] }')).toEqual([
      '{ allow: https, from: [anywhere-ipv4, group:other] }',
    ]);
  });

  test('descriptions of all rules that were merged are kept', async () => {
    expect(
      await mergedRules(
        '{ allow: ssh, from: 10.0.0.0/17, description: one }',
        '{ allow: ssh, from: 10.0.128.0/17, description: two }',
      ),
    ).toEqual(['{ allow: ssh, from: 10.0.0.0/16, description: one; two }']);
  });
});

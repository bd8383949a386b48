import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Target, targets } from '../../src/target/target.js';
import { type CloudExample, cloudExamples, configurations } from './clouds.js';
import { compileExample, type Example, examples } from './examples.js';
import { planOfExample } from './plan.js';

const project = path.join(import.meta.dirname, '../..');

describe.each(cloudExamples)('example $name', (one: CloudExample) => {
  const { example, folder, hostFiles, logicalIds = {} } = one;

  test.each(targets)('compiles from a plan of Terraform to the same script of %s', async (target) => {
    const sources = [`${folder}/plan.json`, ...hostFiles];
    const plan: Example = { ...example, sources, myIp: undefined };
    expect(bodies(await compileExample(plan, target))).toEqual(bodies(await compileExample(example, target)));
  });

  test.each(targets)(
    'compiles from a template of CloudFormation to the same script of %s',
    async (target) => {
      const parameters = new Map(Object.entries(one.parameters ?? {}));
      const sources = [`${folder}/template.yaml`, ...hostFiles];
      const hosts = example.hosts.map((id) => logicalIds[id] ?? id);
      const warnings = one.templateWarnings ?? example.warnings;
      const template: Example = { ...example, sources, hosts, warnings, myIp: undefined };
      const scripts = bodies(await compileExample(template, target, { parameters }));
      const named = scripts.map((text) => withIds(text, target, logicalIds));
      expect(named).toEqual(bodies(await compileExample(example, target)));
    },
  );
});

test.each([...configurations])('the plan of %s is that of its configuration', async (folder, known) => {
  const configuration = readFileSync(path.join(project, folder, 'main.tf'), 'utf8');
  const text = planOfExample(configuration, known);
  await expect(text).toMatchFileSnapshot(path.join(project, folder, 'plan.json'));
});

test('every example stands in both clouds', () => {
  // Those are about how machines are reached, and what they answer, which no cloud says.
  const inClouds = examples.filter(({ name }) => name !== 'three-machines' && name !== 'reject');
  expect(new Set(cloudExamples.map(({ example }) => example))).toEqual(new Set(inClouds));
});

/**
 * Interfaces without a device name are named by their ids, which an account gives when a stack is made and no template can
 * know; there they are named by their logical ids, here of nine letters, as many as are left of an id in names of chains. Nothing
 * else differs.
 */
function withIds(text: string, target: Target, logicalIds: CloudExample['logicalIds'] = {}): string {
  let named = text;
  const end = target === 'nftables' ? 5 : 4;
  for (const [id, logical] of Object.entries(logicalIds)) {
    const short = `${id.slice(0, end)}-${id.slice(-end)}`;
    named = named.replaceAll(`${logical}-`, `${short}-`).replaceAll(logical, id);
  }
  return named;
}

/** The scripts without their headers: who made them, of which sources. And without the names of counters, which are by rule as each cloud has them. */
function bodies(scripts: readonly { readonly text: string }[]): readonly string[] {
  return scripts.map(({ text }) => {
    const lines = text.split('\n');
    expect(lines[1]).toMatch(/^# Firewall of host .*, made by secgroup/);
    return lines
      .filter((line, i) => i !== 1 && !line.startsWith('# from ') && !/^\tcounter (in|out)-/.test(line))
      .map((line) => line.replace(/(counter name "(in|out)-[^"]*" )+/, 'counter '))
      .join('\n');
  });
}

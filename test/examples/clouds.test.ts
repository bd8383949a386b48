import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Target, targets } from '../../src/target/target.js';
import { type CloudExample, cloudExamples } from './clouds.js';
import { compileExample, type Example, examples } from './examples.js';
import { planOfExample } from './plan.js';

const project = path.join(import.meta.dirname, '../..');

/** Named on both sides, so that what differs between an account and a template, the ids of interfaces, names nothing. */
const devices = new Map([
  ['eni-0a11b22c33d44e551', 'ens5'],
  ['eni-0a66b77c88d99e002', 'ens6'],
  ['eni-0b12c23d34e45f563', 'ens5'],
  ['eni-0c98b87a76f65e544', 'ens5'],
]);

describe.each(cloudExamples)('example $name', (one: CloudExample) => {
  const { example, folder, hostFiles, logicalIds } = one;
  const logical = (id: string) => logicalIds?.[id] ?? id;

  test.each(targets)('compiles from a plan of Terraform to the same script of %s', async (target) => {
    const plan = { ...example, sources: [`${folder}/plan.json`, ...hostFiles], myIp: undefined };
    expect(bodies(await compileExample(plan, target))).toEqual(bodies(await compileExample(example, target)));
  });

  test.each(targets)(
    'compiles from a template of CloudFormation to the same script of %s',
    async (target) => {
      const options = {
        parameters: new Map(Object.entries(one.parameters ?? {})),
        ...(logicalIds && { devices: new Map(Array.from(devices, ([id, device]) => [logical(id), device])) }),
      };
      const sources = [`${folder}/template.yaml`, ...hostFiles];
      const hosts = example.hosts.map(logical);
      const warnings = one.templateWarnings ?? example.warnings;
      const template: Example = { ...example, sources, hosts, warnings, myIp: undefined };
      expect(bodies(await compileExample(template, target, options))).toEqual(await withDevices(one, target));
    },
  );

  test.runIf(one.plan)('has the plan that its configuration makes', async () => {
    const configuration = readFileSync(path.join(project, folder, 'main.tf'), 'utf8');
    const plan = planOfExample(configuration, one.plan!);
    await expect(plan).toMatchFileSnapshot(path.join(project, folder, 'plan.json'));
  });
});

async function withDevices(
  { example, logicalIds }: CloudExample,
  target: Target,
): Promise<readonly string[]> {
  return bodies(await compileExample(example, target, logicalIds && { devices }));
}

test('every example stands in both clouds', () => {
  expect(new Set(cloudExamples.map(({ example }) => example))).toEqual(new Set(examples));
});

/** The scripts without their headers: who made them, of which sources. */
function bodies(scripts: readonly { readonly text: string }[]): readonly string[] {
  return scripts.map(({ text }) => {
    const lines = text.split('\n');
    expect(lines[1]).toMatch(/^# Firewall of host .*, made by secgroup/);
    return lines.filter((line, i) => i !== 1 && !line.startsWith('# from ')).join('\n');
  });
}

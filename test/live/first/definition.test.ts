import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Decided, firstDefinition } from '../../../src/live/first/definition.js';
import { type Facts, survey } from '../../../src/live/first/survey.js';
import { secgroup } from '../../support/cli.js';
import { withFiles } from '../../support/definition.js';
import { capturedFacts } from './captured.js';

async function written(decided: Partial<Decided> = {}, changes: Partial<Facts> = {}): Promise<string> {
  const surveyed = survey(await capturedFacts(changes));
  return firstDefinition(surveyed, {
    host: 'web-1',
    administrators: ['198.51.100.0/24'],
    open: new Set(),
    ...decided,
  });
}

test.each([
  ['as it is', {}, {}],
  ['with open services', { open: new Set(['tcp/80', 'tcp/443', 'udp/443']) }, {}],
  ['that forwards', {}, { forwards: true }],
  ['without administrators', { administrators: [] }, {}],
  ['without SSH', {}, { sshPorts: new Set<number>() }],
  ['without services', {}, { listeners: [] }],
] as const)('the definition of a machine %s passes check, and compiles', async (_, decided, changes) => {
  await withFiles(await written(decided, changes), async (folder) => {
    const { status, stderr } = await secgroup('check', `${folder}/d.yaml`);
    expect([status, stderr]).toEqual([0, expect.stringContaining(': 0 errors, 0 warnings, ')]);
    expect((await secgroup('compile', `${folder}/d.yaml`)).status).toBe(0);
  });
});

test('SSH is let in on the port where it is served, from administrators alone', async () => {
  const { groups, prefixLists, hosts } = parse(await written());
  expect(prefixLists).toEqual({ administrators: ['198.51.100.0/24'] });
  expect(groups.administration.ingress).toEqual([{ allow: 'tcp/2222', from: 'list:administrators' }]);
  expect(hosts['web-1'].interfaces.eth0.groups).toEqual(['administration', 'services-eth0']);
});

test('nothing is open to everybody that nobody asked for', async () => {
  const rules = (text: string) =>
    Object.values(parse(text).groups as Record<string, { ingress: { from: unknown }[] }>).flatMap(
      ({ ingress }) => ingress,
    );
  expect(JSON.stringify(rules(await written()))).not.toContain('anywhere');
  const open = rules(await written({ open: new Set(['tcp/80']) }));
  const isOpen = open.filter(({ from }) => /^anywhere/.test(String(from)));
  expect(isOpen.map((rule) => JSON.stringify(rule))).toEqual([
    '{"allow":"http","from":"anywhere","description":"nginx"}',
    '{"allow":"http","from":"anywhere-ipv6","description":"nginx"}',
    '{"allow":"http","from":"anywhere","description":"nginx"}',
    '{"allow":"http","from":"anywhere-ipv4","description":"nginx"}',
  ]);
});

test('services have the names of presets, where a preset means these ports and no others', async () => {
  const { groups } = parse(await written());
  const allowed = groups['services-eth1'].ingress.map(({ allow }: { allow: string }) => allow);
  expect(allowed).toEqual([
    'dns',
    'http',
    'https',
    'http3',
    'postgresql',
    'tcp/7000',
    'tcp/7001',
    'tcp/9999',
  ]);
});

test('lines for what nobody may reach are valid rules once they are pasted', async () => {
  const text = await written();
  const pasted = text.replace(
    /( {4}# This listens[^\n]*\n)((?: {4}# {3}- [^\n]*\n)+)( {4}ingress:)(?: \[\])?\n/g,
    (_, _title, lines: string, ingress: string) => `${ingress}\n${lines.replace(/^ {4}# {3}/gm, '      ')}`,
  );
  expect(pasted).toContain('      - { allow: tcp/8080, from: anywhere }  # linklocal');
  await withFiles(pasted, async (folder) => {
    expect((await secgroup('check', `${folder}/d.yaml`, '--no-advice')).status).toBe(0);
  });
});

test('what forwards is told how it can go on', async () => {
  expect(await written({}, { forwards: true })).toMatch(/\n {4}# forward: ignore\n/);
  expect(await written()).not.toContain('forward');
});

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { secgroup } from '../support/cli.js';
import { expectWarnings } from '../support/definition.js';

let schema: Record<string, unknown>;
let accepts: (definition: unknown) => boolean;

beforeAll(async () => {
  const { status, stdout, stderr } = await secgroup('schema');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  schema = JSON.parse(stdout);
  accepts = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);
});

test('is of draft 2020-12, and valid', () => {
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(new Ajv2020().validateSchema(schema)).toBe(true);
});

test('accepts every example', async () => {
  const names = await readdir('examples', { recursive: true });
  const definitions = names.filter((name) => /\.ya?ml$/.test(name) && !name.endsWith('template.yaml'));
  expect(definitions).toContain('three-tier.yaml');
  for (const name of definitions) {
    const definition = parse(await readFile(path.join('examples', name), 'utf8'));
    expect([name, accepts(definition)]).toEqual([name, true]);
  }
});

const rule = { allow: 'ssh', from: 'self' };

describe('says the same as the reader', () => {
  test.each<[what: string, definition: unknown, valid: boolean]>([
    ['nothing', {}, true],
    ['a list', [], false],
    ['an unknown key', { grops: {} }, false],
    ['an unknown key of a group', { groups: { web: { ingres: [] } } }, false],
    ['an unknown key of a rule', { groups: { web: { ingress: [{ ...rule, form: 'x' }] } } }, false],
    ['an unknown key of a host', { hosts: { h: { interfaces: {}, nope: 1 } } }, false],
    ['an unknown key of an interface', { hosts: { h: { interfaces: { eth0: { mtu: 1 } } } } }, false],
    ['a rule', { groups: { web: { ingress: [rule] } } }, true],
    ['a rule of lists', { groups: { web: { ingress: [{ allow: ['ssh'], from: ['self'] }] } } }, true],
    ['a rule without peers', { groups: { web: { ingress: [{ allow: 'ssh' }] } } }, false],
    ['ingress with to', { groups: { web: { ingress: [{ allow: 'ssh', to: 'self' }] } } }, false],
    ['a port as a number', { groups: { web: { ingress: [{ allow: 22, from: 'self' }] } } }, false],
    ['a group without a body', { groups: { web: null } }, true],
    ['a list from a file', { prefixLists: { a: { file: 'x' } } }, true],
    ['an inline list', { prefixLists: { a: ['10.0.0.1'] } }, true],
    ['a service', { services: { a: ['tcp/80'] } }, true],
    ['a host without interfaces', { hosts: { h: {} } }, false],
    ['a setting of another kind', { defaults: { forward: 'accept' } }, false],
    ['a log', { defaults: { log: { prefix: 'drop ', rate: 5 } } }, true],
    ['a log prefix with a quote', { defaults: { log: { prefix: '"' } } }, false],
    ['a group of nflog', { defaults: { log: { nflog: 0 } } }, true],
    ['a group of nflog that there is not', { defaults: { log: { nflog: 65_536 } } }, false],
    ['a rate of none', { defaults: { log: { rate: 0 } } }, false],
  ])('%s', async (_, definition, valid) => {
    expect(accepts(definition)).toBe(valid);
  });
});

describe('texts', () => {
  const inRule = (allow: unknown, from: unknown) => ({ groups: { web: { ingress: [{ allow, from }] } } });

  test.each([
    'all',
    'https',
    'kubernetes-api',
    'tcp',
    'tcp/443',
    'udp/5000-5100',
    'icmp/echo-request',
    'icmp/3/4',
    'icmpv6/128',
    'protocol/132',
    'metrics',
    'my service',
    'httpd',
  ])('allow: %s', (text) => {
    expect([accepts(inRule(text, 'self')), accepts(inRule([text], 'self'))]).toEqual([true, true]);
    expect(accepts({ services: { web: text } })).toBe(true);
    expect(accepts({ expect: [{ from: 'a', to: 'b', port: text, allowed: true }] })).toBe(true);
  });

  test.each([
    'htps',
    'htts',
    'tpc',
    'potgresql',
    'tcp/http',
    '443',
    '443/tcp',
    'tcp/',
    'icmp/nothing',
    'tcp/1-2-3',
    '',
    [],
  ])('allow: %j is refused', (text) => {
    expect(accepts(inRule(text, 'self'))).toBe(false);
    expect(accepts({ services: { web: text } })).toBe(false);
  });

  test.each([
    'anywhere',
    'anywhere-ipv6',
    'self',
    'my-ip',
    'group:web',
    'group:all our hosts',
    'list:office',
    '10.0.0.1',
    '10.0.0.0/8',
    '10.0.0.1-10.0.0.9',
    '10.0.0.1 - 10.0.0.9',
    '::/0',
    '2001:db8::1',
    '2001:DB8::/32',
    'fe80::1-fe80::9',
  ])('from: %s', (text) => {
    expect([accepts(inRule('ssh', text)), accepts(inRule('ssh', [text]))]).toEqual([true, true]);
  });

  test.each(['anyware', 'any', 'web', 'group:', 'office', '10.0.0', '10.0.0.256', '10.0.0.0/33', '', []])(
    'from: %j is refused',
    (text) => {
      expect(accepts(inRule('ssh', text))).toBe(false);
    },
  );

  test('an address is one in lists and on interfaces too', () => {
    for (const [text, valid] of [
      ['10.0.0.1', true],
      ['group:web', false],
      ['office', false],
    ] as const) {
      expect(accepts({ prefixLists: { a: [text] } })).toBe(valid);
      expect(accepts({ groups: { a: { members: [text] } } })).toBe(valid);
      expect(accepts({ hosts: { h: { interfaces: { eth0: { addresses: [text] } } } } })).toBe(valid);
      expect(accepts({ defaults: { resolvers: [text] } })).toBe(valid);
    }
  });
});

test('every property is described, and the schema has a name', () => {
  expect(schema.$id).toBe('urn:secgroup:definition');
  const bare: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`);
    const { properties = {} } = value as { properties?: Record<string, { description?: string }> };
    for (const [key, property] of Object.entries(properties)) {
      if (!property.description) bare.push(`${path}/${key}`);
    }
  };
  visit(schema, '');
  expect(bare).toEqual([]);
});

test('offers presets, peers and settings', () => {
  const offered = JSON.stringify(schema);
  for (const one of [
    '"https"',
    '"node-exporter"',
    '"anywhere-ipv4"',
    '"my-ip"',
    '"ignore"',
    '"group:NAME"',
    '"tcp/443"',
  ])
    expect(offered).toContain(one);
});

test('what it accepts compiles', async () => {
  const definition = {
    groups: { web: { ingress: [rule] } },
    hosts: { h: { interfaces: { eth0: { addresses: ['10.0.0.1'] } } } },
  };
  expect(accepts(definition)).toBe(true);
  await expectWarnings({ 'd.json': JSON.stringify(definition) });
});

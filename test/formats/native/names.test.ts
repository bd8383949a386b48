import { describe, test } from 'vitest';
import { expectRefused, expectWarnings } from '../../support/definition.js';

const quoted = (name: string) => JSON.stringify(name);

describe('names of groups, lists and services are those of fact 22', () => {
  const bad = [
    '',
    ' web',
    'web ',
    'wäb',
    'web\ttier',
    'web"',
    "web'",
    'web?',
    'web\\',
    '<web>',
    '日本',
    'web\nx',
  ];

  test.each(bad)('%j is refused', async (name) => {
    const key = quoted(name);
    await expectRefused(`groups: { ${key}: {} }`, ['invalid-name', key]);
    await expectRefused(`prefixLists: { ${key}: [] }`, ['invalid-name', key]);
    await expectRefused(`services: { ${key}: tcp/80 }`, ['invalid-name', key]);
  });

  test('more than 255 characters', async () => {
    await expectRefused({ 'd.yaml': `groups:\n  ? ${'w'.repeat(256)}\n  : {}` }, [
      'invalid-name',
      'w'.repeat(96),
    ]);
  });

  test('sg-… is an id', async () => {
    await expectRefused('groups: { sg-web: {} }', ['invalid-name', 'sg-web']);
  });

  test.each([
    'web',
    'a b',
    'x'.repeat(200),
    '._-:/()#,@[]+=&;{}!$*',
    '$(touch x)',
    'toString',
    'constructor',
    'hasOwnProperty',
  ])('%s is fine', async (name) => {
    const definition = {
      groups: { [name]: { members: ['10.0.0.9'] } },
      hosts: { h: { interfaces: { eth0: { groups: [name] } } } },
    };
    await expectWarnings({ 'd.json': JSON.stringify(definition) });
  });
});

describe('a service cannot be called what already has a meaning', () => {
  test.each(['ssh', 'HTTPS', 'tcp', 'all', 'protocol', 'tcp/80', '80', '80-90'])('%s', async (name) => {
    await expectRefused(`services: { ${quoted(name)}: tcp/80 }`, ['invalid-name', quoted(name)]);
  });
});

describe('the name of a host becomes the name of a file', () => {
  test.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    '/etc/x',
    '-rf',
    '.hidden',
    'a b',
    'web;reboot',
    '$(x)',
    'é',
    'x'.repeat(129),
    'a\nb',
  ])('%j is refused', async (name) => {
    const key = quoted(name);
    await expectRefused(`hosts:\n  ? ${key}\n  : { interfaces: {} }`, ['invalid-name', key.slice(0, 96)]);
  });
});

describe('an interface is named as the kernel names it', () => {
  test.each([
    'eth*',
    'eth+',
    'eth 0',
    ' eth0',
    'eth0@if3',
    'eth0:1',
    'a234567890123456',
    '',
    '.',
    '..',
    'eth/0',
    'eth0"',
    'eth0;',
    'é0',
    '$x',
  ])('%j is refused', async (device) => {
    const key = quoted(device);
    await expectRefused(`hosts: { h: { interfaces: { ${key}: {} } } }`, ['invalid-device', key]);
  });

  test.each(['eth0', 'enp0s31f6', 'a23456789012345', 'br-1a.2', 'wg_0', 'constructor'])(
    '%s is fine',
    async (device) => {
      await expectWarnings(`hosts: { h: { interfaces: { ${device}: { addresses: [10.0.0.1] } } } }`);
    },
  );
});

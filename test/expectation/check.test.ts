import { describe, expect, test } from 'vitest';
import { exception, passes, resultOf } from './checking.js';

const definition = `
prefixLists:
  office: [203.0.113.0/24, '2001:db8:40::/48']
services:
  app: [tcp/8080, tcp/8443]
groups:
  web:
    ingress:
      - { allow: [http, https], from: anywhere }
      - { allow: tcp/8000-8010, from: [10.0.0.0/16, list:office] }
      - { allow: icmp/echo-request, from: anywhere }
  db:
    ingress:
      - { allow: postgresql, from: group:web }
      - { allow: app, from: group:web }
    egress: [{ allow: dns, to: 10.0.9.0/24 }]
  mixed:
    members: [192.0.2.0/28]
hosts:
  web-1: { interfaces: { eth0: { addresses: [10.0.1.10, '2001:db8:1::10'], groups: [web] } } }
  web-2: { interfaces: { eth0: { addresses: [10.0.1.11], groups: [web, mixed] } } }
  db-1:
    interfaces:
      eth0: { addresses: [10.0.3.10, '2001:db8:3::10'], groups: [db] }
      eth1: { addresses: [10.9.3.10], groups: [mixed] }
  free: { interfaces: { eth0: { addresses: [10.0.7.7], trusted: true } } }
  ajar: { input: ignore, interfaces: { eth0: { addresses: [10.0.8.8], groups: [db] } } }
  leaky: { output: ignore, interfaces: { eth0: { addresses: [10.0.8.9], groups: [db] } } }
`;

const table = (rows: readonly (readonly [text: string, expected: string])[]) =>
  test.each(rows)('%s: %s', async (text, expected) => {
    expect(await passes(definition, text)).toBe(expected);
  });

describe('who sends and who receives', () => {
  table([
    ['web-1 > db-1/eth0 tcp/5432', 'all'],
    ['web-1 > db-1 tcp/5432', 'some'],
    ['web-1 > db-1/eth1 tcp/5432', 'nothing'],
    ['host:web-1 > db-1/eth0 tcp/5432', 'all'],
    ['group:web > db-1/eth0 tcp/5432', 'all'],
    ['web > db-1/eth0 tcp/5432', 'all'],
    ['[web-1, web-2] > db-1/eth0 tcp/5432', 'all'],
    ['[web-1, 10.0.9.9] > db-1/eth0 tcp/5432', 'some'],
    ['10.0.1.10 > 10.0.3.10 tcp/5432', 'all'],
    ['10.0.1.10-10.0.1.11 > 10.0.3.10 tcp/5432', 'all'],
    ['10.0.1.0/24 > 10.0.3.10 tcp/5432', 'some'],
    ['outside > web-1 https', 'all'],
    ['outside-ipv6 > web-1 https', 'all'],
    ['outside > db-1 all', 'nothing'],
    ['list:office > web-1 tcp/8000', 'all'],
    ['mixed > web-1 https', 'all'],
    ['[mixed, db-1] > web-1 https', 'some'],
  ]);
});

describe('a group is its interfaces and its members, and members are outside', () => {
  table([
    ['192.0.2.0/28 > web-1 https', 'all'],
    ['mixed > 198.51.100.7 https', 'all'],
    ['web-1 > mixed tcp/1', 'some'],
  ]);
});

describe('facts 6 to 10: ports, types and protocols', () => {
  table([
    ['198.51.100.7 > web-1 tcp/443', 'all'],
    ['198.51.100.7 > web-1 tcp/442-443', 'some'],
    ['198.51.100.7 > web-1 tcp/444-7999', 'nothing'],
    ['198.51.100.7 > web-1 tcp/81-442', 'nothing'],
    ['198.51.100.7 > web-1 udp/443', 'nothing'],
    ['198.51.100.7 > web-1 [http, https]', 'all'],
    ['198.51.100.7 > web-1 [http, ssh]', 'some'],
    ['198.51.100.7 > web-1 tcp', 'some'],
    ['198.51.100.7 > web-1 all', 'some'],
    ['198.51.100.7 > web-1 icmp/echo-request', 'all'],
    ['198.51.100.7 > web-1 icmp/echo-request/0', 'all'],
    ['198.51.100.7 > web-1 icmp', 'some'],
    ['198.51.100.7 > web-1 icmp/7', 'nothing'],
    ['198.51.100.7 > web-1 esp', 'nothing'],
    ['web-1 > 198.51.100.7 all', 'all'],
    ['web-1 > 198.51.100.7 esp', 'all'],
    ['web-2 > db-1/eth0 app', 'all'],
    ['10.0.0.1 > web-2 tcp/8000-8010', 'all'],
    ['10.0.0.1 > web-2 tcp/7999-8010', 'some'],
  ]);
});

describe('fact 10: a family is asked for itself', () => {
  table([
    ['anywhere-ipv6 > web-1 icmpv6', 'nothing'],
    ['outside > web-1 icmp/echo-request', 'all'],
    ['outside > web-1 [icmp/echo-request, icmpv6/echo-request]', 'some'],
    ['web-1 > db-1/eth0 [tcp/5432]', 'all'],
    ['2001:db8:1::/64 > 2001:db8:3::10 tcp/5432', 'some'],
    ['2001:db8:1::10 > 2001:db8:3::10 tcp/5432', 'all'],
  ]);
});

describe('fact 3: the sender’s own host may stop it', () => {
  table([
    ['db-1/eth0 > web-1 https', 'nothing'],
    ['db-1/eth0 > 10.0.9.1 dns', 'all'],
    ['db-1/eth0 > 10.0.9.0/24 udp/53', 'all'],
    ['db-1/eth0 > 10.0.8.0/23 udp/53', 'some'],
    ['db-1/eth0 > outside dns', 'some'],
  ]);
});

describe('anywhere is the outside and every host, as far as its own rules let it', () => {
  table([
    ['anywhere > web-1 https', 'some'],
    ['anywhere > db-1/eth0 tcp/5432', 'some'],
    ['web-1 > anywhere all', 'some'],
  ]);

  test('so a host that may is an exception', async () => {
    expect(await exception(definition, 'anywhere > db-1/eth0 tcp/5432', false)).toBe(
      "tcp/5432 from web-1 (10.0.1.10) to db-1 (10.0.3.10): group 'web' lets everything out, and ingress rule 1 of group 'db' allows it",
    );
  });
});

describe('whoever filters nothing lets everything through', () => {
  table([
    ['outside > free all', 'all'],
    ['free > outside all', 'all'],
    ['outside > ajar all', 'all'],
    ['ajar > outside tcp/1', 'nothing'],
    ['outside > leaky tcp/1', 'nothing'],
    ['leaky > outside all', 'all'],
    ['free > web-1 tcp/22', 'nothing'],
  ]);
});

describe('what a host sends to itself is left out', () => {
  table([
    ['group:mixed > db-1/eth1 all', 'nothing'],
    ['[web-1, web-2] > [web-1, web-2] https', 'all'],
    ['[db-1, web-1] > [db-1, web-1] udp/53', 'nothing'],
  ]);
});

test('what the outside sends to itself is left out', async () => {
  expect(await passes(definition, 'anywhere > 198.51.100.7 tcp/1')).toBe('some');
  expect(await exception(definition, 'anywhere > 198.51.100.7 tcp/1', true)).toBe(
    "tcp/1 from db-1 (10.0.3.10) to 198.51.100.7: no egress rule of interface 'eth0' of host 'db-1' allows it",
  );
  expect(await passes(definition, '[web-1, web-2, free, leaky] > 198.51.100.7 tcp/1')).toBe('all');
});

describe('an exception', () => {
  test.each<[text: string, allowed: boolean, words: string]>([
    [
      'outside > web-1 tcp/8000-8010',
      false,
      "tcp/8000 from 203.0.113.1 to web-1 (10.0.1.10): ingress rule 2 of group 'web' allows it",
    ],
    [
      'outside > web-1 tcp/440-8010',
      false,
      "tcp/443 from 192.0.2.1 to web-1 (10.0.1.10): ingress rule 1 of group 'web' allows it",
    ],
    [
      'outside > web-1 tcp/443-450',
      true,
      "tcp/444 from 192.0.2.1 to web-1 (10.0.1.10): no ingress rule of interface 'eth0' of host 'web-1' allows it",
    ],
    [
      'outside-ipv6 > web-1 https',
      false,
      "tcp/443 from 2001:db8::1 to web-1 (2001:db8:1::10): ingress rule 1 of group 'web' allows it",
    ],
    [
      'outside > free tcp',
      false,
      "tcp/1 from 192.0.2.1 to free (10.0.7.7): interface 'eth0' of host 'free' is trusted",
    ],
    [
      'outside > ajar tcp',
      false,
      "tcp/1 from 192.0.2.1 to ajar (10.0.8.8): host 'ajar' ignores its input hook",
    ],
    [
      'outside > web-1 icmp',
      false,
      "icmp/8/0 from 192.0.2.1 to web-1 (10.0.1.10): ingress rule 3 of group 'web' allows it",
    ],
    [
      'web-1 > db-1 tcp/5432',
      true,
      "tcp/5432 from web-1 (10.0.1.10) to db-1 (10.9.3.10): no ingress rule of interface 'eth1' of host 'db-1' allows it",
    ],
  ])('%s, %s', async (text, allowed, words) => {
    expect(await exception(definition, text, allowed)).toBe(words);
  });
});

describe('fact 20: what the baseline admits', () => {
  const cloud =
    'groups: { g: { egress: [] } }\nhosts: { h: { BASE interfaces: { eth0: { addresses: [10.0.0.1], groups: [g] } } } }';
  const on = cloud.replace('BASE', 'baseline: { cloud: true },');
  const off = cloud.replace('BASE', 'baseline: false,');
  const usual = cloud.replace('BASE', '');

  test('counts where it needs neither source port nor hop limit', async () => {
    expect(await passes(on, 'h > 169.254.169.253 dns')).toBe('all');
    expect(await passes(on, 'h > 169.254.169.252/31 dns')).toBe('some');
    expect(await passes(off, 'h > 169.254.169.253 dns')).toBe('nothing');
    expect(await exception(on, 'h > 169.254.169.254 http', false)).toContain(
      "the baseline of host 'h' allows it (cloud instance metadata)",
    );
  });

  test('is ignored where it does, and that is said', async () => {
    const dhcp = await resultOf(usual, 'outside > h udp/68', false);
    expect(dhcp.holds).toBe(true);
    expect(dhcp.aside).toMatchObject({ protocol: 17, cell: 68, to: { host: 'h' } });
    expect(dhcp.aside!.because).toBe("the baseline of host 'h' allows it (DHCPv4 client, from port 67)");
    expect((await resultOf(usual, 'outside > h udp/68', true)).holds).toBe(false);
  });

  test.each([
    ['the port beside it', usual, 'outside > h udp/67'],
    ['a baseline that is off', off, 'outside > h udp/68'],
    ['the other family', usual, 'outside > h udp/546'],
    ['a link-local peer only', usual, 'outside > h [tcp/546]'],
  ])('is not spoken of for %s', async (_, text, expected) => {
    expect((await resultOf(text, expected, false)).aside).toBeUndefined();
  });
});

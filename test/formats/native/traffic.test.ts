import { describe, expect, test } from 'vitest';
import {
  compileDefinition,
  expectRefused,
  expectWarnings,
  withRule,
  withTraffic,
} from '../../support/definition.js';

describe('ports', () => {
  test.each<[allow: string, suggestion?: string]>([
    ['tcp/65536'],
    ['tcp/-1'],
    ['tcp/99999999999999999999'],
    ['udp/500-499', 'write udp/499-500'],
    ['tcp/080'],
    ['tcp/0x50'],
    ['tcp/80.5'],
    ['tcp/1e3'],
    ['tcp/-80'],
    ['tcp/80-90-100'],
    ["'tcp/80,443'", 'write [tcp/80, tcp/443]'],
    ['tcp/http', 'write tcp/80'],
    ['tcp/'],
    ['tcp/80/90'],
    ['tcp/ 80', 'write tcp/80'],
    ["'80'", 'write tcp/80'],
    ["'80-90'", 'write tcp/80-90'],
  ])('%s is refused', async (allow, suggestion) => {
    await expectRefused(withTraffic(allow), ['invalid-traffic', allow, suggestion]);
  });

  test.each(['tcp/0', 'tcp/65535', 'udp/0-65535', 'tcp/80-80'])('%s is fine (fact 9)', async (allow) => {
    await expectWarnings(withTraffic(allow));
  });
});

describe('ports of a protocol that has none (fact 6)', () => {
  test.each<[allow: string, suggestion?: string]>([
    ['esp/22', 'write esp'],
    ['gre/0', 'write gre'],
    ['sctp/80', 'write sctp'],
    ['protocol/50/22'],
    ['protocol/6/22'],
    ['all/22', 'write [tcp/22, udp/22]'],
  ])('%s', async (allow, suggestion) => {
    await expectRefused(withTraffic(allow), ['invalid-traffic', allow, suggestion]);
  });
});

describe('protocols and presets', () => {
  test.each<[allow: string, suggestion?: string]>([
    ['tpc/80', "did you mean 'tcp'?"],
    ['icmp6/128', 'write icmpv6/128'],
    ['protcol/50', "did you mean 'protocol'?"],
    ['HTTPS', 'write https'],
    ['TCP', 'write tcp'],
    ['ALL', 'write all'],
    ['protocol/256'],
    ['protocol/-1'],
    ['protocol/'],
    ['protocol/050'],
    ['protocol/tcp'],
    ['/80'],
  ])('%s is refused', async (allow, suggestion) => {
    await expectRefused(withTraffic(allow), ['invalid-traffic', allow, suggestion]);
  });

  test.each<[allow: string, suggestion?: string]>([
    ['nothing-of-the-kind'],
    ['constructor'],
    ["'__proto__'"],
    ["''"],
    ["'-1'", 'write all'],
  ])('%s is not a protocol, preset or service', async (allow, suggestion) => {
    await expectRefused(withTraffic(allow), ['unknown-service', allow, suggestion]);
  });

  test.each(['all', 'tcp', 'esp', 'protocol/1', 'protocol/255', 'protocol/6', 'ssh'])(
    '%s is fine',
    async (allow) => {
      await expectWarnings(withTraffic(allow));
    },
  );
});

describe('ICMP (fact 8)', () => {
  test.each<[allow: string, suggestion?: string]>([
    ['icmp//4', 'write icmp/3/4'],
    ['icmpv6//0', 'write icmpv6/3/4'],
    ['icmp/', 'write icmp/3/4'],
    ['icmp/256'],
    ['icmp/-1'],
    ['icmp/3/256'],
    ['icmp/3/'],
    ['icmp/3/-1'],
    ['icmp/3/4/5'],
    ['icmp/3-4'],
    ['icmp/echo_request', 'write icmp/echo-request'],
    ['icmp/packet-too-big'],
    ['icmp/08'],
  ])('%s is refused', async (allow, suggestion) => {
    const from = allow.startsWith('icmpv6') ? 'anywhere-ipv6' : 'anywhere-ipv4';
    await expectRefused(withTraffic(allow, from), ['invalid-traffic', allow, suggestion]);
  });

  test.each<[allow: string, from: string, suggestion: string]>([
    ['icmpv6', '10.0.0.0/8', 'for IPv4, allow icmp'],
    ['icmpv6/128', 'anywhere-ipv4', 'for IPv4, allow icmp'],
    ['protocol/58', '10.0.0.1', 'for IPv4, allow icmp'],
    ['icmp', '2001:db8::/32', 'for IPv6, allow icmpv6'],
    ['icmp/echo-request', 'anywhere-ipv6', 'for IPv6, allow icmpv6'],
  ])('%s never comes from %s (fact 10)', async (allow, from, suggestion) => {
    await expectRefused(withTraffic(allow, `'${from}'`), ['family-mismatch', `'${from}'`, suggestion]);
  });

  const allows = ['https', 'icmp', 'icmpv6', 'all', 'esp'] as const;
  const peers = ['10.0.0.0/8', '2001:db8::/32', 'anywhere', 'anywhere-ipv6'] as const;
  const only = (text: string) =>
    /^icmp$|^10/.test(text) ? 'IPv4' : /^icmpv6$|^2001|ipv6$/.test(text) ? 'IPv6' : undefined;
  const meet = (a: string, b: string) => !only(a) || !only(b) || only(a) === only(b);
  const pairs = <T>(all: readonly T[]) =>
    all.flatMap((a, i) => all.slice(i).map((b) => (a === b ? [a] : [a, b])));
  const products = pairs(allows).flatMap((allow) => pairs(peers).map((from) => ({ allow, from })));

  test.each(products)(
    'a rule of $allow from $from is refused only for what matches nothing in it (fact 10)',
    async ({ allow, from }) => {
      const idle = [
        ...from.filter((peer) => !allow.some((one) => meet(one, peer))),
        ...allow.filter((one) => !from.some((peer) => meet(one, peer))),
      ];
      const rule = withTraffic(`[${allow.join(', ')}]`, `['${from.join("', '")}']`);
      const { diagnostics, status, scripts } = await compileDefinition(rule);
      expect(status).toBe(idle.length === 0 ? 0 : 1);
      expect(diagnostics.every(({ code }) => code === 'family-mismatch')).toBe(true);
      for (const { blamed } of diagnostics) expect(idle).toContain(blamed!.replaceAll("'", ''));
      // Where all of one side is at fault, all of the other is, and each is told at the peers alone.
      if (idle.length < allow.length + from.length) expect(diagnostics).toHaveLength(idle.length);
      if (status === 1) return;
      const each = allow.flatMap((one) =>
        from.filter((peer) => meet(one, peer)).map((peer) => `{ allow: ${one}, from: '${peer}' }`),
      );
      const apart = await compileDefinition(withRule(each.join('\n      - ')));
      expect(body(scripts)).toBe(body(apart.scripts));
    },
  );

  test.each([
    ['icmp/0', 'anywhere'],
    ['icmp/255/255', 'anywhere'],
    ['icmpv6/echo-request', 'anywhere'],
    ['[icmp, icmpv6]', 'anywhere'],
  ])('%s from %s is fine', async (allow, from) => {
    await expectWarnings(withTraffic(allow, from));
  });
});

/** What a script does, without what it says of where that comes from. */
const body = (scripts: Readonly<Record<string, string>>) =>
  scripts['web-1.nft']!.replaceAll(/#.*| comment "[^"]*"/g, '');

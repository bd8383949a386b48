import { describe, expect, it } from 'vitest';
import type { Family } from '../../../src/address/space.js';
import type { Endpoint, Probe, ProbeTraffic, Wanted } from '../../../src/lab/model.js';
import { wantedBy } from '../../../src/lab/wanted/wanted.js';
import { policiesOf, probedHosts } from '../probed.js';

const WEB: Endpoint = { host: 'web-1', interface: 'eth0', address: '10.0.0.1' };
const DB: Endpoint = { host: 'db-1', interface: 'eth0', address: '10.0.0.2' };
const OUTSIDE: Endpoint = { address: '203.0.113.7' };
const WEB6: Endpoint = { ...WEB, address: '2001:db8::1' };
const OUTSIDE6: Endpoint = { address: '2001:db8:40::7' };

/** Two hosts; `web` and `db` are what stands in their groups, `settings` what stands in the hosts. */
interface Setting {
  readonly web?: string;
  readonly db?: string;
  readonly settings?: string;
  readonly interface?: string;
}

const ANY = '[{ allow: all, to: anywhere }]';

async function wanted(
  { web = '', db = '', settings = '', interface: one = '' }: Setting,
  from: Endpoint,
  to: Endpoint,
  traffic: ProbeTraffic,
): Promise<Wanted> {
  const hosts = await probedHosts(`
groups:
  web: { ${web} }
  db: { ${db} }
hosts:
  web-1: { ${settings} interfaces: { eth0: { addresses: [10.0.0.1, '2001:db8::1'], ${one || 'groups: [web]'} } } }
  db-1: { ${settings} interfaces: { eth0: { addresses: [10.0.0.2], groups: [db] } } }
`);
  const family: Family = from.address.includes(':') ? 'ipv6' : 'ipv4';
  const probe: Probe = { id: 1, from, to, family, traffic, purpose: 'a test' };
  return wantedBy(policiesOf(hosts))(probe);
}

const tcp = (port: number): ProbeTraffic => ({ kind: 'tcp', port });
const echo: ProbeTraffic = { kind: 'echo' };
const icmp = (type: number, code = 0): ProbeTraffic => ({ kind: 'icmp', type, code });

describe('between two hosts (facts 1, 16)', () => {
  const open = { db: 'ingress: [{ allow: postgresql, from: group:web }]' };

  it('both must let it pass, and the answer needs no rule', async () => {
    expect(
      await wanted({ ...open, web: `egress: ${ANY}`, db: `${open.db}, egress: []` }, WEB, DB, tcp(5432)),
    ).toEqual({
      fate: 'answered',
      because:
        "out of 'web-1': egress rule 1 of group 'web' allows it; into 'db-1': ingress rule 1 of group 'db' allows it",
    });
  });

  it('the sender may refuse it', async () => {
    expect(await wanted({ ...open, web: 'egress: []' }, WEB, DB, tcp(5432))).toEqual({
      fate: 'not-let-out',
      because: "out of 'web-1': no rule allows it",
    });
  });

  it('the receiver may refuse it', async () => {
    expect(await wanted(open, WEB, DB, tcp(5433))).toEqual({
      fate: 'not-let-in',
      because: "into 'db-1': no rule allows it",
    });
  });
});

describe('a host and the outside world', () => {
  it('the host alone decides, in both directions', async () => {
    const setting = {
      web: 'ingress: [{ allow: http, from: 203.0.113.0/24 }], egress: [{ allow: dns, to: anywhere }]',
    };
    expect((await wanted(setting, OUTSIDE, WEB, tcp(80))).fate).toBe('answered');
    expect((await wanted(setting, { address: '203.0.114.0' }, WEB, tcp(80))).fate).toBe('not-let-in');
    expect((await wanted(setting, OUTSIDE, WEB, tcp(81))).fate).toBe('not-let-in');
    expect((await wanted(setting, WEB, OUTSIDE, { kind: 'udp', port: 53 })).fate).toBe('answered');
    expect((await wanted(setting, WEB, OUTSIDE, { kind: 'udp', port: 54 })).fate).toBe('not-let-out');
    expect((await wanted(setting, WEB6, OUTSIDE6, { kind: 'udp', port: 53 })).fate).toBe('answered');
    expect((await wanted(setting, OUTSIDE6, WEB6, tcp(80))).fate).toBe('not-let-in');
  });

  it('a trusted interface and an ignored hook let everything pass', async () => {
    const trusted = { interface: 'trusted: true' };
    expect(await wanted(trusted, OUTSIDE, WEB, tcp(1))).toEqual({
      fate: 'answered',
      because: "into 'web-1': interface 'eth0' is trusted",
    });
    expect((await wanted(trusted, WEB, OUTSIDE, { kind: 'protocol', protocol: 99 })).fate).toBe('answered');
    const ignored = { web: 'ingress: [], egress: []', settings: 'input: ignore,' };
    expect((await wanted(ignored, OUTSIDE, WEB, tcp(1))).fate).toBe('answered');
    expect((await wanted(ignored, WEB, OUTSIDE, tcp(1))).fate).toBe('not-let-out');
    expect((await wanted({ ...ignored, settings: 'output: ignore,' }, OUTSIDE, WEB, tcp(1))).fate).toBe(
      'not-let-in',
    );
  });

  it('cloud services are reached whatever the groups say (fact 20)', async () => {
    const setting = { web: 'egress: []', settings: 'baseline: { cloud: true },' };
    const metadata = { address: '169.254.169.254' };
    expect((await wanted(setting, WEB, metadata, tcp(80))).fate).toBe('answered');
    expect((await wanted(setting, WEB, metadata, tcp(81))).fate).toBe('not-let-out');
  });
});

describe('the answer', () => {
  const inOnly = 'ingress: [{ allow: [tcp/80, udp/80, icmp, esp, tcp/40000], from: anywhere }], egress: []';
  const both = 'ingress: [{ allow: tcp/80, from: anywhere }], egress: [{ allow: tcp, to: anywhere }]';

  it('is lost where tracked flows do not pass, unless a rule is for it (fact 16)', async () => {
    const settings = 'established: false,';
    for (const traffic of [
      tcp(80),
      { kind: 'udp', port: 80 },
      echo,
      { kind: 'protocol', protocol: 50 },
    ] as const) {
      expect(await wanted({ web: inOnly }, OUTSIDE, WEB, traffic)).toMatchObject({ fate: 'answered' });
      expect(await wanted({ web: inOnly, settings }, OUTSIDE, WEB, traffic)).toEqual({
        fate: 'unanswered',
        because: "the answer out of 'web-1': no rule allows it",
      });
    }
    expect((await wanted({ web: both, settings }, OUTSIDE, WEB, tcp(80))).fate).toBe('answered');
  });

  it('may be lost at the sender too', async () => {
    const setting = { web: `ingress: [], egress: ${ANY}`, settings: 'established: false,' };
    expect(await wanted(setting, WEB, OUTSIDE, tcp(80))).toEqual({
      fate: 'unanswered',
      because: "the answer into 'web-1': no rule allows it",
    });
  });

  it('of an echo request is its reply, with the code of the request', async () => {
    const allow = (reply: string) => ({
      web: `ingress: [{ allow: icmp/8, from: anywhere }], egress: [{ allow: ${reply}, to: anywhere }]`,
      settings: 'established: false,',
    });
    expect((await wanted(allow('icmp/0/0'), OUTSIDE, WEB, echo)).fate).toBe('answered');
    expect((await wanted(allow('icmp/0/0'), OUTSIDE, WEB, icmp(8, 3))).fate).toBe('unanswered');
    expect((await wanted(allow('icmp/0/3'), OUTSIDE, WEB, icmp(8, 3))).fate).toBe('answered');
  });

  it('that is an error belongs to the flow, unless that is switched off (fact 18)', async () => {
    const unreachable: ProbeTraffic = { kind: 'unreachable', port: 53 };
    const out = { web: 'ingress: [], egress: [{ allow: udp/53, to: anywhere }]' };
    expect((await wanted(out, WEB, OUTSIDE, unreachable)).fate).toBe('answered');
    expect((await wanted(out, WEB, OUTSIDE, { kind: 'unreachable', port: 54 })).fate).toBe('not-let-out');
    const off = { ...out, settings: 'related: false,' };
    expect((await wanted(off, WEB, OUTSIDE, unreachable)).fate).toBe('unanswered');
    const rule = (allow: string, from: string) => ({
      ...off,
      web: out.web.replace('[]', `[{ allow: ${allow}, from: ${from} }]`),
    });
    expect((await wanted(rule('icmp/3/3', OUTSIDE.address), WEB, OUTSIDE, unreachable)).fate).toBe(
      'answered',
    );
    expect((await wanted(rule('icmp/3/4', OUTSIDE.address), WEB, OUTSIDE, unreachable)).fate).toBe(
      'unanswered',
    );
    expect((await wanted(rule('icmp/3/3', '203.0.113.8'), WEB, OUTSIDE, unreachable)).fate).toBe(
      'unanswered',
    );
    const rule6 = rule('icmpv6/1/4', OUTSIDE6.address);
    expect((await wanted(rule6, WEB6, OUTSIDE6, unreachable)).fate).toBe('answered');
  });

  it('of other ICMP messages is none', async () => {
    const setting = { web: 'ingress: [{ allow: [icmp, icmpv6], from: anywhere }]' };
    for (const type of [13, 15, 17])
      expect((await wanted(setting, OUTSIDE, WEB, icmp(type))).fate).toBe('unanswered');
    expect((await wanted(setting, OUTSIDE6, WEB6, icmp(139))).fate).toBe('unanswered');
  });
});

describe('what belongs to no flow', () => {
  const open = { web: `ingress: [{ allow: all, from: anywhere }], egress: ${ANY}` };
  const invalid: ProbeTraffic = { kind: 'invalid', port: 80 };

  it('is dropped where it comes from and where it goes to', async () => {
    const because = 'invalid packets are dropped';
    expect(await wanted(open, OUTSIDE, WEB, invalid)).toEqual({
      fate: 'not-let-in',
      because: `into 'web-1': ${because}`,
    });
    expect(await wanted(open, WEB, OUTSIDE, invalid)).toEqual({
      fate: 'not-let-out',
      because: `out of 'web-1': ${because}`,
    });
  });

  it('is left to the rules if so written, and nobody answers', async () => {
    const settings = 'invalid: ignore,';
    expect((await wanted({ ...open, settings }, OUTSIDE, WEB, invalid)).fate).toBe('unanswered');
    const shut = { web: 'ingress: [{ allow: udp, from: anywhere }]', settings };
    expect((await wanted(shut, OUTSIDE, WEB, invalid)).fate).toBe('not-let-in');
  });

  it('is ICMP that is an answer or an error', async () => {
    for (const type of [0, 3, 5, 11, 14, 16, 18])
      expect((await wanted(open, OUTSIDE, WEB, icmp(type))).fate).toBe('not-let-in');
    for (const type of [1, 2, 3, 4, 129, 137, 140])
      expect((await wanted(open, OUTSIDE6, WEB6, icmp(type))).fate).toBe('not-let-in');
  });

  it('is not ICMPv6 that connection tracking leaves alone', async () => {
    for (const type of [130, 133, 135, 143])
      expect((await wanted(open, OUTSIDE6, WEB6, icmp(type))).fate).toBe('unanswered');
    const shut = { web: 'ingress: []' };
    expect((await wanted(shut, OUTSIDE6, WEB6, icmp(135))).because).toBe("into 'web-1': no rule allows it");
  });
});

describe('a mistake of the program', () => {
  it('is told apart from an answer', async () => {
    await expect(
      wanted({}, { host: 'nobody', interface: 'eth0', address: '10.0.0.7' }, WEB, echo),
    ).rejects.toThrow("host 'nobody' has no policy");
    await expect(wanted({}, OUTSIDE, { ...WEB, interface: 'eth9' }, echo)).rejects.toThrow(
      "host 'web-1' has no interface 'eth9'",
    );
  });
});

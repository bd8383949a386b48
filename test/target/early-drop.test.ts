import { describe, expect, test } from 'vitest';
import { has, intervalsOf } from '../../src/address/intervals.js';
import { type EarlyDrop, earlyDropsOf } from '../../src/ruleset/early-drop.js';
import { allowed } from '../reference/evaluate.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT, type ProbePacket } from '../reference/model.js';
import { probesFor } from '../reference/probes.js';
import { rulesetOf } from '../support/ruleset.js';
import { sample } from '../support/sample.js';

const PROTOCOLS = { 6: 'tcp', 17: 'udp' } as const;

const written = ({ family, protocol, ports }: EarlyDrop): string =>
  `${family} ${PROTOCOLS[protocol]} ${[...intervalsOf(ports)].map(({ start, end }) => `${start}-${end - 1}`).join(' ')}`;

interface Given {
  readonly ingress?: string;
  readonly egress?: string;
  readonly settings?: string;
  readonly interfaces?: string;
}

/** What eth0 of a host drops early. */
async function dropped({
  ingress = '[{ allow: tcp/22, from: 10.0.0.1 }]',
  egress = '[]',
  settings = '',
  interfaces = 'eth0: { groups: [g] }',
}: Given): Promise<readonly string[]> {
  const host = await rulesetOf(`
groups: { g: { ingress: ${ingress}, egress: ${egress} }, open: {} }
hosts: { dut: { earlyDrop: true, ${settings} interfaces: { ${interfaces} } } }`);
  return earlyDropsOf(host, host.interfaces.find(({ id }) => id === 'eth0')!).map(written);
}

const tcp4 = 'ipv4 tcp 0-21 23-65535';
const tcp6 = 'ipv6 tcp 0-65535';
const udp4 = 'ipv4 udp 0-67 69-65535';
const udp6 = 'ipv6 udp 0-545 547-65535';

describe('attempts to connect by TCP', () => {
  test.each<[Given, readonly string[]]>([
    [{}, [tcp4, tcp6]],
    [{ ingress: '[]' }, ['ipv4 tcp 0-65535', tcp6]],
    [{ ingress: '[{ allow: tcp/0, from: anywhere }]' }, ['ipv4 tcp 1-65535', 'ipv6 tcp 1-65535']],
    [{ ingress: '[{ allow: tcp/65535, from: anywhere-ipv6 }]' }, ['ipv4 tcp 0-65535', 'ipv6 tcp 0-65534']],
    [
      { ingress: '[{ allow: tcp/22, from: 10.0.0.1 }, { allow: tcp/23, from: 10.0.0.2 }]' },
      ['ipv4 tcp 0-21 24-65535', tcp6],
    ],
    [{ ingress: '[{ allow: tcp, from: 10.0.0.1 }]' }, [tcp6]],
    // The kernel looks behind the authentication header of IPv6, so a rule for it lets a TCP packet behind it in.
    [{ ingress: '[{ allow: ah, from: 2001:db8::/32 }]' }, ['ipv4 tcp 0-65535']],
    [{ ingress: '[{ allow: ah, from: 10.0.0.1 }]' }, ['ipv4 tcp 0-65535', tcp6]],
    [{ ingress: '[{ allow: protocol/6, from: 10.0.0.1 }]' }, [tcp6]],
    [{ ingress: '[{ allow: all, from: 10.0.0.1 }]' }, [tcp6]],
    [{ ingress: '[{ allow: all, from: anywhere }]' }, []],
    // A rule for nobody names nothing.
    [{ ingress: '[{ allow: all, from: group:open }]' }, ['ipv4 tcp 0-65535', tcp6]],
    [{ ingress: '[{ allow: udp, from: anywhere }]' }, ['ipv4 tcp 0-65535', tcp6]],
  ])('%j', async (given, expected) => {
    const found = await dropped(given);
    expect(found.filter((text) => text.includes('tcp'))).toEqual(expected);
  });

  test.each<Given>([
    { settings: 'input: ignore,' },
    { settings: 'forward: ignore,' },
    { interfaces: 'eth0: { trusted: true }' },
  ])('nothing: %j', async (given) => {
    expect(await dropped(given)).toEqual([]);
  });

  test('nothing, unless it is asked for', async () => {
    const host = await rulesetOf('hosts: { dut: { interfaces: { eth0: {} } } }');
    expect(earlyDropsOf(host, host.interfaces[0]!)).toEqual([]);
  });

  test('nothing on the loopback device, whose packets have met the rules already', async () => {
    const host = await rulesetOf(
      'hosts: { dut: { earlyDrop: true, loopback: false, interfaces: { lo: { addresses: [127.0.0.1] } } } }',
    );
    expect(earlyDropsOf(host, host.interfaces[0]!)).toEqual([]);
  });
});

describe('packets of UDP, where no answer can come to a port that is not known beforehand', () => {
  test.each<[string, Given, readonly string[]]>([
    ['nothing leaves', {}, [udp4, udp6]],
    [
      'only TCP and ICMP leave',
      { egress: '[{ allow: [tcp, icmp, icmpv6, esp], to: anywhere }]' },
      [udp4, udp6],
    ],
    [
      'a rule names a port',
      { ingress: '[{ allow: udp/53, from: 10.0.0.1 }]' },
      ['ipv4 udp 0-52 54-67 69-65535', udp6],
    ],
    ['no baseline', { settings: 'baseline: false,' }, ['ipv4 udp 0-65535', 'ipv6 udp 0-65535']],
    ['UDP leaves to somebody', { egress: '[{ allow: udp/53, to: 10.0.0.2 }]' }, [udp6]],
    ['UDP leaves to nobody', { egress: '[{ allow: udp/53, to: group:open }]' }, [udp4, udp6]],
    ['everything leaves', { egress: '[{ allow: all, to: anywhere }]' }, []],
    ['all protocols leave in IPv6', { egress: '[{ allow: all, to: anywhere-ipv6 }]' }, [udp4]],
    ['output is left alone', { settings: 'output: ignore,' }, []],
    ['the cloud answers', { settings: 'baseline: { cloud: true },' }, []],
    ['another interface lets UDP out', { interfaces: 'eth0: { groups: [g] }, eth1: { groups: [open] }' }, []],
    ['another interface is trusted', { interfaces: 'eth0: { groups: [g] }, br0: { trusted: true }' }, []],
    [
      'another interface asks nobody',
      { interfaces: 'eth0: { groups: [g] }, eth1: { groups: [g] }' },
      [udp4, udp6],
    ],
  ])('%s', async (_, given, expected) => {
    const found = await dropped(given);
    expect(found.filter((text) => text.includes('udp'))).toEqual(expected);
  });
});

describe('random definitions', () => {
  const seeds = Array.from({ length: sample(40, 3_000) }, (_, at) => at);

  const dropsEarly = (
    drops: readonly EarlyDrop[],
    { family, protocol, destinationPort }: ProbePacket,
  ): boolean =>
    drops.some(
      (drop) => drop.family === family && drop.protocol === protocol && has(drop.ports, destinationPort!),
    );

  test('nothing that the definition allows is dropped early, and nothing that it lets ask by UDP is left without answer', async () => {
    let early = 0;
    let answers = 0;
    for (const seed of seeds) {
      const { definition } = generate(seed);
      const dut = { ...definition.hosts[DUT]!, earlyDrop: true };
      const scenario = { seed, definition: { ...definition, hosts: { ...definition.hosts, [DUT]: dut } } };
      const host = await rulesetOf(toYaml(scenario));
      const drops = new Map(host.interfaces.map((one) => [one.id, earlyDropsOf(host, one)]));
      const probes = probesFor(scenario, seed, 150);
      for (const probe of probes.filter(({ direction }) => direction === 'ingress')) {
        if (!dropsEarly(drops.get(probe.device)!, probe)) continue;
        early += 1;
        expect([seed, probe, allowed(scenario, probe)]).toEqual([seed, probe, false]);
      }
      const asked = probes.filter(
        (probe) => probe.direction === 'egress' && probe.protocol === 17 && allowed(scenario, probe),
      );
      for (const { family, sourcePort } of asked) {
        const answer = { family, protocol: 17, destinationPort: sourcePort } as ProbePacket;
        for (const one of drops.values()) expect([seed, dropsEarly(one, answer)]).toEqual([seed, false]);
        answers += 1;
      }
    }
    expect(early).toBeGreaterThan(4 * seeds.length);
    expect(answers).toBeGreaterThan(4 * seeds.length);
  });
});

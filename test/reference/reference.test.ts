import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { allowed } from './evaluate.js';
import { generate, toYaml } from './generate.js';
import { DUT, type ProbePacket, type Scenario } from './model.js';
import { probesFor } from './probes.js';
import { flowOf, isSendable } from './sendable.js';

const SEEDS = 500;
const PROBES = 40;

const scenarios = Array.from({ length: SEEDS }, (_, seed) => generate(seed));
const texts = scenarios.map(toYaml);
const batches = scenarios.map((scenario) => probesFor(scenario, scenario.seed, PROBES));
const probes = batches.flat();

describe('the generator', () => {
  test('gives the same scenario and probes for the same seed', () => {
    expect(scenarios.slice(0, 50).map(({ seed }) => generate(seed))).toEqual(scenarios.slice(0, 50));
    expect(probesFor(scenarios[7]!, 7, PROBES)).toEqual(batches[7]);
    expect(new Set(texts).size).toBe(SEEDS);
  });

  test('prints YAML that reads back as the same definition', () => {
    expect(texts.map((text) => parse(text))).toEqual(scenarios.map(({ definition }) => definition));
  });

  /** What must stand in the YAML of some of the scenarios; a few per cent of them is enough to meet it in every soak. */
  test.each([
    ...[
      /allow: all$/,
      /allow: tcp$/,
      /allow: udp$/,
      /allow: icmp$/,
      /allow: icmpv6$/,
      /tcp\/0$/,
      /udp\/0-/,
      /-65535$/,
    ],
    ...[/icmp\/\d+$/, /icmp\/\d+\/\d+$/, /icmp\/[a-z-]+$/, /icmpv6\/\d+\/\d+$/, /icmpv6\/[a-z-]+\/\d+$/],
    ...[
      /esp$/,
      /gre$/,
      /protocol\/(6|17)$/,
      /protocol\/(1|58)$/,
      /protocol\/99$/,
      /dns$/,
      /winrm$/,
      /aurora$/,
    ],
    ...[
      /- (metrics|cluster)$/,
      /allow: (metrics|mixed)$/,
      /from: anywhere$/,
      /to: anywhere-ipv4$/,
      /to: anywhere-ipv6$/,
    ],
    ...[
      /group:default/,
      /(from|to): self$/,
      /list:web$/,
      /(from|to): "?group:web/,
      /\/0$/,
      /\/1$/,
      /\.\d+\/31$/,
      /:\S*\/127$/,
    ],
    ...[
      /\.\d+\/32$/,
      /:\S*\/128$/,
      /\.\d+-\d+\./,
      /:\S*-\S*:/,
      /members:$/,
      /members: \[\]/,
      /ingress: \[\]/,
      /egress: \[\]/,
    ],
    ...[
      /: \{\}$/,
      /^ {2}\S+: \[\]$/,
      /^ {2}default:$/,
      /- default$/,
      /trusted: true/,
      /trusted: false/,
      /eth1:/,
    ],
    ...[
      /loopback: false/,
      /established: false/,
      /related: false/,
      /invalid: ignore/,
      /input: ignore/,
      /output: ignore/,
    ],
    ...[
      /forward: ignore/,
      /baseline: true/,
      /baseline: false/,
      /neighbourDiscovery: false/,
      /multicastListener: false/,
    ],
    ...[
      /dhcpv4: false/,
      /dhcpv6: false/,
      /cloud: true/,
      /earlyDrop: true/,
      /counters: true/,
      /log: true/,
      /burst:/,
      /refuse: reject/,
      /refuse: drop/,
    ],
  ])('writes %s', (pattern) => {
    const lines = new RegExp(pattern.source, 'm');
    expect(texts.filter((text) => lines.test(text)).length).toBeGreaterThanOrEqual(3);
  });

  test('covers every number of groups and hosts, and interfaces that name no group', () => {
    const count = (pick: (scenario: Scenario) => number) => [...new Set(scenarios.map(pick))].sort();
    expect(count(({ definition }) => Object.keys(definition.hosts).length)).toEqual([1, 2, 3, 4]);
    expect(count(({ definition }) => Object.keys(definition.groups).length)).toEqual([1, 2, 3, 4, 5, 6]);
    const carried = ({ definition }: Scenario) => definition.hosts[DUT]!.interfaces.eth0!.groups?.length ?? 0;
    expect(count(carried)).toEqual([0, 1, 2, 3]);
  });

  test('gives a rule with ICMP no explicit peer of the other family: that is an error', () => {
    for (const { definition } of scenarios) {
      const rules = Object.values(definition.groups).flatMap(({ ingress = [], egress = [] }) => [
        ...ingress,
        ...egress,
      ]);
      for (const { allow, from, to } of rules) {
        const peers = [from ?? to!].flat().filter((peer) => !/^(group:|list:|self$|anywhere$)/.test(peer));
        const isV6 = (peer: string) => peer.includes(':') || peer === 'anywhere-ipv6';
        if ([allow].flat().some((one) => /^(icmp|protocol\/1)(\/|$)/.test(one)))
          expect(peers.some(isV6)).toBe(false);
        if ([allow].flat().some((one) => /^(icmpv6|protocol\/58)(\/|$)/.test(one)))
          expect(peers.every(isV6)).toBe(true);
      }
    }
  });
});

describe('the probes', () => {
  test('are all sendable, and no two of a batch are of one flow', () => {
    for (const [at, batch] of batches.entries()) {
      expect(batch.filter((packet) => !isSendable(scenarios[at]!.definition, packet))).toEqual([]);
      expect(new Set(batch.map(flowOf)).size).toBe(batch.length);
    }
  });

  test('share no address pair between two packets of a protocol without ports', () => {
    for (const batch of batches) {
      const bare = batch.filter(
        ({ destinationPort, icmpType }) => destinationPort === undefined && icmpType === undefined,
      );
      const pairs = bare.map(({ protocol, source, destination }) =>
        [protocol, ...[source, destination].sort()].join(),
      );
      expect(new Set(pairs).size).toBe(pairs.length);
    }
  });

  const shareOf = (is: (packet: ProbePacket) => boolean) => probes.filter(is).length / probes.length;

  test('are balanced between the verdicts, the directions and the families', () => {
    const passing = batches.flatMap((batch, at) => batch.filter((packet) => allowed(scenarios[at]!, packet)));
    expect(passing.length / probes.length).toBeGreaterThan(0.4);
    expect(passing.length / probes.length).toBeLessThan(0.6);
    expect(shareOf(({ direction }) => direction === 'egress')).toBeGreaterThan(0.3);
    expect(shareOf(({ direction }) => direction === 'ingress')).toBeGreaterThan(0.3);
    expect(shareOf(({ family }) => family === 'ipv4')).toBeGreaterThan(0.3);
    expect(shareOf(({ family }) => family === 'ipv6')).toBeGreaterThan(0.3);
    expect(shareOf(({ device }) => device === 'eth1')).toBeGreaterThan(0.1);
  });

  test.each([1, 2, 6, 17, 50, 58, 88, 89, 99, 112, 253])('hold protocol %i', (number) => {
    expect(shareOf(({ protocol }) => protocol === number)).toBeGreaterThan(0.001);
  });

  test('mostly reach the number asked for', () => {
    expect(batches.filter(({ length }) => length === PROBES).length).toBeGreaterThan(0.95 * SEEDS);
  });
});

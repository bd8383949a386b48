import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/lab/model.js';
import { deriveProbes } from '../../../src/lab/probes/derive.js';
import { wantedBy } from '../../../src/lab/wanted/wanted.js';
import { allowed } from '../../reference/evaluate.js';
import { generate, toYaml } from '../../reference/generate.js';
import { DUT, type Load, type ProbePacket } from '../../reference/model.js';
import { policiesOf, probedHosts } from '../probed.js';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);

/** What the reference knows of a probe's first packet; it knows no packets that belong to no flow. */
function loadOf({ family, traffic }: Probe): Omit<Load, 'family'> | undefined {
  const [tcp, udp, icmp] = [6, 17, family === 'ipv4' ? 1 : 58];
  switch (traffic.kind) {
    case 'tcp':
      return { protocol: tcp, sourcePort: 40_000, destinationPort: traffic.port };
    case 'udp':
    case 'forward':
    case 'many':
    case 'unreachable':
      return { protocol: udp, sourcePort: 40_000, destinationPort: traffic.port };
    case 'echo':
      return { protocol: icmp, icmpType: family === 'ipv4' ? 8 : 128, icmpCode: 0 };
    case 'icmp':
      return { protocol: icmp, icmpType: traffic.type, icmpCode: traffic.code };
    case 'protocol':
      return { protocol: traffic.protocol };
    case 'invalid':
      return undefined;
  }
}

function packetOf(probe: Probe): ProbePacket | undefined {
  const load = loadOf(probe);
  const { from, to, family } = probe;
  const direction = to.host === DUT ? 'ingress' : 'egress';
  const device = (to.host === DUT ? to : from).interface!;
  return load && { ...load, family, direction, device, source: from.address, destination: to.address };
}

describe('what is wanted of the first packet is what the definition says, read a second time', () => {
  it.each(SEEDS)('seed %i', async (seed) => {
    const scenario = generate(seed);
    const hosts = (await probedHosts(toYaml(scenario))).filter(({ host }) => host.id === DUT);
    const wantedOf = wantedBy(policiesOf(hosts));
    const wrong = deriveProbes(hosts, { count: 400, seed }).flatMap((probe) => {
      const packet = packetOf(probe);
      if (!packet) return [];
      const { fate, because } = wantedOf(probe);
      const passes = fate === 'answered' || fate === 'unanswered';
      return passes === allowed(scenario, packet) ? [] : [{ probe, fate, because }];
    });
    expect(wrong).toEqual([]);
  });
});

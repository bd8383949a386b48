import { parseAddress } from '../../../src/address/parse.js';
import type { Policy } from '../../../src/policy/model.js';
import { Denotation } from '../../../src/proof/denote.js';
import { ACCEPT, Diagrams, DROP, type Node } from '../../../src/proof/diagram/diagrams.js';
import { differences } from '../../../src/proof/diagram/differences.js';
import { choose } from '../../../src/proof/diagram/sets.js';
import { rankOf } from '../../../src/proof/dimensions.js';
import { destinationTypes, type Firewall } from '../../../src/proof/firewall.js';
import { devicesNamedBy } from '../../../src/proof/named-devices.js';
import { familyOf, fieldOf, type Packet, packetOf } from '../../../src/proof/packet.js';
import { possible } from '../../../src/proof/possible.js';
import { trace } from '../../../src/proof/trace.js';
import { probeOf } from '../../proof/judge.js';
import { toProbe } from '../agreement.js';
import { type LabPlan, ownAddress, type Probe, probeable } from '../rig/index.js';

/** The host that spellings are tried on. */
export const plan: LabPlan = {
  interfaces: ['eth0', 'eth1'].map((device, n) => ({
    device,
    addresses: [`198.18.${n}.10`, `2001:db8:ffff:${n}::10`],
  })),
};

/** All that a proof asks a definition for its devices. */
const HOST = {
  interfaces: plan.interfaces.map(({ device }) => ({ match: { kind: 'device', device } })),
} as unknown as Policy;

/** A packet that the laboratory can send, and what the reader says of it. */
export interface Foretold {
  readonly probe: Probe;
  readonly passes: boolean;
}

/** So many boxes of what passes, and of what does not. */
const BOXES = 6;

/** Packets on both sides of what a firewall lets in. */
export function foretold(firewall: Firewall): readonly Foretold[] {
  const diagrams = new Diagrams();
  const devices = devicesNamedBy(HOST, firewall);
  const never = (_: number, problem: string): never => {
    throw new Error(problem);
  };
  const node = new Denotation(diagrams, firewall, devices, never).path('input');
  const real = possible(diagrams, 'input', devices);
  const packets = [ACCEPT, DROP].flatMap((verdict) => {
    const whole: Node = diagrams.replace(
      real,
      ACCEPT,
      diagrams.relabel(
        node,
        new Map([
          [verdict, ACCEPT],
          [ACCEPT + DROP - verdict, DROP],
        ]),
      ),
    );
    return [...differences(diagrams, whole, DROP)].slice(0, BOXES).flatMap(({ sides, first }) => {
      if (first !== ACCEPT) return [];
      const box = sides.reduceRight(
        (inner, { dimension, set }) => choose(diagrams, dimension, set, inner, DROP),
        ACCEPT,
      );
      return diagrams.reaches(box, ACCEPT) ? [packetOf(diagrams, box, 'input', devices)] : [];
    });
  });
  const sent = packets.flatMap((packet, id) => sendable(packet, firewall, id));
  // Connection tracking takes packets that are alike for one flow.
  return [...new Map(sent.map((one) => [JSON.stringify({ ...one.probe, id: 0 }), one])).values()];
}

/** Addressed to the host in the laboratory; what the reader says is asked anew, rule by rule. */
function sendable(packet: Packet, firewall: Firewall, id: number): readonly Foretold[] {
  const named = packet.devices.names[Number(fieldOf(packet, 'inDevice'))];
  const device = plan.interfaces.find((one) => one.device === named) ?? plan.interfaces[0]!;
  const family = familyOf(packet);
  const own = device.addresses.map(parseAddress).find((one) => one.ok && one.range.family === family);
  const index = packet.devices.names.indexOf(device.device);
  if (!own?.ok || index < 0) return [];
  const values = new Map(packet.values)
    .set(rankOf(family === 'ipv4' ? 'own4' : 'own6'), own.range.start)
    .set(rankOf('inDevice'), index)
    .set(rankOf('destinationType'), destinationTypes.indexOf('local'));
  const there = { ...packet, values };
  const found = probeOf(there);
  const isOther = fieldOf(there, 'protocol') === 6 && fieldOf(there, 'tcpFlags') !== 2;
  if (!found || isOther) return [];
  const probe = toProbe(found, id);
  const { verdict } = trace(firewall, there);
  if (verdict === 'unknown' || !probeable(plan, probe) || ownAddress(plan, found.source)) return [];
  return [{ probe, passes: verdict === 'accept' }];
}

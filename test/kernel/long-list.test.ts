import { expect, it } from 'vitest';
import { compileText } from '../support/compile.js';
import { longListDefinition } from '../support/long-list.js';
import { inTurn } from '../support/sample.js';
import { backends } from './backends.js';
import { OWN, packet } from './packets.js';
import { describeKernel, differences, type LabPlan, runBatch } from './rig/index.js';

const plan: LabPlan = { interfaces: [{ device: 'eth0', addresses: [OWN.eth0.ipv4, OWN.eth0.ipv6] }] };

/** Every port with peers of the list that all share, its own address, the others' and the neighbours of both. */
const ports = [1, 2, 3, 4, 5].flatMap((n) => [`tcp/${1_000 + n}`, `udp/${2_000 + n}`]);
const rows = [
  ...ports.flatMap((port) => [
    ...['10.0.0.0', '10.42.9.9', '10.78.255.255', '2001:db8:1::', '2001:db8:79::9'].map(
      (peer) => [true, peer, port] as const,
    ),
    ...['9.255.255.255', '10.1.0.9', '10.79.0.0', '10.80.0.1', '2001:db8:2::9', '2001:db8:81::9'].map(
      (peer) => [false, peer, port] as const,
    ),
    ...[0, 1, 2, 3, 4, 5, 6].flatMap((n) => {
      const own = Number(port.split('/')[1]) % 1_000 === n;
      return [[own, `203.0.113.${n}`, port] as const, [own, `2001:db8:ffff::${n}`, port] as const];
    }),
  ]),
  ...['tcp/1000', 'tcp/1006', 'udp/1001', 'tcp/2001'].map((port) => [false, '10.42.9.9', port] as const),
  ...['11.0.0.9', '203.0.113.1'].map((peer) => [true, peer, 'tcp/3001'] as const),
  ...['10.0.0.9', '203.0.113.2'].map((peer) => [false, peer, 'tcp/3001'] as const),
  ...['11.0.0.9', '203.0.113.2'].map((peer) => [true, peer, 'tcp/3002'] as const),
  ...ports.map((port) => [false, '11.0.0.9', port] as const),
].map(([passes, peer, port], id) => ({ passes, probe: packet(`in eth0 ${peer} ${port}`, id) }));

describeKernel('ports that share a long list', () => {
  it.each(inTurn(backends, 2)())('$name', async ({ name, options, load, unload }) => {
    const { text } = await compileText(longListDefinition(), options);
    const run = { name, script: text, load, unload, probes: rows.map(({ probe }) => probe) };
    const [result] = await runBatch(plan, [run]);
    expect(differences(run, result!, ({ id }) => rows[id]!.passes)).toEqual([]);
  });
});

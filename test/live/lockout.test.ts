import { expect, test } from 'vitest';
import { lockOutOf } from '../../src/live/lockout.js';
import { thisMachine } from '../../src/machine/here.js';
import { readNftables } from '../../src/proof/nftables/script.js';
import { compileText } from '../support/compile.js';

/** An address that this machine has, and its device. */
const devices = await thisMachine().addresses();
const [device, [server]] = [...devices][0]! as [string, readonly [string]];

async function judged(ingress: string, egress: string, ssh: object = {}): Promise<string | undefined> {
  const { text } = await compileText(`
groups: { g: { ingress: [${ingress}], egress: [${egress}] } }
hosts: { dut: { loopback: false, established: ${egress === '' ? 'false' : 'true'}, interfaces: { '${device}': { addresses: [192.0.2.9], groups: [g] } } } }
`);
  const firewall = readNftables(text, (_, problem) => {
    throw new Error(problem);
  });
  const client = server.includes(':') ? '2001:db8::7' : '198.51.100.7';
  const connection = { client, clientPort: 50_000, server, serverPort: 22, opened: 1, ...ssh };
  return lockOutOf(firewall, connection, devices);
}

test('the connection that a change is made over is judged, both directions', async () => {
  const all = '{ allow: all, to: anywhere }';
  expect(await judged('{ allow: tcp/22, from: anywhere }', all)).toBeUndefined();
  expect(await judged('{ allow: tcp/80, from: anywhere }', all)).toContain('could not be opened again');
  expect(await judged('{ allow: tcp/22, from: 203.0.113.0/24 }', all)).toContain('could not be opened again');
  expect(await judged('{ allow: tcp/22, from: anywhere }', '')).toContain('would get no answers');
});

test('one that cannot be judged is refused too', async () => {
  const all = '{ allow: all, to: anywhere }';
  const open = '{ allow: tcp/22, from: anywhere }';
  expect(await judged(open, all, { server: '192.0.2.200' })).toContain('cannot be judged');
  expect(await judged(open, all, { client: 'UNKNOWN' })).toContain('cannot be judged');
});

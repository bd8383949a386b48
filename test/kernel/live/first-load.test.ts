import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { floodPlan, OWN, PEER } from '../flood.js';
import { describeKernel } from '../rig/index.js';
import type { Place } from '../rig/plan.js';
import { kindsInTurn } from './kinds-in-turn.js';
import { type LiveMachine, openMachine } from './live-machine.js';

const IDLE = fileURLToPath(new URL('idle.pl', import.meta.url));

const [ALLOWED, REFUSED] = [8001, 8002];

/** Lets nothing out by itself: what the host sends has to be known as an answer. */
const definition = `
groups:
  g: { ingress: [{ allow: tcp/${ALLOWED}, from: ['${PEER.ipv4}', '${PEER.ipv6}'] }], egress: [] }
hosts:
  dut: { interfaces: { eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [g] } } }
`;

const kinds = kindsInTurn();

let machine: LiveMachine;

afterEach(() => machine.close());

describeKernel('a first load', () => {
  it.each(kinds())('$name: keeps idle connections that rules allow, and ends others', async (loading) => {
    machine = await openMachine(floodPlan, loading);
    const folder = path.dirname(machine.state);
    const speak = path.join(folder, 'speak');
    const idle = async (where: Place, role: string, address: string, port: number) => {
      const said = path.join(folder, `${role}-${address}-${port}`);
      const own = address.includes(':') ? PEER.ipv6 : PEER.ipv4;
      const line = `perl ${IDLE} ${role} ${speak} ${address} ${port} ${own} >${said} 2>&1`;
      const ended = machine.lab.exec(where, ['sh', '-c', line], { seconds: 130 });
      await machine.shell(
        `n=0; until grep -q ready ${said} || [ $n -gt 200 ]; do n=$((n + 1)); sleep 0.05; done`,
      );
      return async () => {
        await ended;
        return (await machine.shell(`tail -n 1 ${said}`)).stdout.trim();
      };
    };
    const ends = await Promise.all(
      [ALLOWED, REFUSED].flatMap((port) =>
        Object.values(OWN).map(async (address) => {
          const server = await idle('host', 'listen', address, port);
          return { port, server, client: await idle('outside', 'connect', address, port) };
        }),
      ),
    );
    const file = await machine.write('first.yaml', definition);
    const plan = await machine.secgroup('plan', file, '--json');
    const { ends: planned } = JSON.parse(plan.stdout);
    expect(planned.map(({ traffic, from, to }: Record<string, string>) => [traffic, from, to])).toEqual(
      expect.arrayContaining([
        [`tcp/${REFUSED}`, PEER.ipv4, OWN.ipv4],
        [`tcp/${REFUSED}`, PEER.ipv6, OWN.ipv6],
      ]),
    );
    expect(planned).toHaveLength(2);
    expect(await machine.secgroup('apply', file, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
    await machine.shell(`touch ${speak}`);
    const heard = await Promise.all(
      ends.map(async ({ port, server, client }) => [port, await client(), await server()]),
    );
    expect(heard).toEqual([
      [ALLOWED, 'got late', 'got answer'],
      [ALLOWED, 'got late', 'got answer'],
      [REFUSED, 'silence', 'silence'],
      [REFUSED, 'silence', 'silence'],
    ]);
  });
});

import { afterEach, expect, it } from 'vitest';
import { floodPlan, OWN, PEER } from '../flood.js';
import { ask, describeKernel } from '../rig/index.js';
import { kindsInTurn } from './kinds-in-turn.js';
import { type LiveMachine, openMachine } from './live-machine.js';

const definition = (refuse: string) => `
groups: { g: { ingress: [{ allow: tcp/80, from: anywhere }], egress: [] } }
hosts: { dut: { refuse: ${refuse}, interfaces: { eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [g] } } } }
`;

let machine: LiveMachine;

const kinds = kindsInTurn();

afterEach(() => machine.close());

/** What somebody outside learns who opens a connection to a port that nothing allows. */
const told = async () =>
  Promise.all(
    (['ipv4', 'ipv6'] as const).map((family) =>
      ask(machine.lab, 'outside', 'tcp', OWN[family], 22, {
        own: { port: 0, address: PEER[family] },
        seconds: 0.5,
      }),
    ),
  );

const silent = ['timeout', 'timeout'];
const answered = ['refused', 'refused'];

describeKernel('a change of nothing but how the host refuses', () => {
  it.each(kinds())('$name: is planned, applied, seen if somebody undoes it, and mended', async (loading) => {
    machine = await openMachine(floodPlan, loading);
    const drop = await machine.write('drop.yaml', definition('drop'));
    const reject = await machine.write('reject.yaml', definition('reject'));
    expect(await machine.secgroup('apply', drop, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
    expect(await told()).toEqual(silent);
    const plan = await machine.secgroup('plan', reject);
    expect(plan.exitCode).toBe(10);
    expect(plan.stdout).toMatch(
      /^dut: refuses otherwise\n {2}in +what is refused is answered by a TCP reset, for example in on eth0: ipv4 tcp .*state new\n {2}in +what is refused is answered by an ICMP error, .*\n {2}out +.* TCP reset, .*\n {2}out +.* ICMP error, .*\n(?:note: .*\n)*$/,
    );
    expect(await machine.secgroup('apply', reject, '--yes', '--confirm', '0')).toMatchObject({
      exitCode: 0,
    });
    expect(await told()).toEqual(answered);
    expect(await machine.secgroup('status')).toMatchObject({ exitCode: 0 });
    expect(await machine.secgroup('verify', '--live', reject, '--host', 'dut')).toMatchObject({
      exitCode: 0,
    });
    expect(await machine.shell(machine.kind.silence)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await told()).toEqual(silent);
    const status = await machine.secgroup('status');
    expect(status).toMatchObject({ exitCode: 4 });
    expect(status.stdout).toContain(
      'what is refused: is dropped without an answer now, for example in on eth0',
    );
    expect(await machine.secgroup('verify', '--live', reject, '--host', 'dut')).toMatchObject({
      exitCode: 4,
    });
    expect(await machine.secgroup('apply', '--repair', '--yes', '--confirm', '0')).toMatchObject({
      exitCode: 0,
    });
    expect(await told()).toEqual(answered);
  });
});

import { afterEach, expect, it } from 'vitest';
import { backendOf } from '../../../src/backend/registry.js';
import { backends } from '../backends.js';
import { floodPlan, OWN, PEER } from '../flood.js';
import { ask, describeKernel, serve } from '../rig/index.js';
import { type LiveMachine, openMachine } from './live-machine.js';

const loading = backends.find(({ name }) => name === 'nftables')!;

const definition = `
groups:
  g:
    ingress: [{ allow: tcp/80, from: '${PEER.ipv4}' }]
    egress: [{ allow: all, to: anywhere }]
hosts:
  dut: { interfaces: { eth0: { addresses: ['${OWN.ipv4}'], groups: [g] } } }
`;

const SLEEP = `nft add table inet secgroup '{ flags dormant; }'`;

let machine: LiveMachine;
let file: string;

afterEach(() => machine.close());

async function opened(): Promise<void> {
  machine = await openMachine(floodPlan, loading);
  for (const port of [80, 81]) await serve(machine.lab, 'host', 'tcp', OWN.ipv4, port);
  file = await machine.write('d.yaml', definition);
}

/** Whether a port answers that no rule allows. */
async function isOpen(): Promise<boolean> {
  const own = { port: 0, address: PEER.ipv4 };
  const answer = await ask(machine.lab, 'outside', 'tcp', OWN.ipv4, 81, { own, seconds: 0.5 });
  return answer.startsWith('answer');
}

describeKernel('a table of ours that is dormant', () => {
  it('filters nothing, which every command says, and is replaced by the next change', async () => {
    await opened();
    expect(await machine.secgroup('apply', file, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
    expect(await isOpen()).toBe(false);
    await machine.shell(SLEEP);
    expect(await isOpen()).toBe(true);

    const said = "table 'inet secgroup' is dormant, so it filters nothing";
    const status = await machine.secgroup('status');
    expect(status).toMatchObject({ exitCode: 4, stdout: expect.stringContaining(said) });
    expect(status.stdout).toContain('nothing of ours: every packet passes');
    const verified = await machine.secgroup('verify', '--live', file);
    expect(verified).toMatchObject({ exitCode: 4, stderr: expect.stringContaining(said) });
    expect(verified.stderr).toContain("error[nothing-loaded]: the kernel has no table 'inet secgroup' that");
    const plan = await machine.secgroup('plan', file);
    expect(plan.exitCode).toBe(10);
    expect(plan.stdout + plan.stderr).toContain(said);

    expect(await machine.secgroup('apply', file, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
    expect(await isOpen()).toBe(false);
    expect(await machine.secgroup('verify', '--live', file)).toMatchObject({ exitCode: 0 });
  });

  it('is not woken by a change that is not confirmed', async () => {
    await opened();
    expect(await machine.secgroup('apply', file, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
    await machine.shell(SLEEP);
    expect(await machine.secgroup('apply', file, '--yes', '--confirm', '1')).toMatchObject({ exitCode: 6 });
    expect(await isOpen()).toBe(true);
    expect(await machine.secgroup('status')).toMatchObject({ exitCode: 4 });
  });

  it('is not taken for one that a boot can leave as it is, whatever is in it', async () => {
    await opened();
    const { isLoaded } = backendOf('nftables').kernel.boot;
    const loads = async () => (await machine.shell(isLoaded(undefined))).exitCode === 0;
    const script = await machine.write('s.nft', '');
    expect(await loads()).toBe(false);
    await machine.shell(`${machine.line('compile', file)} >${script} && nft -f ${script}`);
    expect(await loads()).toBe(true);
    await machine.shell(SLEEP);
    expect(await loads()).toBe(false);
    // The kernel makes no base chain in the transaction that wakes a table.
    await machine.shell(`nft delete table inet secgroup; ${SLEEP}`);
    expect(await loads()).toBe(false);
    expect((await machine.shell(`nft -f ${script}`)).exitCode).not.toBe(0);
    const anyway = backendOf('nftables').kernel.boot.loadAnyway(script);
    expect((await machine.shell(anyway)).exitCode).toBe(0);
    expect(await loads()).toBe(true);
    await machine.shell(`nft delete table inet secgroup; nft 'table inet secgroup { chain dormant { }; }'`);
    expect(await loads()).toBe(true);
  });
});

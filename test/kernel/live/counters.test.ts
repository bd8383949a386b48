import { afterEach, expect, it } from 'vitest';
import { backends } from '../backends.js';
import { floodPlan, OWN, PEER } from '../flood.js';
import { ask, describeKernel, serve } from '../rig/index.js';
import { type LiveMachine, openMachine } from './live-machine.js';

const definition = (rules: string) => `
groups: { g: { ingress: [${rules}], egress: [] } }
hosts: { dut: { counters: true, interfaces: { eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [g] } } } }
`;

const WEB = '{ allow: tcp/80, from: anywhere, description: web }';
const UNUSED = '{ allow: tcp/443, from: anywhere }';
/** Of two rules for one port, each lets in a part of a network. */
const HALVES = `{ allow: tcp/90, from: 0.0.0.0/1 }, { allow: tcp/90, from: 128.0.0.0/1 }`;

/** What counts by rule. */
const loading = backends.find(({ options }) => options.target === 'nftables')!;

let machine: LiveMachine;

afterEach(() => machine.close());

/** A machine on which rules were applied. */
async function opened(rules: string): Promise<void> {
  machine = await openMachine(floodPlan, loading);
  for (const port of [80, 90]) await serve(machine.lab, 'host', 'tcp', OWN.ipv4, port);
  await apply('first.yaml', rules);
}

async function apply(name: string, rules: string): Promise<string> {
  const file = await machine.write(name, definition(rules));
  expect(await machine.secgroup('apply', file, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
  return file;
}

async function connect(port: number, times: number): Promise<void> {
  for (let n = 0; n < times; n++)
    await ask(machine.lab, 'outside', 'tcp', OWN.ipv4, port, {
      own: { port: 0, address: PEER.ipv4 },
      seconds: 0.5,
    });
}

interface Told {
  readonly rules: readonly {
    readonly number: string;
    readonly alone?: { readonly packets: number };
    readonly shared?: { readonly packets: number };
    readonly unused: boolean;
    readonly since?: string;
  }[];
  readonly dropped: readonly { readonly hook: string; readonly packets: number }[];
}

/** What is told of the rules of a definition: by number, what each has let through alone and together with others. */
async function told(name: string, rules: string) {
  const file = await machine.write(name, definition(rules));
  const { exitCode, stdout } = await machine.secgroup('counters', file, '--json');
  expect(exitCode).toBe(0);
  const all = JSON.parse(stdout) as Told;
  return {
    ...all,
    packets: Object.fromEntries(
      all.rules.map(({ number, alone, shared }) => [number, [alone?.packets, shared?.packets]]),
    ),
  };
}

describeKernel('counters', () => {
  it('tell what each rule has let through, what was refused, and what nobody uses', async () => {
    await opened(`${WEB}, ${UNUSED}`);
    await connect(80, 3);
    await connect(81, 1);
    const { packets, rules, dropped } = await told('first.yaml', `${WEB}, ${UNUSED}`);
    expect(packets).toEqual({ 1: [3, undefined], 2: [0, undefined] });
    expect(rules.map(({ unused }) => unused)).toEqual([false, true]);
    expect(rules[1]!.since).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(dropped.find(({ hook }) => hook === 'input')!.packets).toBeGreaterThan(0);
    const text = await machine.secgroup(
      'counters',
      await machine.write('first.yaml', definition(`${WEB}, ${UNUSED}`)),
    );
    expect(text.stdout).toMatch(/g ingress 1 +3 +- +web/);
    expect(text.stdout).toMatch(/Never hit:\n +g ingress 2 +since \d{4}/);
  });

  it('of rules that were merged say so', async () => {
    await opened(HALVES);
    await connect(90, 2);
    expect((await told('first.yaml', HALVES)).packets).toEqual({ 1: [undefined, 2], 2: [undefined, 2] });
  });

  it('are never smaller after a change, whatever number a rule has then', async () => {
    await opened(`${WEB}, ${UNUSED}`);
    await connect(80, 2);
    const next = `{ allow: tcp/82, from: anywhere }, ${WEB}`;
    const file = await apply('next.yaml', next);
    expect((await told('next.yaml', next)).packets).toEqual({ 1: [0, undefined], 2: [2, undefined] });
    await connect(80, 1);
    // A script that is loaded by hand, a trial that nobody confirms, a way back, and rules that come back.
    expect((await machine.shell(`${machine.line('compile', file)} | nft -f -`)).exitCode).toBe(0);
    expect((await told('next.yaml', next)).packets).toEqual({ 1: [0, undefined], 2: [3, undefined] });
    const without = await machine.write('without.yaml', definition(UNUSED));
    expect(await machine.secgroup('apply', without, '--yes', '--confirm', '1')).toMatchObject({
      exitCode: 6,
    });
    await connect(80, 1);
    expect((await told('next.yaml', next)).packets[2]).toEqual([4, undefined]);
    await apply('without.yaml', UNUSED);
    expect(await machine.secgroup('rollback', '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
    await connect(80, 1);
    expect((await told('next.yaml', next)).packets[2]).toEqual([5, undefined]);
  });

  it('are no drift, are proven to change nothing, and are gone with the rules that never used them', async () => {
    await opened(`${WEB}, ${HALVES}`);
    await connect(80, 1);
    const file = await apply('next.yaml', UNUSED);
    expect(await machine.secgroup('status')).toMatchObject({ exitCode: 0 });
    expect(await machine.secgroup('verify', file, '--live')).toMatchObject({ exitCode: 0 });
    expect(await machine.secgroup('plan', file)).toMatchObject({ exitCode: 0 });
    const { stdout } = await machine.shell('nft list counters table inet secgroup | grep -c "counter in-"');
    // The one that is new, and the one that has counted.
    expect(stdout.trim()).toBe('2');
  });

  it('where nothing counts, or nothing is loaded, are no zeros', async () => {
    machine = await openMachine(floodPlan, loading);
    const file = await machine.write('first.yaml', definition(WEB));
    expect(await machine.secgroup('counters', file)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('nothing of ours is loaded'),
    });
    const without = await machine.write('without.yaml', definition(WEB).replace('counters: true, ', ''));
    expect(await machine.secgroup('apply', without, '--yes', '--confirm', '0')).toMatchObject({
      exitCode: 0,
    });
    expect(await machine.secgroup('counters', file)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('counters: true'),
    });
  });
});

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backends, type Loading } from '../backends.js';
import { floodPlan, OWN, PEER } from '../flood.js';
import { describeKernel } from '../rig/index.js';
import type { Place } from '../rig/plan.js';
import { kindsInTurn } from './kinds-in-turn.js';
import { inFront, type LiveMachine, openMachine } from './live-machine.js';

const PUSH = fileURLToPath(new URL('push.pl', import.meta.url));

/** Ports of flows: that the outside opens to the host, and the host to the outside; each with one that goes on and one that ends. */
const ports = { in: { kept: 8001, ended: 8002 }, out: { kept: 9001, ended: 9002 } } as const;

/** What a host lets in and out. */
function definition(ingress: readonly number[], egress: readonly number[] | 'all'): string {
  const allowed = (list: readonly number[]) =>
    list.flatMap((port) => [`tcp/${port}`, `udp/${port}`]).join(', ');
  const out = egress === 'all' ? 'all' : `[${allowed(egress)}]`;
  return `
groups:
  g:
    ingress: [{ allow: [${allowed(ingress)}], from: ['${PEER.ipv4}', '${PEER.ipv6}'] }]
    egress: [{ allow: ${out}, to: anywhere }]
hosts:
  dut: { interfaces: { eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [g] } } }
`;
}

type Addresses = Readonly<Record<'ipv4' | 'ipv6', string>>;

const both = (one: { readonly kept: number; readonly ended: number }) => [one.kept, one.ended];
const listed = definition(both(ports.in), both(ports.out));
const open = definition(both(ports.in), 'all');

/** Counts what passes the host's rules, by flow: in their direction and against it. */
const WATCH = `table inet watch {
${[...both(ports.in), ...both(ports.out)].flatMap((port) => ['in', 'out'].map((way) => `counter ${way}-${port} {}`)).join('\n')}
chain behind { type filter hook input priority 500;
${both(ports.in)
  .map((port) => `th dport ${port} counter name in-${port}`)
  .join('\n')}
${both(ports.out)
  .map((port) => `th sport ${port} counter name in-${port}`)
  .join('\n')}
}
chain sent { type filter hook output priority 500;
${both(ports.in)
  .map((port) => `th sport ${port} counter name out-${port}`)
  .join('\n')}
${both(ports.out)
  .map((port) => `th dport ${port} counter name out-${port}`)
  .join('\n')}
}
}`;

const kinds = kindsInTurn();

let machine: LiveMachine;
let running: Promise<unknown>[];

beforeEach(() => {
  running = [];
});

afterEach(async () => {
  await machine.shell(`touch ${stop()}`);
  await Promise.all(running);
  await machine.close();
});

const stop = () => path.join(path.dirname(machine.state), 'stop');

const push = (where: Place, ...args: readonly string[]) => {
  const ready = path.join(path.dirname(machine.state), `ready-${running.length}`);
  running.push(
    machine.lab.exec(where, ['sh', '-c', `perl ${PUSH} ${args.join(' ')} >${ready}`], { seconds: 130 }),
  );
  return machine.shell(`for n in $(seq 600); do grep -q ready ${ready} && exit; sleep 0.05; done; exit 1`);
};

/** Loads rules, and opens the flows that they allow. */
async function flowing(loading: Loading, rules: string): Promise<void> {
  machine = await openMachine(floodPlan, loading);
  const file = await machine.write('first.yaml', rules);
  expect(await machine.secgroup('apply', file, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
  await openFlows();
}

async function openFlows(): Promise<void> {
  expect(await machine.lab.load(WATCH)).toMatchObject({ exitCode: 0 });
  const listen = (where: Place, all: readonly number[]) => push(where, 'listen', stop(), ...all.map(String));
  const connect = (where: Place, own: Addresses, to: Addresses, all: readonly number[]) => {
    const places = Object.values(to).flatMap((address) => all.map((port) => `${address}:${port}`));
    return push(where, 'connect', stop(), ...Object.values(own), ...places);
  };
  await listen('host', both(ports.in));
  await listen('outside', both(ports.out));
  expect(await connect('outside', PEER, OWN, both(ports.in))).toMatchObject({ exitCode: 0 });
  expect(await connect('host', OWN, PEER, both(ports.out))).toMatchObject({ exitCode: 0 });
  expect(await passing()).toEqual(allOf('kept', 'ended'));
}

const allOf = (...which: readonly ('kept' | 'ended')[]) =>
  which
    .flatMap((one) => [ports.in[one], ports.out[one]].flatMap((port) => [`in-${port}`, `out-${port}`]))
    .sort();

/** Of which flows packets pass within half a second, and in which direction. */
async function passing(): Promise<readonly string[]> {
  await machine.shell('nft reset counters table inet watch');
  await machine.shell('sleep 0.5');
  const { stdout } = await machine.shell('nft -j list counters table inet watch');
  const { nftables } = JSON.parse(stdout) as {
    nftables: readonly { counter?: { name: string; packets: number } }[];
  };
  return nftables.flatMap(({ counter }) => (counter && counter.packets > 0 ? [counter.name] : [])).sort();
}

const kept = definition([ports.in.kept], [ports.out.kept]);

async function apply(name: string, text: string, ...options: readonly string[]) {
  return machine.secgroup('apply', await machine.write(name, text), '--yes', ...options);
}

describeKernel('flows that lost their rule', () => {
  it.each(kinds())(
    '$name: end with the change, both directions, whoever opened them, both ends speaking; others go on',
    async (loading) => {
      await flowing(loading, listed);
      expect(await apply('next.yaml', kept, '--confirm', '0')).toMatchObject({ exitCode: 0 });
      expect(await passing()).toEqual(allOf('kept'));
      expect(await machine.shell('sleep 1')).toMatchObject({ exitCode: 0 });
      expect(await passing()).toEqual(allOf('kept'));
      expect(
        await machine.secgroup('verify', '--live', await machine.write('kept.yaml', kept)),
      ).toMatchObject({
        exitCode: 0,
      });
      // Allowed again, they go on without being opened again.
      expect(await apply('again.yaml', listed, '--confirm', '0')).toMatchObject({ exitCode: 0 });
      await machine.shell('sleep 3');
      expect(await passing()).toEqual(allOf('kept', 'ended'));
    },
  );

  it.each(kinds())(
    '$name: stay ended over a change that has nothing to do with them, and where everything may go out',
    async (loading) => {
      await flowing(loading, open);
      const next = definition([ports.in.kept], 'all');
      const endedIn = [`in-${ports.in.ended}`, `out-${ports.in.ended}`];
      const left = allOf('kept', 'ended').filter((name) => !endedIn.includes(name));
      expect(await apply('next.yaml', next, '--confirm', '0')).toMatchObject({ exitCode: 0 });
      expect(await passing()).toEqual(left);
      // What it let begin is known from the one behind it.
      expect(await machine.shell(`rm -r ${machine.state}/generations/1`)).toMatchObject({ exitCode: 0 });
      expect(
        await apply('more.yaml', definition([ports.in.kept, 443], 'all'), '--confirm', '0'),
      ).toMatchObject({ exitCode: 0 });
      expect(await passing()).toEqual(left);
    },
  );

  it.each(kinds())(
    '$name: come back where a trial ends that revoked them; what only the trial let begin ends with it',
    async (loading) => {
      machine = await openMachine(floodPlan, loading);
      const file = await machine.write('first.yaml', kept);
      expect(await machine.secgroup('apply', file, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
      const waiting = apply('trial.yaml', listed, '--confirm', '600');
      await machine.untilTrial();
      await openFlows();
      expect(await machine.secgroup('rollback')).toMatchObject({ exitCode: 0 });
      await waiting;
      expect(await passing()).toEqual(allOf('kept'));
      expect(await machine.secgroup('verify', '--live', file)).toMatchObject({ exitCode: 0 });
      expect((await machine.secgroup('status')).stdout).toMatch(/changed since +nothing/);
    },
  );

  it('end with an error at both ends, where that is asked for', async () => {
    await flowing(backends[0]!, listed);
    const connections = async (port: number) => {
      const count = (place: Place) =>
        machine.lab.exec(place, [
          'sh',
          '-c',
          `ss -Htn state established '( sport = ${port} or dport = ${port} )' | wc -l`,
        ]);
      return (await Promise.all([count('host'), count('outside')])).map(({ stdout }) => Number(stdout));
    };
    expect(await connections(ports.in.ended)).toEqual([2, 2]);
    const applied = await apply('next.yaml', kept, '--confirm', '0', '--reset');
    // By both families, opened by the host and by its peer.
    expect(applied).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('4 connections were reset'),
    });
    for (const port of [ports.in.ended, ports.out.ended]) expect(await connections(port)).toEqual([0, 0]);
    for (const port of [ports.in.kept, ports.out.kept]) expect(await connections(port)).toEqual([2, 2]);
    expect(await passing()).toEqual(allOf('kept'));
  });

  it('that were reset are told where the change fails after it', async () => {
    await flowing(backends[0]!, listed);
    // All goes well but the last transaction, which switches.
    const failing =
      'case "$*" in -f*) cat >in; ! grep -q "^insert rule .* goto g" in || exit 1; exec nft "$@" <in;; esac; exec nft "$@"';
    const file = await machine.write('next.yaml', kept);
    const { exitCode, stderr } = await machine.shell(
      `${inFront(`${machine.state}.bin`, ['nft'], failing)}${machine.line('apply', file, '--yes', '--confirm', '0', '--reset')}`,
    );
    expect(stderr).toMatch(/nft: .*; 4 connections were reset before that/);
    expect(exitCode).toBe(3);
  });

  it('go on where the host keeps them, and nothing new of their kind begins', async () => {
    await flowing(backends[0]!, listed);
    const next = kept.replace('dut: {', 'dut: { revoke: keep,');
    expect(await apply('next.yaml', next, '--confirm', '0')).toMatchObject({ exitCode: 0 });
    expect(await passing()).toEqual(allOf('kept', 'ended'));
    expect(await machine.ruleset()).not.toContain(`dport ${ports.in.ended}`);
  });
});

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import type { Loading } from '../backends.js';
import { floodPlan, OWN, PEER } from '../flood.js';
import { ask, describeKernel, serve } from '../rig/index.js';
import { kindsInTurn } from './kinds-in-turn.js';
import { inFront, type LiveMachine, openMachine, untilTrial } from './live-machine.js';

/** A host that lets one port in. */
function definition(port: number, more = ''): string {
  return `
groups:
  g:
    ingress: [{ allow: tcp/${port}, from: ['${PEER.ipv4}', '${PEER.ipv6}'] }${more}]
    egress: [{ allow: all, to: anywhere }]
hosts:
  dut: { interfaces: { eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [g] } } }
`;
}

let machine: LiveMachine;

const kinds = kindsInTurn();

afterEach(() => machine.close());

/** A machine with servers on ports 80 and 81, on which the rules for 80 were confirmed, or nothing was loaded. */
async function opened(
  loading: Loading,
  confirmed: boolean,
): Promise<{ readonly old: string; readonly next: string }> {
  machine = await openMachine(floodPlan, loading);
  for (const port of [80, 81])
    for (const address of Object.values(OWN)) await serve(machine.lab, 'host', 'tcp', address, port);
  const old = await machine.write('old.yaml', definition(80));
  const next = await machine.write('next.yaml', definition(81));
  if (confirmed)
    expect(await machine.secgroup('apply', old, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
  return { old, next };
}

/** Which of the two ports answer, over both families. */
async function answering(): Promise<readonly string[]> {
  const tries = [80, 81].flatMap((port) => Object.values(OWN).map((address) => ({ port, address })));
  const found = await Promise.all(
    tries.map(async ({ port, address }) => {
      const own = { port: 0, address: address.includes(':') ? PEER.ipv6 : PEER.ipv4 };
      const answer = await ask(machine.lab, 'outside', 'tcp', address, port, { own, seconds: 0.5 });
      return answer.startsWith('answer') ? [`${port} ${address.includes(':') ? 'ipv6' : 'ipv4'}`] : [];
    }),
  );
  return found.flat();
}

const only = (port: number) => [`${port} ipv4`, `${port} ipv6`];

describeKernel('a trial', () => {
  it.each(kinds())(
    '$name: applies at once, and ends by itself in the old rules, with no process of ours alive',
    async (loading) => {
      const { next } = await opened(loading, true);
      const before = await machine.ruleset();
      // Killed as soon as it has begun to wait.
      const killed = await machine.shell(
        `${machine.line('apply', next, '--yes', '--confirm', '3')} 2>&1 >/dev/null & p=$!
       ${untilTrial(machine.kind)}; kill -9 $p; wait $p`,
      );
      expect(killed.exitCode).toBe(137);
      expect(await answering()).toEqual(only(81));
      await machine.shell('sleep 5');
      expect(await answering()).toEqual(only(80));
      // What is left of it is gone with the next change, also one that fails.
      expect(await machine.secgroup('confirm')).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('no trial'),
      });
      expect(await machine.secgroup('rollback', '--yes')).toMatchObject({ exitCode: 3 });
      expect(await machine.ruleset()).toBe(before);
    },
  );

  it.each(kinds())('$name: of a first load ends with nothing loaded', async (loading) => {
    const { next } = await opened(loading, false);
    const applied = await machine.secgroup('apply', next, '--yes', '--confirm', '1');
    expect(applied).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('was not confirmed') });
    expect(await machine.ruleset()).toBe('');
    expect(await answering()).toEqual([...only(80), ...only(81)]);
  });

  it.each(kinds())('$name: that is confirmed stays, and is what a boot loads', async (loading) => {
    const { old, next } = await opened(loading, true);
    const waiting = machine.secgroup('apply', next, '--yes', '--confirm', '600', '--json');
    await machine.untilTrial();
    expect((await machine.secgroup('status')).stdout).toMatch(/on trial +generation 2 of dut.* s left/);
    expect(await readlinkOf()).toMatch(/(tcp \. |--dport )80\b/);
    expect(await machine.secgroup('confirm')).toMatchObject({ exitCode: 0 });
    const applied = await waiting;
    expect(applied.exitCode).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({ host: 'dut', generation: 2, confirmed: true });
    expect(await answering()).toEqual(only(81));
    expect(await readlinkOf()).toMatch(/(tcp \. |--dport )81\b/);
    expect(await machine.secgroup('verify', '--live', next)).toMatchObject({ exitCode: 0 });
    expect(await machine.secgroup('plan', next)).toMatchObject({ exitCode: 0 });
    expect(await machine.secgroup('plan', old)).toMatchObject({ exitCode: 10 });
    expect(await machine.ruleset()).not.toMatch(/g1\/|SECG\./);
  });

  it.each(kinds())(
    '$name: that is rolled back ends at once; and then a rollback goes to the generation before',
    async (loading) => {
      const { old, next } = await opened(loading, true);
      expect(await machine.secgroup('apply', next, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
      const waiting = machine.secgroup('apply', old, '--yes', '--confirm', '600');
      await machine.untilTrial();
      expect(await answering()).toEqual(only(80));
      expect(await machine.secgroup('rollback')).toMatchObject({ exitCode: 0 });
      expect(await answering()).toEqual(only(81));
      expect((await waiting).exitCode).toBe(6);
      expect(await machine.secgroup('rollback', '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
      expect(await answering()).toEqual(only(80));
      expect(await machine.secgroup('verify', '--live', old)).toMatchObject({ exitCode: 0 });
    },
  );

  it.each(kinds())(
    '$name: goes over rules that a script has loaded, and a script goes over a generation',
    async (loading) => {
      const { old, next } = await opened(loading, false);
      const load = (file: string) =>
        `${machine.line('compile', file)} >${machine.state}.script && ${machine.kind.load(`${machine.state}.script`)}`;
      expect(await machine.shell(load(old))).toMatchObject({ exitCode: 0, stderr: '' });
      const plain = await machine.ruleset();
      expect(await machine.secgroup('apply', next, '--yes', '--confirm', '1')).toMatchObject({ exitCode: 6 });
      expect(await machine.ruleset()).toBe(plain);
      expect(await machine.secgroup('apply', next, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
      expect(await answering()).toEqual(only(81));
      expect(await machine.shell(load(old))).toMatchObject({ exitCode: 0, stderr: '' });
      expect(await answering()).toEqual(only(80));
      expect(await machine.secgroup('verify', '--live', old)).toMatchObject({ exitCode: 0 });
      expect(await machine.secgroup('status')).toMatchObject({ exitCode: 4 });
    },
  );
});

describeKernel('a change that fails', () => {
  it.each(kinds())(
    '$name: at any call of its programs leaves the old rules, byte for byte',
    async (loading) => {
      const { next } = await opened(loading, true);
      const before = await machine.ruleset();
      const calls = `${machine.state}.calls`;
      /** Applies with the call of nft of this number made to fail, and says how many calls there were. */
      const failing = async (at: number) => {
        const counting = `echo >>${calls}; [ "$(wc -l <${calls})" -eq ${at} ] && { echo 'made to fail' >&2; exit 1; }`;
        const front = inFront(
          `${machine.state}.bin`,
          machine.kind.programs,
          `${counting}; exec \${0##*/} "$@"`,
        );
        const tried = await machine.shell(
          `${front} : >${calls}; ${machine.line('apply', next, '--yes', '--confirm', '1')}; s=$?; wc -l <${calls} >&2; exit $s`,
        );
        return { ...tried, made: Number(tried.stderr.trim().split('\n').at(-1)) };
      };
      const { exitCode, made } = await failing(0);
      expect(exitCode).toBe(6);
      expect(await machine.ruleset()).toBe(before);
      const each = Array.from({ length: made }, (_, index) => index + 1);
      for (const at of inTurn(each, 2)()) {
        const tried = await failing(at);
        expect([3, 6], tried.stderr).toContain(tried.exitCode);
        // What it left is gone with the next command, and no packet met it once the trial was over.
        await machine.shell('sleep 1');
        expect(await answering()).toEqual(only(80));
        await machine.secgroup('rollback', '--yes');
        expect(await machine.ruleset()).toBe(before);
      }
    },
  );

  it.each(kinds())(
    '$name: for want of room, or of a right to write, says so and loads nothing',
    async (loading) => {
      const { next } = await opened(loading, true);
      const before = await machine.ruleset();
      const kept = await readdir(path.join(machine.state, 'generations'));
      const mounts = [
        `mount -t tmpfs -o size=4k,mode=700 tmpfs ${machine.state}/generations`,
        `mount -o bind,ro ${machine.state} ${machine.state}`,
      ];
      const bound = `mount --bind ${machine.state} ${machine.state}`;
      for (const mount of [mounts[0]!, `${bound}; mount -o remount,bind,ro ${machine.state}`]) {
        const tried = await machine.shell(
          `unshare -m sh -c '${mount}; head -c 4096 /dev/zero >${machine.state}/generations/full 2>/dev/null; ${machine.line('apply', next, '--yes', '--confirm', '0').replaceAll("'", "'\\''")}'`,
        );
        expect(tried).toMatchObject({
          exitCode: 3,
          stderr: expect.stringMatching(/no space left|read-only|already/i),
        });
        expect(await machine.ruleset()).toBe(before);
      }
      expect(await readdir(path.join(machine.state, 'generations'))).toEqual(kept);
    },
  );

  it.each(kinds())(
    '$name: is refused while another one is made, and where the plan is out of date',
    async (loading) => {
      const { old, next } = await opened(loading, true);
      const waiting = machine.secgroup('apply', next, '--yes', '--confirm', '600');
      await machine.untilTrial();
      expect(await machine.secgroup('apply', old, '--yes', '--confirm', '0')).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('a trial is going on'),
      });
      await machine.secgroup('rollback');
      await waiting;
      const both = await machine.shell(
        `a() { ${machine.line('apply', next, '--yes', '--confirm', '0')}; echo $?; }; a & a; wait`,
      );
      const statuses = both.stdout.split('\n').filter((line) => /^\d+$/.test(line));
      expect(statuses.sort()).toEqual(['0', expect.stringMatching(/^[03]$/)]);
      expect(await answering()).toEqual(only(81));
    },
  );

  it.each(kinds())(
    '$name: where the kernel gets other rules than the script has never meets a packet',
    async (loading) => {
      const { next } = await opened(loading, true);
      const before = await machine.ruleset();
      const { changes, changing: programs } = machine.kind;
      const changing = inFront(
        `${machine.state}.bin`,
        programs,
        `if ${changes}; then sed 's/198.51.100.7/198.51.100.8/' | \${0##*/} "$@"; else exec \${0##*/} "$@"; fi`,
      );
      const tried = await machine.shell(
        `${changing}${machine.line('apply', next, '--yes', '--confirm', '0')}`,
      );
      expect(tried).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('are not what the script says'),
      });
      expect(await machine.ruleset()).toBe(before);
      // Nor are they kept if somebody changes them while they are tried.
      const waiting = machine.secgroup('apply', next, '--yes', '--confirm', '600');
      await machine.untilTrial();
      await machine.shell(machine.kind.letIn.trial(9));
      expect(await machine.secgroup('confirm')).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('are not what the script says'),
      });
      await machine.secgroup('rollback');
      expect((await waiting).exitCode).toBe(6);
    },
  );

  it.each(kinds())('$name: where the table is gone in between loads nothing', async (loading) => {
    const { next } = await opened(loading, true);
    const { changes, changing, clear } = machine.kind;
    const deleting = inFront(
      `${machine.state}.bin`,
      changing,
      `if ${changes}; then ${clear}; fi; exec \${0##*/} "$@"`,
    );
    const tried = await machine.shell(
      `${deleting}${machine.line('apply', next, '--yes', '--confirm', '30')}`,
    );
    expect(tried.exitCode).toBe(3);
    expect(await machine.secgroup('status')).toMatchObject({
      stdout: expect.stringContaining('nothing of ours'),
    });
  });
});

describeKernel('what somebody changed', () => {
  it.each(kinds())(
    '$name: is told, in front of the rules too, and so is a table that is gone',
    async (loading) => {
      const { old } = await opened(loading, true);
      await machine.shell(machine.kind.letIn.base(22));
      expect(await machine.secgroup('status')).toMatchObject({
        exitCode: 4,
        stdout: expect.stringMatching(/changed since +tcp\/22 into/),
      });
      expect(await machine.secgroup('plan', old)).toMatchObject({ exitCode: 10 });
      expect(await machine.secgroup('verify', '--live', old)).toMatchObject({ exitCode: 4 });
      expect(await machine.secgroup('apply', old, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
      expect(await machine.secgroup('status')).toMatchObject({ exitCode: 0 });
      await machine.shell(machine.kind.unhook);
      expect(await machine.secgroup('status')).toMatchObject({ exitCode: 4 });
      expect(await machine.secgroup('apply', '--repair', '--yes', '--confirm', '0')).toMatchObject({
        exitCode: 0,
      });
      expect(await machine.secgroup('status')).toMatchObject({ exitCode: 0 });
      await machine.shell(machine.kind.clear);
      expect(await machine.secgroup('status')).toMatchObject({ exitCode: 4 });
    },
  );

  it.each(kinds())('$name: is mended, and watched', async (loading) => {
    const { old } = await opened(loading, true);
    const said = `${machine.state}.watched`;
    const watching = machine.shell(
      `timeout 60 ${machine.line('status', '--watch')} >${said} & n=0; until [ -e ${said}.done ]; do n=$((n + 1)); [ $n -lt 900 ] || break; sleep 0.1; done; kill $!; wait $!`,
    );
    const untilSaid = async (text: string) => {
      const looking = `n=0; until grep -q '${text}' ${said}; do n=$((n + 1)); [ $n -lt 300 ] || exit 1; sleep 0.1; done`;
      expect(await machine.shell(looking)).toMatchObject({ exitCode: 0 });
    };
    await untilSaid('changed since: nothing');
    await machine.shell(machine.kind.letIn.base(22));
    await untilSaid('changed since: tcp/22 into');
    expect(await machine.secgroup('apply', '--repair', '--yes', '--confirm', '0')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('generation 2 is loaded and confirmed'),
    });
    expect(await machine.secgroup('verify', '--live', old)).toMatchObject({ exitCode: 0 });
    expect(await machine.secgroup('apply', '--repair')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('as it was confirmed'),
    });
    await machine.shell(`touch ${said}.done`);
    await watching;
    const lines = (await readFile(said, 'utf8')).split('\n');
    expect(lines.filter((line) => line.includes('changed since: '))[1]).toMatch(
      /^\S+Z {2}changed since: tcp\/22 into/,
    );
  });
});

describeKernel('what a machine keeps', () => {
  it.each(kinds())('$name: is for root alone', async (loading) => {
    await opened(loading, true);
    expect((await stat(machine.state)).mode & 0o777).toBe(0o700);
    for (const name of ['script', 'about.json'])
      expect((await stat(path.join(machine.state, 'generations/1', name))).mode & 0o777).toBe(0o600);
  });
});

/** The script that a boot loads. */
async function readlinkOf(): Promise<string> {
  return readFile(path.join(machine.state, 'confirmed', 'script'), 'utf8');
}

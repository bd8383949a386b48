import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { floodPlan, OWN, PEER } from '../flood.js';
import { describeKernel } from '../rig/index.js';
import { kindsInTurn } from './kinds-in-turn.js';
import { type LiveMachine, openMachine } from './live-machine.js';

const definition = (port: number) => `
groups:
  g: { ingress: [{ allow: tcp/${port}, from: '${PEER.ipv4}', description: kept }] }
hosts:
  dut: { interfaces: { eth0: { addresses: ['${OWN.ipv4}'], groups: [g] } } }
`;

let machine: LiveMachine;

const kinds = kindsInTurn();

afterEach(() => machine.close());

const AT_ONCE = ['--yes', '--confirm', '0'];

describeKernel('a plan that is kept', () => {
  it.each(kinds())('$name: is what apply loads, or nothing', async (loading) => {
    machine = await openMachine(floodPlan, loading);
    const old = await machine.write('old.yaml', definition(80));
    const next = await machine.write('next.yaml', definition(81));
    const kept = await machine.write('change.plan', 'something else');
    const apply = (...args: readonly string[]) => machine.secgroup('apply', ...args, ...AT_ONCE);
    expect(await apply(old)).toMatchObject({ exitCode: 0 });
    expect(await machine.secgroup('plan', next, '--out', kept)).toMatchObject({ exitCode: 10 });
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    // The definition may go on: what was planned is what is loaded.
    await writeFile(next, definition(82));
    expect(await apply(next)).toMatchObject({ exitCode: 0 });
    expect(await apply(kept)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('plan again'),
    });
    // What was loaded then is loaded again, under another number.
    expect(await machine.secgroup('rollback', ...AT_ONCE)).toMatchObject({ exitCode: 0 });
    const applied = await apply(kept);
    expect(applied).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('generation 4') });
    expect(applied.stdout).toMatch(/opens\n {2}in {2}tcp\/81 .*g ingress 1 \(kept\)/);
    expect(await machine.ruleset()).toMatch(/81[^0-9]/);
    expect(await apply(kept)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('means the same'),
    });

    for (const [option, value] of [
      ['--target', 'nftables'],
      ['--target', 'iptables'],
      ['--xtables', 'nft'],
    ] as const) {
      const { target, xtables } = loading.options;
      const isPlans = value === (option === '--target' ? target : xtables);
      // The rig gives the plan's own.
      const line = machine
        .line('apply', kept, ...AT_ONCE)
        .replace(new RegExp(`'?${option}'? \\S+|$`), ` ${option} ${value} `);
      expect(await machine.shell(line), value).toMatchObject(
        isPlans ? { exitCode: 0 } : { exitCode: 2, stderr: expect.stringContaining(`leave ${option} out`) },
      );
    }
    const text = await readFile(kept, 'utf8');
    const before = await machine.ruleset();
    for (const [what, changing] of Object.entries(damages)) {
      await writeFile(kept, changing(text));
      expect((await apply(kept)).exitCode, what).toBeGreaterThan(0);
    }
    await writeFile(kept, text);
    await chmod(kept, 0o666);
    expect(await apply(kept)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('write to it') });
    await symlink(next, `${kept}.link`);
    const linked = await machine.secgroup('plan', next, '--out', `${kept}.link`);
    expect(linked).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('is a link') });
    expect(await machine.ruleset()).toBe(before);
  });
});

const damages: Readonly<Record<string, (text: string) => string>> = {
  'cut off': (text) => text.slice(0, -20),
  'of another version': (text) => text.replace('"secgroupPlan": 1', '"secgroupPlan": 2'),
  'of another machine': (text) => text.replace(/"machine": ".*"/, '"machine": "other"'),
  'an address that is an option': (text) =>
    text.replace('"host": "dut",', '"host": "dut", "ssh": "-oProxyCommand=true",'),
  'a script that is something else': (text) =>
    text.replace(/"script": ".*"/, '"script": "table inet other { }\\n"'),
  'a script that is none': (text) => text.replace(/"script": ".*"/, '"script": ""'),
};

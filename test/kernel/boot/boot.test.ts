import { expect, it } from 'vitest';
import { bootMachine, describeBoot, type Machine } from './machine.js';

/** Waits until the machine is up, and for some packets more. */
async function up(machine: Machine): Promise<string> {
  const { printed } = await machine.run('systemctl is-system-running --wait; sleep 0.5');
  return printed;
}

/** How many refused packets pass while a command runs and just after it. Some that are allowed have to come through, too. */
async function passing(machine: Machine, command: string): Promise<number> {
  const before = await machine.passed();
  expect(await machine.run(command)).toMatchObject({ status: 0 });
  await machine.run('sleep 0.1');
  // Whatever passed until here, passed before the rules were there again.
  const then = await machine.passed();
  await machine.run('sleep 0.3');
  const after = await machine.passed();
  expect(after.refused).toBe(then.refused);
  expect(after.allowed).toBeGreaterThan(then.allowed);
  return then.refused - before.refused;
}

describeBoot('a machine that boots', () => {
  it('is filtered before it has a network, and after nftables.service has flushed all', async () => {
    const machine = await bootMachine({ enable: ['nftables'] });
    try {
      expect(await up(machine)).toBe('running');
      expect(await passing(machine, 'true')).toBe(0);
      expect((await machine.passed()).refused).toBe(0);
      const moments: Record<string, number> = {};
      for (const what of ['reload', 'restart', 'stop', 'start'])
        moments[what] = await passing(machine, `systemctl ${what} nftables`);
      if (process.env.SECGROUP_FLOOD) console.log(JSON.stringify(moments));
      // What counts sees packets where nothing is filtered.
      await machine.run('nft flush ruleset; sleep 0.3');
      const before = (await machine.passed()).refused;
      await machine.run('sleep 0.3');
      expect((await machine.passed()).refused).toBeGreaterThan(before);
    } finally {
      await machine.close();
    }
  });
});

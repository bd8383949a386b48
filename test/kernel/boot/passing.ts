import { expect } from 'vitest';
import { type Boot, bootMachine, type Machine, type Passed } from './machine.js';

export async function withMachine(boot: Boot, use: (machine: Machine) => Promise<void>): Promise<void> {
  const machine = await bootMachine(boot);
  try {
    await use(machine);
  } finally {
    await machine.close();
  }
}

/** Waits until the machine is up, and for some packets more. */
export async function up(machine: Machine): Promise<string> {
  const { printed } = await machine.run('systemctl is-system-running --wait; sleep 0.5');
  return printed;
}

/** Waits until more packets of a kind have come through, however busy this machine is; what has by now. */
export async function moreCome(
  machine: Machine,
  since: Passed,
  kind: keyof Passed = 'allowed',
): Promise<Passed> {
  for (let left = 100; ; left -= 1) {
    await machine.run('sleep 0.1');
    const now = await machine.passed();
    if (now[kind] > since[kind] + 20 || left === 0) {
      expect(now[kind]).toBeGreaterThan(since[kind]);
      return now;
    }
  }
}

/** How many refused packets pass while a command runs and just after it. Some that are allowed have to come through, too. */
export async function passing(machine: Machine, command: string): Promise<number> {
  const before = await machine.passed();
  expect(await machine.run(command)).toMatchObject({ status: 0 });
  await machine.run('sleep 0.1');
  // Whatever passed until here, passed before the rules were there again.
  const then = await machine.passed();
  const after = await moreCome(machine, then);
  expect(after.refused).toBe(then.refused);
  return then.refused - before.refused;
}

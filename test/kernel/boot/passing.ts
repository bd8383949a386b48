import { expect } from 'vitest';
import { type Boot, bootMachine, type Machine } from './machine.js';

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

/** How many refused packets pass while a command runs and just after it. Some that are allowed have to come through, too. */
export async function passing(machine: Machine, command: string): Promise<number> {
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

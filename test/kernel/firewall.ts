import { expect } from 'vitest';
import { compileText } from '../support/compile.js';
import type { Loading } from './backends.js';
import { type Lab, type LabPlan, openLab } from './rig/index.js';

type Step = readonly [definition: string, test: (lab: Lab) => Promise<void>];

/** Runs a test against the firewall of a definition's host `dut`, and closes the laboratory whatever happens. */
export function withFirewall(
  backend: Loading,
  definition: string,
  plan: LabPlan,
  test: (lab: Lab) => Promise<void>,
): Promise<void> {
  return withFirewalls(backend, plan, [[definition, test]]);
}

/** The same for several definitions, each of which replaces the one before it in one laboratory. */
export async function withFirewalls(
  { options, load }: Loading,
  plan: LabPlan,
  steps: readonly Step[],
): Promise<void> {
  const lab = await openLab(plan);
  try {
    for (const [definition, test] of steps) {
      const { text } = await compileText(definition, options);
      expect(await lab.load(text, load)).toMatchObject({ exitCode: 0, stderr: '' });
      await lab.forget();
      await test(lab);
    }
  } finally {
    await lab.close();
  }
}

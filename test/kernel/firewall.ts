import { expect } from 'vitest';
import { compileText } from '../support/compile.js';
import type { Loading } from './backends.js';
import { type Lab, type LabPlan, openLab } from './lab/index.js';

/** Opens a laboratory whose host `dut` runs the firewall of a definition. */
export async function openFirewall(backend: Loading, definition: string, plan: LabPlan): Promise<Lab> {
  const { text } = await compileText(definition, backend.options);
  const lab = await openLab(plan);
  const loaded = await lab.load(text, backend.load);
  if (loaded.exitCode !== 0) await lab.close();
  expect(loaded).toMatchObject({ exitCode: 0, stderr: '' });
  await lab.forget();
  return lab;
}

/** Runs a test against the firewall, and closes the laboratory whatever happens. */
export async function withFirewall(
  backend: Loading,
  definition: string,
  plan: LabPlan,
  test: (lab: Lab) => Promise<void>,
): Promise<void> {
  const lab = await openFirewall(backend, definition, plan);
  try {
    await test(lab);
  } finally {
    await lab.close();
  }
}

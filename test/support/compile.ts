import { expect } from 'vitest';
import { type CompiledScript, compile, type LibraryOptions, printDiagnostic } from '../../src/index.js';

/** Compiles a definition of the native language that must be right; `dut` is the host of interest. */
export async function compileText(text: string, options: LibraryOptions = {}): Promise<CompiledScript> {
  const outcome = await compile([{ name: 'test.yaml', text }], { hosts: ['dut'], ...options });
  expect(
    outcome.diagnostics.filter(({ severity }) => severity === 'error').map((one) => printDiagnostic(one)),
  ).toEqual([]);
  return outcome.value![0]!;
}

/** A definition of one group with the rules given, carried by eth0 of the host `dut`. */
export function oneGroup(body: string, host = ''): string {
  return `
groups:
  web:
${indent(body, 4)}
hosts:
  dut:
${indent(host, 4)}
    interfaces:
      eth0: { addresses: [10.0.0.9, '2001:db8::9'], groups: [web] }
`;
}

function indent(text: string, by: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ' '.repeat(by) + line)
    .join('\n');
}

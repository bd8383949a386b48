import { fileURLToPath } from 'node:url';

/** The command line that runs a program of the laboratory. The command, once bundled, has another one in its place, with their texts. */
export function agentCommand(name: string): readonly string[] {
  return ['perl', fileURLToPath(new URL(`agent/${name}`, import.meta.url))];
}

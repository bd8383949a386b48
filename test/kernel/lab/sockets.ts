import { fileURLToPath } from 'node:url';
import type { Lab, Service } from './lab.js';
import type { Place } from './plan.js';

const ECHO = fileURLToPath(new URL('echo.pl', import.meta.url));

export type Transport = 'tcp' | 'udp';

/** Starts a server that sends back what it receives. */
export function serve(
  lab: Lab,
  where: Place,
  transport: Transport,
  address: string,
  port: number,
): Promise<Service> {
  return lab.start(where, ['perl', ECHO, 'serve', transport, address, String(port)]);
}

/**
 * Sends a text from a real socket and says what its owner learns: `answer TEXT`, `refused`, `timeout` (nothing within
 * the given seconds) or `failed REASON`. The host learns `failed Operation not permitted` from its own OUTPUT.
 */
export async function ask(
  lab: Lab,
  from: Place,
  transport: Transport,
  address: string,
  port: number,
  { text = 'hello', seconds = 0.5 }: { readonly text?: string; readonly seconds?: number } = {},
): Promise<string> {
  const argv = ['perl', ECHO, 'ask', transport, address, String(port), text, String(seconds)];
  const { stdout, stderr } = await lab.exec(from, argv);
  if (stdout === '') throw new Error(`Asking ${address} port ${port}: ${stderr}`);
  return stdout.trimEnd();
}

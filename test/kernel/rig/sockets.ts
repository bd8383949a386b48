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

interface Question {
  readonly text?: string;
  /** How long to wait for an answer. */
  readonly seconds?: number;
  /** Left out: any port, and the address that routing chooses. */
  readonly own?: { readonly port: number; readonly address?: string };
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
  { text = 'hello', seconds = 0.5, own }: Question = {},
): Promise<string> {
  const ownWords = own ? [String(own.port), ...(own.address === undefined ? [] : [own.address])] : [];
  const argv = ['perl', ECHO, 'ask', transport, address, String(port), text, String(seconds), ...ownWords];
  const { stdout, stderr } = await lab.exec(from, argv);
  if (stdout === '') throw new Error(`Asking ${address} port ${port}: ${stderr}`);
  return stdout.trimEnd();
}

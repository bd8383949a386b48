import { parseAddress } from '../address/parse.js';
import type { Machine } from '../machine/machine.js';
import type { SshConnection } from '../machine/ssh.js';
import { refusedOf } from '../proof/connection.js';
import type { Firewall } from '../proof/firewall.js';

/** The addresses of a machine's devices, by the names of the devices. */
type Devices = Awaited<ReturnType<Machine['addresses']>>;

/** Why a firewall would cut off whoever is connected, in words; undefined: it would not. */
export function lockOutOf(
  firewall: Firewall,
  ssh: SshConnection,
  devices: Devices,
  which = 'the SSH connection that this runs over,',
): string | undefined {
  const who = `${which} from ${ssh.client} to port ${ssh.serverPort} of ${ssh.server}`;
  const [client, server] = [ssh.client, ssh.server].map((text) => parseAddress(withoutZone(text)));
  const device = deviceWith(ssh.server, devices);
  if (devices.size === 0)
    return `${who}, cannot be judged: 'ip' (iproute2), which tells the addresses of the machine, is not there`;
  if (!client?.ok || !server?.ok || client.range.family !== server.range.family || device === undefined)
    return `${who}, cannot be judged: no device of this machine has that address`;
  const refused = refusedOf(firewall, {
    device,
    family: client.range.family,
    client: client.range.start,
    clientPort: ssh.clientPort,
    server: server.range.start,
    serverPort: ssh.serverPort,
  });
  if (refused === undefined) return undefined;
  return refused === 'opening'
    ? `${who}, could not be opened again: the new rules drop its packets`
    : `${who}, would get no answers: the new rules drop what this machine sends`;
}

/** A link-local address may name its device. */
export function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}

/** The name of the device that has an address. */
export function deviceWith(address: string, devices: Devices): string | undefined {
  const wanted = withoutZone(address);
  return [...devices].find(([, all]) => all.some((one) => withoutZone(one) === wanted))?.[0];
}

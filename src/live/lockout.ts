import { networkInterfaces } from 'node:os';
import { parseAddress } from '../address/parse.js';
import type { SshConnection } from '../machine/ssh.js';
import { refusedOf } from '../proof/connection.js';
import type { Firewall } from '../proof/firewall.js';

/** Why a firewall would cut off whoever is connected, in words; undefined: it would not. */
export function lockOutOf(firewall: Firewall, ssh: SshConnection): string | undefined {
  const who = `the SSH connection that this runs over, from ${ssh.client} to port ${ssh.serverPort} of ${ssh.server}`;
  const [client, server] = [ssh.client, ssh.server].map((text) => parseAddress(withoutZone(text)));
  const device = deviceWith(withoutZone(ssh.server));
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
function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}

export function isOwnAddress(address: string): boolean {
  return deviceWith(withoutZone(address)) !== undefined;
}

/** The name of the device that has an address. */
function deviceWith(address: string): string | undefined {
  const devices = Object.entries(networkInterfaces());
  return devices.find(([, all]) => all?.some((one) => withoutZone(one.address) === address))?.[0];
}

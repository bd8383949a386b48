import { deviceFault } from '../definition/device.js';
import type { Definition, Host } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { SimilarNames } from '../diagnostics/similar-names.js';

/** Clouds do not know what the host calls its interfaces: the user says so, by interface id. */
export type Devices = ReadonlyMap<string, string>;

/**
 * Gives interfaces that have no device name the one that the user says. Reports names that cannot be, interfaces that are
 * not there, and one name for two interfaces of a host.
 */
export function nameDevices(definition: Definition, devices: Devices, report: Report): Definition {
  if (devices.size === 0) return definition;
  checkDevices(devices, definition.hosts, report);
  return { ...definition, hosts: definition.hosts.map((host) => withDevices(host, devices)) };
}

function withDevices(host: Host, devices: Devices): Host {
  const interfaces = host.interfaces.map((one) => {
    const device = one.device ?? devices.get(one.id);
    return device === undefined ? one : { ...one, device };
  });
  return { ...host, interfaces };
}

function checkDevices(devices: Devices, hosts: readonly Host[], report: Report): void {
  const ids = new Set(hosts.flatMap(namelessOf).map(({ id }) => id));
  const similar = new SimilarNames(ids);
  for (const [id, name] of devices) {
    const problem = deviceFault(name);
    if (problem !== undefined) report('invalid-device', undefined, { name, problem });
    if (ids.has(id)) continue;
    report('unknown-interface', undefined, { name: id }, { suggestion: similar.suggest(id) });
  }
  for (const host of hosts) checkHost(host, devices, report);
}

function namelessOf({ interfaces }: Host): Host['interfaces'] {
  return interfaces.filter(({ device }) => device === undefined);
}

function checkHost(host: Host, devices: Devices, report: Report): void {
  const named = new Map<string, string>();
  for (const { id, device } of host.interfaces) if (device !== undefined) named.set(device, id);
  for (const { id, span } of namelessOf(host)) {
    const name = devices.get(id);
    const other = name === undefined ? undefined : named.get(name);
    if (name === undefined) continue;
    if (other === undefined) named.set(name, id);
    else
      report('invalid-device', span, {
        name,
        problem: `it is given to both '${other}' and '${id}' of host '${host.id}'`,
      });
  }
}

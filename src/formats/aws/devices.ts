import { deviceFault } from '../../definition/device.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/suggest.js';
import type { HostRecord } from './hosts.js';

/** AWS does not know what the host calls its interfaces: the user says so, by interface id. */
export type Devices = ReadonlyMap<string, string>;

/** Reports names that cannot be, interfaces that are not there, and one name for two interfaces of a host. */
export function checkDevices(devices: Devices, hosts: readonly HostRecord[], report: Report): void {
  const ids = new Set(hosts.flatMap((host) => host.interfaces.map(({ id }) => id)));
  for (const [id, name] of devices) {
    const problem = deviceFault(name);
    if (problem !== undefined) report('invalid-device', undefined, { name, problem });
    if (ids.has(id)) continue;
    report('unknown-interface', undefined, { name: id }, { suggestion: didYouMean(id, ids) });
  }
  for (const host of hosts) checkHost(host, devices, report);
}

function checkHost(host: HostRecord, devices: Devices, report: Report): void {
  const named = new Map<string, string>();
  for (const { id, span } of host.interfaces) {
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

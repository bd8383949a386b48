import type { Host, Interface, Scenario } from '../reference/model.js';

/** The scenario without what no cloud has: settings of hosts, and trusted interfaces. */
export function cloudScenario({ seed, definition }: Scenario): Scenario {
  const hosts = Object.entries(definition.hosts).map(([name, { interfaces }]) => [
    name,
    { interfaces: filtered(interfaces) },
  ]);
  return { seed, definition: { ...definition, hosts: Object.fromEntries(hosts) as Record<string, Host> } };
}

function filtered(interfaces: Host['interfaces']): Record<string, Interface> {
  return Object.fromEntries(Object.entries(interfaces).map(([name, { trusted: _, ...one }]) => [name, one]));
}

/** The scenario without port 0 and protocol 0, which OpenStack does not have. */
export function withoutZero({ seed, definition }: Scenario): Scenario {
  const text = JSON.stringify(definition)
    .replaceAll(/"(tcp|udp)\/0(-0)?"/g, '"$1/1"')
    .replaceAll(/"(tcp|udp)\/0-/g, '"$1/1-')
    .replaceAll('"protocol/0"', '"protocol/3"');
  return { seed, definition: JSON.parse(text) };
}

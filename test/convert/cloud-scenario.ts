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

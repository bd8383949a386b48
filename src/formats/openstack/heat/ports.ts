import { Item, isFields } from '../../shared/item.js';
import { isSettled, isUnknown, reasonIn } from '../../shared/unknown.js';
import { areKnown, portProperties, serverProperties } from './property-names.js';
import { groupIdOf, type Names } from './references.js';
import { ResourceReference } from './scope.js';
import type { Resource } from './template.js';

export const PORT_TYPE = 'OS::Neutron::Port';
export const SERVER_TYPE = 'OS::Nova::Server';

/** What a template makes of ports and servers, as the API would answer it. */
export interface Devices {
  readonly ports: readonly Item[];
  readonly servers: readonly Item[];
}

/** Ports belong to the server that names them; a server has an interface of its own for each other network. */
export function readDevices(resources: readonly Resource[], names: Names): Devices {
  const servers = resources.filter(({ type }) => type === SERVER_TYPE);
  const ports = new Map(resources.filter(({ type }) => type === PORT_TYPE).map((one) => [one.name, one]));
  const owners = new Map<string, string>();
  const inline = servers.flatMap((server) => readNetworks(server, ports, owners, names));
  return {
    ports: [...Array.from(ports.values(), (port) => readPort(port, owners.get(port.name), names)), ...inline],
    servers: servers.map(({ id, properties }) => about(id, properties)),
  };
}

function about(id: string, properties: Item, more: object = {}): Item {
  const { name } = properties.fields;
  const known = reasonIn(name) === undefined && name !== undefined;
  return new Item({ id, ...(known && { name }), ...more }, properties.span, properties.report);
}

function readPort({ id, properties }: Resource, owner: string | undefined, names: Names): Item {
  const { port_security_enabled: secured } = properties.fields;
  return about(id, properties, {
    ...addressesOf(properties, 'fixed_ips'),
    ...addressesOf(properties, 'allowed_address_pairs'),
    security_groups: groupsOf(properties, portProperties, names),
    ...(typeof secured === 'boolean' && { port_security_enabled: secured }),
    ...(owner !== undefined && { device_id: owner }),
  });
}

/** What is not known of its addresses is left out, which makes members fewer. Only the address of each matters here. */
function addressesOf(properties: Item, key: string): object {
  const value = properties.fields[key];
  if (value === undefined) return {};
  const place = properties.at(key);
  if (!Array.isArray(value))
    return isSettled(value, `'${key}'`, place, properties.report) ? { [key]: value } : {};
  const known = value.map((one: unknown) => {
    const address = isFields(one) && !isUnknown(one) ? one.ip_address : one;
    if (!isSettled(address, `an address of '${key}'`, place, properties.report)) return {};
    return isFields(one) ? { ip_address: address } : one;
  });
  return { [key]: known };
}

/** A port that names no group carries `default`; what is not known of its groups lets nothing through. */
function groupsOf(properties: Item, known: readonly string[], names: Names): readonly string[] {
  const key = 'security_groups';
  const written = properties.fields[key];
  const understood = areKnown(properties, known);
  if (written === undefined) return understood ? ['default'] : [];
  if (!Array.isArray(written)) {
    if (isSettled(written, 'the list of groups', properties.at(key), properties.report))
      properties.items(key);
    return [];
  }
  return written.flatMap((one) => groupIdOf(one, properties.at(key), properties, names) ?? []);
}

/** Gives its ports to a server, and shows the interfaces that it has without a port of the template. */
function readNetworks(
  server: Resource,
  ports: ReadonlyMap<string, Resource>,
  owners: Map<string, string>,
  names: Names,
): readonly Item[] {
  const inline: [id: string, network: Item][] = [];
  for (const [i, network] of networksOf(server.properties).entries()) {
    const { port } = network.fields;
    if (port instanceof ResourceReference && ports.has(port.resource)) owners.set(port.resource, server.id);
    else if (port !== undefined) reportPort(network, port);
    else if (!networkKeys.some((key) => network.has(key))) reportNoNetwork(network);
    else inline.push([`${server.id}-${i}`, network]);
  }
  if (inline.length === 0) return [];
  const groups = groupsOf(server.properties, serverProperties, names);
  return inline.map(([id, network]) => inlinePort(id, server.id, network, groups));
}

/** A server that names no network gets an interface all the same. */
function networksOf(properties: Item): readonly Item[] {
  const { networks } = properties.fields;
  if (networks === undefined) return [new Item({ network: 'any' }, properties.span, properties.report)];
  if (isUnknown(networks)) {
    isSettled(networks, 'the list of networks', properties.at('networks'), properties.report);
    return [];
  }
  return properties
    .items('networks')
    .filter(({ fields, span, report }) =>
      isUnknown(fields) ? isSettled(fields, 'a network', span, report) : true,
    );
}

const networkKeys = ['network', 'uuid', 'subnet', 'allocate_network', 'fixed_ip'] as const;

function reportNoNetwork(network: Item): void {
  const problem = 'an item of networks must name a network, a subnet or a port; ignored';
  network.report('ignored-value', network.span, { problem });
}

function reportPort(network: Item, port: unknown): void {
  if (!isSettled(port, 'a port', network.at('port'), network.report)) return;
  const why = 'is not a port of the template';
  const what = port instanceof ResourceReference ? `'${port.resource}'` : 'a port';
  network.report('unknown-value', network.at('port'), { what, why });
}

function inlinePort(id: string, server: string, network: Item, groups: readonly string[]): Item {
  const { fixed_ip: address } = network.fields;
  const known =
    address !== undefined && isSettled(address, "'fixed_ip'", network.at('fixed_ip'), network.report);
  const fields = {
    id,
    device_id: server,
    security_groups: groups,
    ...(known && { fixed_ips: [{ ip_address: address }] }),
  };
  return new Item(fields, network.span, network.report);
}

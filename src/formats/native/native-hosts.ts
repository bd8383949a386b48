import type { AddressSet } from '../../address/address-set.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { deviceFault } from '../../definition/device.js';
import type { Baseline, GroupReference, Host, HostSettings, Interface } from '../../definition/model.js';
import { hostNameFault } from '../../definition/names.js';
import { below, onKey, type Span } from '../../diagnostics/source.js';
import { spanAt } from '../../document/document.js';
import { worldIn } from '../shared/world-members.js';
import { type Reading, readAddress } from './context.js';
import { readOwnAddresses, readTags } from './native-groups.js';
import type { NativeDefinition, NativeInterface, NativeSettings } from './schema.js';

export function readHosts(hosts: NativeDefinition['hosts'], reading: Reading): readonly Host[] {
  return Object.entries(hosts ?? {}).map(([name, host]) => {
    const span = onKey(spanAt(reading.document, 'hosts', name));
    const problem = hostNameFault(name);
    if (problem !== undefined) reading.report('invalid-name', span, { kind: 'host', name, problem });
    const { description = '', tags = {}, ssh, interfaces, ...settings } = host;
    return {
      id: name,
      name,
      span,
      description,
      tags: readTags(tags),
      interfaces: Object.entries(interfaces).map(([device, one]) =>
        readInterface(device, one, spanAt(reading.document, 'hosts', name, 'interfaces', device), reading),
      ),
      settings: readSettings(settings, below(span, 'resolvers'), reading),
      ...(ssh !== undefined && { ssh }),
      cloud: false,
    };
  });
}

function readInterface(name: string, value: NativeInterface, span: Span, reading: Reading): Interface {
  const { addresses = [], groups, match = 'device', trusted = false } = value;
  const problem = match === 'device' ? deviceFault(name) : labelFault(name);
  if (problem !== undefined) reading.report('invalid-device', onKey(span), { name, problem });
  if (trusted && groups) reading.report('trusted-with-groups', below(span, 'groups'), {});
  return {
    id: name,
    name,
    span: onKey(span),
    ...(match === 'device' && { device: name }),
    addresses: readInterfaceAddresses(addresses, below(span, 'addresses'), reading),
    groups: readReferences(groups, below(span, 'groups'), reading),
    trusted,
  };
}

function readInterfaceAddresses(texts: readonly string[], span: Span, reading: Reading): AddressSet {
  const addresses = readOwnAddresses(texts, span, reading);
  const families = worldIn(addresses);
  if (families !== undefined) {
    const suggestion = 'for an interface that accepts everything use `trusted: true`';
    reading.report('has-every-address', span, { families }, { suggestion });
  }
  return addresses;
}

/** An interface that its addresses tell is called anything that can be part of a chain's name. */
function labelFault(name: string): string | undefined {
  if (/^[A-Za-z0-9_.-]{1,255}$/.test(name)) return undefined;
  return 'it has 1 to 255 letters, digits and _ . -';
}

/** A list that names no group could mean `default` or nothing at all, so it is refused; leaving it out is clear. */
function readReferences(
  groups: readonly string[] | undefined,
  span: Span,
  { report }: Reading,
): readonly GroupReference[] {
  if (groups?.length === 0) {
    report(
      'empty-groups',
      span,
      {},
      { suggestion: 'leave `groups` out for the group default, or name a group' },
    );
  }
  return (groups ?? []).map((reference, i) => ({ reference, span: below(span, i) }));
}

const logDefaults = { prefix: 'secgroup drop: ', rate: 10, burst: 20 };

/** Absent settings stay absent, so that the definition's defaults can fill them. */
export function readSettings(
  { baseline, log, resolvers, ...rest }: NativeSettings,
  span: Span,
  reading: Reading,
): HostSettings {
  return definedOnly({
    ...rest,
    resolvers: resolvers && readResolvers(resolvers, span, reading),
    baseline: typeof baseline === 'boolean' ? wholeBaseline(baseline) : baseline && definedOnly(baseline),
    log: typeof log === 'object' ? { ...logDefaults, ...definedOnly(log) } : log === true ? logDefaults : log,
  }) as HostSettings;
}

/** Each is one address, spelled as all are. */
function readResolvers(texts: readonly string[], span: Span, { report }: Reading): readonly string[] {
  return texts.flatMap((text, i) => {
    const range = readAddress(text, below(span, i), report);
    if (!range) return [];
    const isOne = range.family === 'ipv4' ? range.end - range.start === 1 : range.end - range.start === 1n;
    if (isOne) return [range.family === 'ipv4' ? ipv4.format(range.start) : ipv6.format(range.start)];
    report('invalid-address', below(span, i), {
      problem: `a resolver has one address; '${text}' is several`,
    });
    return [];
  });
}

/** `baseline: true` is what it is when left out; `false` admits nothing. The cloud's services stay as they are with `true`. */
function wholeBaseline(on: boolean) {
  const parts = { neighbourDiscovery: on, multicastListener: on, dhcpv4: on, dhcpv6: on } satisfies Omit<
    Baseline,
    'cloud'
  >;
  return on ? parts : { ...parts, cloud: false };
}

function definedOnly<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<T>;
}

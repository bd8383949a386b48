import type { AddressSet } from '../../address/address-set.js';
import { noAddresses } from '../../address/address-set.js';
import type { Definition, PrefixList, Service } from '../../definition/model.js';
import { nameFault } from '../../definition/names.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { onKey, type Span } from '../../diagnostics/source.js';
import { type Document, spanAt } from '../../document/document.js';
import { presets } from '../../traffic/presets-by-name.js';
import { readAllow } from './allow.js';
import type { Reading } from './context.js';
import { readExpectations } from './expectations.js';
import { readAddresses, readGroups } from './native-groups.js';
import { readHosts, readSettings } from './native-hosts.js';
import type { NativeDefinition } from './schema.js';
import { validate } from './validate.js';

/** Files that prefix lists of a document refer to, as written; the caller reads them. */
export function listFilesOf(document: Document): readonly { readonly file: string; readonly span: Span }[] {
  const lists = (document.value as { prefixLists?: unknown } | null)?.prefixLists;
  if (typeof lists !== 'object' || lists === null) return [];
  return Object.entries(lists)
    .filter(([, list]) => typeof list?.file === 'string')
    .map(([name, list]) => ({
      file: list.file as string,
      span: spanAt(document, 'prefixLists', name, 'file'),
    }));
}

/** Reads one document of the native language. */
export function readNative(
  document: Document,
  listFiles: ReadonlyMap<string, AddressSet>,
  report: Report,
): Definition | undefined {
  const value = validate(document, report);
  if (!value) return undefined;
  const reading: Reading = { document, report, listFiles };
  return {
    groups: readGroups(value.groups, reading),
    prefixLists: readPrefixLists(value.prefixLists, reading),
    services: readServices(value.services, reading),
    hosts: readHosts(value.hosts, reading),
    expectations: readExpectations(value.expect, reading),
    defaults: value.defaults && {
      settings: readSettings(value.defaults, spanAt(document, 'defaults', 'resolvers'), reading),
      span: onKey(spanAt(document, 'defaults')),
    },
  };
}

function readPrefixLists(lists: NativeDefinition['prefixLists'], reading: Reading): readonly PrefixList[] {
  if (!lists) return [];
  const read = aliasedAddresses(reading);
  return Object.entries(lists).map(([name, list]) => {
    const place = spanAt(reading.document, 'prefixLists', name);
    checkName('prefix list', name, onKey(place), reading);
    // A file that could not be read has been reported as an error; an empty set only keeps the reader going.
    const addresses = Array.isArray(list)
      ? read(name, list, place)
      : (reading.listFiles.get(list.file) ?? noAddresses);
    return { id: name, name, span: onKey(place), addresses };
  });
}

/** Aliases in YAML make one list stand in many places. What is right in it is read once, what is wrong is told at each. */
function aliasedAddresses(
  reading: Reading,
): (name: string, list: readonly string[], place: Span) => AddressSet {
  // Validation copies lists, so that only the document itself knows which of them are one.
  const { prefixLists } = reading.document.value as { prefixLists: Readonly<Record<string, unknown>> };
  const known = new Map<unknown, AddressSet>();
  return (name, list, place) => {
    const before = known.get(prefixLists[name]);
    if (before) return before;
    let reported = false;
    const report: Report = (...fault) => {
      reported = true;
      reading.report(...fault);
    };
    const addresses = readAddresses(list, place, { ...reading, report });
    if (!reported) known.set(prefixLists[name], addresses);
    return addresses;
  };
}

function readServices(services: NativeDefinition['services'], reading: Reading): readonly Service[] {
  return Object.entries(services ?? {}).map(([name, allow]) => {
    const place = spanAt(reading.document, 'services', name);
    checkName('service', name, onKey(place), reading);
    checkServiceName(name, onKey(place), reading);
    return { id: name, name, span: onKey(place), allow: readAllow(allow, place, reading.report) };
  });
}

function checkName(kind: string, name: string, span: Span, { report }: Reading): void {
  const problem = nameFault(name);
  if (problem !== undefined) report('invalid-name', span, { kind, name, problem });
}

/** A service that is called like a protocol or preset, or spelled like ports, could never be meant. */
function checkServiceName(name: string, span: Span, { report }: Reading): void {
  const lower = name.toLowerCase();
  const taken = presets.has(lower) || lower === 'all' || lower === 'protocol';
  const problem = taken
    ? 'it is already a protocol or preset'
    : /[/]|^[0-9-]+$/.test(name)
      ? 'it looks like ports'
      : undefined;
  if (problem !== undefined) report('invalid-name', span, { kind: 'service', name, problem });
}

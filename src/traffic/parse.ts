import { icmpTypeNames } from './icmp-types.js';
import { presets } from './presets-by-name.js';
import { hasPorts, isIcmp, protocolName, protocolNumber } from './protocols.js';
import { allTraffic, everythingOf, icmpTraffic, type Traffic } from './traffic.js';

export type ParsedTraffic =
  | { readonly kind: 'traffic'; readonly traffic: readonly Traffic[] }
  /** A name that is neither protocol nor preset: a service of the definition, or a mistake. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'fault'; readonly problem: string; readonly instead?: string };

/** Reads what stands behind `allow`: `all`, `tcp/443`, `icmp/3/4`, `protocol/132`, a preset or a service's name. */
export function parseTraffic(text: string): ParsedTraffic {
  if (text === 'all') return whole(allTraffic);
  const preset = presets.get(text);
  if (preset) return { kind: 'traffic', traffic: preset };
  const [name, ...details] = text.split('/') as [string, ...string[]];
  if (details.length === 0) return lonelyName(name);
  if (name === 'protocol') return parseNumber(text, details);
  const protocol = protocolNumber(name);
  if (protocol === undefined) return fault(`there is no protocol '${name}'`);
  if (isIcmp(protocol)) return parseIcmp(protocol, name, details);
  if (!hasPorts(protocol)) return fault(`${name} has no ports`, name);
  return parsePorts(protocol, details);
}

function lonelyName(name: string): ParsedTraffic {
  if (/^[0-9]+(-[0-9]+)?$/.test(name)) return fault('a port needs a protocol', `tcp/${name}`);
  const lower = name.toLowerCase();
  if (lower !== name && (presets.has(lower) || lower === 'all'))
    return fault('write it in small letters', lower);
  return { kind: 'name', name };
}

function parseNumber(text: string, details: readonly string[]): ParsedTraffic {
  const number = details.length === 1 ? decimal(details[0]!, 255) : undefined;
  if (number === undefined) return fault(`'${text}' is not protocol/0 to protocol/255`);
  return whole(everythingOf(number));
}

function parsePorts(protocol: number, details: readonly string[]): ParsedTraffic {
  if (details.length > 1) return fault('ports are written as one number or first-last');
  const parts = details[0]!.split('-');
  const first = decimal(parts[0]!, 65_535);
  const last = parts.length === 1 ? first : decimal(parts[1]!, 65_535);
  if (first === undefined || last === undefined || parts.length > 2) {
    return fault('a port is a number from 0 to 65535');
  }
  if (first > last)
    return fault('the port range ends before it begins', `${protocolName(protocol)}/${last}-${first}`);
  return whole({ protocol, first, last });
}

function parseIcmp(protocol: number, name: string, details: readonly string[]): ParsedTraffic {
  const [typeText, codeText, ...more] = details as [string, ...string[]];
  if (typeText === '') return fault(`an ICMP code needs a type`, `${name}/3/4`);
  const type = icmpTypeNames(protocol).get(typeText) ?? decimal(typeText, 255);
  if (type === undefined)
    return fault(`'${typeText}' is neither an ${name} type's name nor a number from 0 to 255`);
  if (codeText === undefined) return whole(icmpTraffic(protocol, type));
  const code = decimal(codeText, 255);
  if (code === undefined || more.length > 0) return fault('an ICMP code is a number from 0 to 255');
  return whole(icmpTraffic(protocol, type, code));
}

/** A plain decimal number up to `limit`: no sign, no leading zero, no other base. */
function decimal(text: string, limit: number): number | undefined {
  return /^(0|[1-9][0-9]{0,4})$/.test(text) && Number(text) <= limit ? Number(text) : undefined;
}

function whole(traffic: Traffic): ParsedTraffic {
  return { kind: 'traffic', traffic: [traffic] };
}

function fault(problem: string, instead?: string): ParsedTraffic {
  return instead === undefined ? { kind: 'fault', problem } : { kind: 'fault', problem, instead };
}

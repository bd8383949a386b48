import { ipv4 } from '../../../address/ipv4.js';
import { ipv6 } from '../../../address/ipv6.js';
import { type AddressRange, parseAddressRange } from '../../../address/parse.js';
import { below, type Span } from '../../../diagnostics/source.js';
import { evaluated, type Template } from '../template.js';
import { asLiteral } from '../texts.js';
import { fault, textValue, type Unknown, type Value } from '../value.js';

/** CloudFormation makes no more blocks than this. */
const MOST = 256;

/** `Fn::Cidr`: the first blocks of a prefix, as many as asked for, each with so many bits for its own addresses. */
export function cidr(template: Template, raw: unknown, span: Span): Value {
  if (!Array.isArray(raw) || raw.length !== 3)
    return fault(span, "'Fn::Cidr'", 'takes a prefix, a number of blocks and the bits of each');
  const texts: string[] = [];
  for (let i = 0; i < 3; i++) {
    const text = asLiteral(evaluated(template, raw[i], below(span, i)), 'an argument');
    if (typeof text !== 'string') return text;
    texts.push(text);
  }
  const [prefix = '', count = '', bits = ''] = texts;
  const parsed = parseAddressRange(prefix);
  if (!parsed.ok || !prefix.includes('/')) return fault(below(span, 0), `'${prefix}'`, 'is not a prefix');
  if (!/^[0-9]{1,3}$/.test(count) || Number(count) < 1 || Number(count) > MOST)
    return fault(below(span, 1), `'${count}'`, `is not a number from 1 to ${MOST}`);
  if (!/^[0-9]{1,3}$/.test(bits)) return fault(below(span, 2), `'${bits}'`, 'is not a number of bits');
  return blocksOf(parsed.range, Number(count), Number(bits), span);
}

function blocksOf(range: AddressRange, count: number, bits: number, span: Span): Value {
  const whole = range.family === 'ipv4' ? ipv4.bits : ipv6.bits;
  const [start, end] = [BigInt(range.start), BigInt(range.end)];
  if (bits > whole || start + BigInt(count) * 2n ** BigInt(bits) > end) return tooMany(count, bits, span);
  const items = Array.from({ length: count }, (_, i) => {
    const address = start + BigInt(i) * 2n ** BigInt(bits);
    const text = range.family === 'ipv4' ? ipv4.format(Number(address)) : ipv6.format(address);
    return textValue([`${text}/${whole - bits}`], span);
  });
  return { kind: 'list', items, span };
}

function tooMany(count: number, bits: number, span: Span): Unknown {
  return fault(span, `${count} blocks of ${bits} bits`, 'do not fit into the prefix');
}

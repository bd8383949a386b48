import { describe, expect, test } from 'vitest';
import { formatTraffic } from '../../src/traffic/format.js';
import { parseTraffic } from '../../src/traffic/parse.js';

function read(text: string): string {
  const parsed = parseTraffic(text);
  if (parsed.kind === 'traffic') return parsed.traffic.map(formatTraffic).join(' ');
  if (parsed.kind === 'name') return `name ${parsed.name}`;
  return `refused: ${parsed.problem}${parsed.instead === undefined ? '' : ` (${parsed.instead})`}`;
}

describe('traffic that is read', () => {
  test.each([
    ['all', 'all'],
    ['tcp', 'tcp'],
    ['tcp/443', 'tcp/443'],
    ['tcp/0', 'tcp/0'],
    ['udp/65535', 'udp/65535'],
    ['udp/5000-5100', 'udp/5000-5100'],
    ['tcp/0-65535', 'tcp'],
    ['tcp/80-80', 'tcp/80'],
    ['icmp', 'icmp'],
    ['icmp/echo-request', 'icmp/echo-request'],
    ['icmp/3/4', 'icmp/3/4'],
    ['icmp/3', 'icmp/destination-unreachable'],
    ['icmpv6/128', 'icmpv6/echo-request'],
    ['icmpv6/1/0', 'icmpv6/1/0'],
    ['esp', 'esp'],
    ['protocol/132', 'sctp'],
    ['protocol/6', 'tcp'],
    ['protocol/200', 'protocol/200'],
    ['ssh', 'tcp/22'],
    ['dns', 'tcp/53 udp/53'],
    ['winrm', 'tcp/5985-5986'],
    ['metrics', 'name metrics'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('traffic that is refused', () => {
  test.each([
    ['tcp/65536', /0 to 65535/],
    ['tcp/-1', /0 to 65535/],
    ['tcp/', /0 to 65535/],
    ['tcp/080', /0 to 65535/],
    ['tcp/0x50', /0 to 65535/],
    ['tcp/1-2-3', /0 to 65535/],
    ['tcp/1-65536', /0 to 65535/],
    ['tcp/80-', /0 to 65535/],
    ['tcp/80-x', /0 to 65535/],
    ['tcp/-80', /0 to 65535/],
    ['constructor/80', /no protocol 'constructor'/],
    ['tcp/100-1', /ends before it begins/],
    ['tcp/80/81', /one number or first-last/],
    ['esp/22', /esp has no ports/],
    ['all/22', /no protocol 'all'/],
    ['tpc/22', /no protocol 'tpc'/],
    ['protocol/256', /protocol\/0 to protocol\/255/],
    ['protocol/50/22', /protocol\/0 to protocol\/255/],
    ['icmp//4', /needs a type/],
    ['icmp/256', /neither/],
    ['icmp/nonsense', /neither/],
    ['icmp/3/256', /0 to 255/],
    ['icmp/3/4/5', /0 to 255/],
    ['80', /needs a protocol \(tcp\/80\)/],
    ['SSH', /small letters \(ssh\)/],
  ])('%s', (text, problem) => expect(read(text)).toMatch(problem));
});

import { expect, test } from 'vitest';
import { headersOf } from '../../../src/live/dropped/headers.js';
import { droppedPacket } from '../../../src/live/dropped/packet.js';
import { addressText } from '../../../src/live/dropped/wanted.js';
import { formatTraffic } from '../../../src/traffic/format.js';

const IPV4 = (protocol: string, fragment = '0000', first = '45') =>
  `${first}00003c0001${fragment}40${protocol}00000a0000090a000005`;
const IPV6 = (next: string) =>
  `600000000010${next}40fd000000000000000000000000000009fd000000000000000000000000000005`;
const UDP = '1f90003500080000';

function told(hex: string): string | undefined {
  const headers = headersOf(Buffer.from(hex, 'hex'));
  if (!headers) return undefined;
  const { traffic, source, destination, sourcePort } = droppedPacket('eth0', '', headers);
  return `${formatTraffic(traffic)} ${addressText(source)} ${sourcePort ?? '-'} ${addressText(destination)}`;
}

const between4 = (what: string, port = '-') => `${what} 10.0.0.9 ${port} 10.0.0.5`;
const between6 = (what: string, port = '-') => `${what} fd00::9 ${port} fd00::5`;

test.each([
  ['UDP', IPV4('11') + UDP, between4('udp/53', '8080')],
  ['options of IPv4', `${IPV4('11', '0000', '46')}01010101${UDP}`, between4('udp/53', '8080')],
  ['a first fragment', IPV4('11', '2000') + UDP, between4('udp/53', '8080')],
  ['a later fragment, which has no ports', IPV4('11', '00b9') + UDP, between4('udp')],
  ['an echo request, whatever its code', `${IPV4('01')}0800`, between4('icmp/echo-request')],
  ['another ICMP', `${IPV4('01')}0303`, between4('icmp/3/3')],
  ['a protocol without ports', IPV4('2f') + UDP, between4('gre')],
  ['ports that are cut off', `${IPV4('06')}1f90`, between4('tcp')],
  ['IPv6', IPV6('11') + UDP, between6('udp/53', '8080')],
  ['ICMPv6', `${IPV6('3a')}8000`, between6('icmpv6/echo-request')],
  [
    'headers in between',
    `${IPV6('00')}3c00000000000000${'1101000000000000'}${'00'.repeat(8)}${UDP}`,
    between6('udp/53', '8080'),
  ],
  ['the header of AH', `${IPV6('33')}1104${'00'.repeat(22)}${UDP}`, between6('udp/53', '8080')],
  ['a first fragment of IPv6', `${IPV6('2c')}1100000100000001${UDP}`, between6('udp/53', '8080')],
  ['a later fragment of IPv6', `${IPV6('2c')}1100000900000001${UDP}`, between6('udp')],
  ['a header that is cut off', IPV4('11').slice(0, 38), undefined],
  ['one of IPv6 that is', `${IPV6('00')}3c00`, undefined],
  ['a length that no header has', IPV4('11', '0000', '44') + UDP, undefined],
  ['neither family', `00${UDP}${'00'.repeat(40)}`, undefined],
  ['nothing', '', undefined],
])('%s', (_, hex, expected) => {
  expect(told(hex)).toBe(expected);
});

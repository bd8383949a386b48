import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DroppedPacket, droppedIn } from '../../../src/live/dropped/packet.js';
import { addressText } from '../../../src/live/dropped/wanted.js';
import { formatTraffic } from '../../../src/traffic/format.js';

const PREFIX = 'secgroup drop: ';

/** What a kernel has logged of packets that were sent to a host, by it and through it, among other messages. */
const captured = readFileSync(path.join(import.meta.dirname, 'captured.txt'), 'utf8')
  .split('\n')
  .map((record) => record.slice(record.indexOf(';') + 1));

function told({ direction, device, source, destination, traffic, sourcePort }: DroppedPacket): string {
  const from = sourcePort === undefined ? '' : ` port ${sourcePort}`;
  return `${direction} ${device} ${formatTraffic(traffic)} from ${addressText(source)}${from} to ${addressText(destination)}`;
}

test('what a kernel has logged is read', () => {
  const packets = captured.flatMap((text) => droppedIn(text, PREFIX) ?? []);
  expect(packets.map(told).filter((text) => !text.includes('icmpv6/1'))).toEqual([
    'in eth0 tcp/8443 from 10.0.0.9 port 60054 to 10.0.0.5',
    'in eth0 udp/161 from 10.0.0.9 port 38567 to 10.0.0.5',
    'in eth0 gre from 10.0.0.9 to 10.0.0.5',
    'in eth0 tcp/8443 from fd00::9 port 53128 to fd00::5',
    'in eth0 udp/161 from fd00::9 port 57216 to fd00::5',
    'in eth0 icmpv6/echo-request from fd00::9 to fd00::5',
    'in eth0 gre from fd00::9 to fd00::5',
    'in eth0 udp/9999 from 10.0.0.9 port 53283 to 10.0.0.255',
    'in eth0 udp/5000 from 10.0.0.9 port 43857 to 10.0.0.5',
    'forwarded eth0 udp/7 from 10.0.0.9 port 50213 to 10.0.1.7',
    'in eth0 icmp/echo-request from 10.0.0.9 to 10.0.0.5',
    'out eth0 udp/123 from 10.0.0.5 port 55693 to 10.0.0.9',
    'out eth0 tcp/25 from fd00::5 port 36114 to fd00::9',
    'out eth0 udp/5000 from fd00::5 port 50223 to fd00::9',
  ]);
  expect(captured.filter((text) => text.startsWith(PREFIX) && !droppedIn(text, PREFIX))).toEqual([]);
});

const TCP =
  'IN=eth0 OUT= MAC=26:4b SRC=10.0.0.9 DST=10.0.0.5 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=1 DF PROTO=TCP SPT=6 DPT=22 WINDOW=1 SYN URGP=0 ';

describe('odd messages', () => {
  test.each([
    [
      'a packet inside an error is not the packet',
      `IN=eth0 OUT= SRC=10.0.0.9 DST=10.0.0.5 LEN=56 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=ICMP TYPE=3 CODE=3 [SRC=10.0.0.5 DST=10.0.0.9 LEN=28 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=UDP SPT=1 DPT=53 LEN=8 ] `,
      'in eth0 icmp/3/3 from 10.0.0.9 to 10.0.0.5',
    ],
    [
      'a later fragment has no port',
      'IN=eth0 OUT= SRC=10.0.0.9 DST=10.0.0.5 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=1 FRAG:185 PROTO=UDP ',
      'in eth0 udp from 10.0.0.9 to 10.0.0.5',
    ],
    [
      'a device may be called like a field',
      TCP.replace('eth0', 'SRC=1.1.1.1'),
      'in SRC=1.1.1.1 tcp/22 from 10.0.0.9 port 6 to 10.0.0.5',
    ],
    [
      'a bridge names its port too',
      TCP.replace('OUT=', 'OUT= PHYSIN=eth1'),
      'in eth0 tcp/22 from 10.0.0.9 port 6 to 10.0.0.5',
    ],
  ])('%s', (_, message, expected) => {
    expect(told(droppedIn(`${PREFIX}${message}`, PREFIX)!)).toBe(expected);
  });

  test.each([
    ['another prefix', `other: ${TCP}`],
    ['no device', `${PREFIX}${TCP.replace('eth0', '')}`],
    ['an address that is none', `${PREFIX}${TCP.replace('10.0.0.9', '10.0.0.999')}`],
    ['ends of two families', `${PREFIX}${TCP.replace('10.0.0.9', 'fd00::1')}`],
    ['a protocol that is none', `${PREFIX}${TCP.replace('TCP', '300')}`],
    ['something else in front', `${PREFIX}x ${TCP}`],
    ['no packet', `${PREFIX}IN=eth0`],
  ])('%s is no packet of ours', (_, message) => {
    expect(droppedIn(message, PREFIX)).toBeUndefined();
  });

  test('a port that is none is not told', () => {
    expect(told(droppedIn(`${PREFIX}${TCP.replace('DPT=22', 'DPT=70000')}`, PREFIX)!)).toContain(
      ' tcp from ',
    );
  });
});

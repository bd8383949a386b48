import { expect, test } from 'vitest';
import { DropsSummary, dropJson, dropText } from '../../../src/cli/live/drops-text.js';
import { analyse } from '../../../src/compiler/analyse.js';
import { textFile } from '../../../src/document/file.js';
import { droppedIn } from '../../../src/live/dropped/packet.js';
import { WantedRules } from '../../../src/live/dropped/wanted.js';
import { hostWithPolicy } from '../../../src/live/host-with-policy.js';
import { secgroup } from '../../support/cli.js';
import { withFiles } from '../../support/definition.js';

const definition = (extra = '') => `
groups:
  web: { ingress: [{ allow: tcp/80, from: 10.0.0.0/8 }${extra}], egress: [{ allow: udp/53, to: 10.0.0.2 }] }
  base: { ingress: [], egress: [] }
hosts:
  dut: { log: true, interfaces: { eth0: { addresses: [10.0.0.5], groups: [web, base] } } }
  db-1: { interfaces: { eth0: { addresses: [10.0.0.9], groups: [base] } } }
`;

async function rules(extra = '') {
  const { value } = await analyse([textFile('d.yaml', definition(extra))], {
    devices: new Map(),
    sizeLimit: 1e6,
  });
  const { host, policy } = hostWithPolicy(value!.linked, 'dut').value!;
  return new WantedRules(value!.linked, host, policy);
}

const packet = (devices: string, protocol: string, source = '10.0.0.9', destination = '10.0.0.5') =>
  droppedIn(`${devices} SRC=${source} DST=${destination} LEN=60 TTL=1 PROTO=${protocol} `, '')!;
const [IN, OUT] = ['IN=eth0 OUT=', 'IN= OUT=eth0'];

async function drop(dropped: ReturnType<typeof packet>, time = '2026-01-02T03:04:05.678Z') {
  return { time: new Date(time), packet: dropped, wanted: (await rules()).of(dropped) };
}

test('a rule is told for a group of the interface, and who the other end is', async () => {
  expect((await rules()).of(packet(IN, 'TCP SPT=5 DPT=8443'))).toEqual({
    groups: ['web', 'base'],
    direction: 'ingress',
    rule: '{ allow: tcp/8443, from: 10.0.0.9 }',
    note: '',
    who: ['db-1'],
  });
  expect((await rules()).of(packet(OUT, 'UDP SPT=5 DPT=123', '10.0.0.5', '192.0.2.1'))).toMatchObject({
    direction: 'egress',
    rule: '{ allow: udp/123, to: 192.0.2.1 }',
    who: [],
  });
});

test.each([
  ['TCP SPT=5 DPT=8443', IN, '10.0.0.9'],
  ['UDP SPT=5 DPT=161', IN, 'fd00::9'],
  ['ICMP TYPE=8 CODE=0', IN, '10.0.0.9'],
  ['ICMP TYPE=3 CODE=13', IN, '10.0.0.9'],
  ['ICMPv6 TYPE=128 CODE=0', IN, 'fd00::9'],
  ['47', IN, '10.0.0.9'],
  ['ESP SPI=0x1', IN, '10.0.0.9'],
])('the rule that is told lets the packet pass once it is pasted: %s', async (protocol, devices, source) => {
  const dropped = packet(devices, protocol, source, source.includes(':') ? 'fd00::5' : '10.0.0.5');
  const { rule } = (await rules()).of(dropped);
  await withFiles(definition(`, ${rule}`), async (folder) => {
    expect((await secgroup('check', `${folder}/d.yaml`, '--no-advice')).status).toBe(0);
  });
  expect((await rules(`, ${rule}`)).of(dropped)).toMatchObject({
    rule: '',
    note: expect.stringContaining('web ingress 2 allows it'),
  });
});

test('where no rule would do, the reason is told', async () => {
  const note = async (devices: string) => (await rules()).of(packet(devices, 'TCP SPT=5 DPT=22')).note;
  expect(await note('IN=eth0 OUT=eth1')).toContain('forward: ignore');
  expect(await note('IN=eth7 OUT=')).toContain("names no interface 'eth7'");
  expect(await note('IN=eth\u202e OUT=')).toContain("'eth\\u{202e}'");
});

test('a packet is a line, whatever its device is called', async () => {
  expect(dropText(await drop(packet(IN, 'TCP SPT=5 DPT=22')))).toBe(
    '2026-01-02 03:04:05  in eth0  tcp/22 from 10.0.0.9 to 10.0.0.5 (db-1)  ingress of web or base: - { allow: tcp/22, from: 10.0.0.9 }',
  );
  expect(dropText(await drop(packet('IN=\u001b[2J OUT=', 'TCP SPT=5 DPT=22')))).not.toContain('\u001b');
  expect(dropJson(await drop(packet(IN, 'TCP SPT=5 DPT=22')))).toMatchObject({
    time: '2026-01-02T03:04:05.678Z',
    traffic: 'tcp/22',
    sourcePort: 5,
    wanted: { direction: 'ingress', groups: ['web', 'base'], rule: '{ allow: tcp/22, from: 10.0.0.9 }' },
  });
});

test('a summary counts by the rule that would let packets pass, the most frequent first', async () => {
  const summary = new DropsSummary();
  expect(summary.text()).toContain('no packet');
  summary.add(await drop(packet(IN, 'TCP SPT=5 DPT=22')));
  for (const port of [6, 7])
    summary.add(await drop(packet(IN, `TCP SPT=${port} DPT=23`), `2026-01-02T03:04:0${port}Z`));
  expect(summary.json()).toMatchObject({
    drops: [
      { packets: 2, traffic: 'tcp/23', last: '2026-01-02T03:04:07.000Z' },
      { packets: 1, traffic: 'tcp/22' },
    ],
    more: 0,
  });
  expect(summary.text().split('\n')[1]).toMatch(
    /^2 +2026-01-02 03:04:07 +in eth0 +tcp\/23 +ingress of web or base/,
  );
});

test('does not grow without end', async () => {
  const summary = new DropsSummary();
  const known = await rules();
  for (let n = 0; n < 10_100; n++) {
    const dropped = packet(IN, `TCP SPT=5 DPT=${n}`);
    summary.add({ time: new Date(0), packet: dropped, wanted: known.of(dropped) });
  }
  expect(summary.json().drops).toHaveLength(10_000);
  expect(summary.json().more).toBe(100);
});

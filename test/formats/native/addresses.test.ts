import { describe, expect, test } from 'vitest';
import { compileDefinition, expectRefused, expectWarnings, withPeer } from '../../support/definition.js';

describe('an address that could be read in two ways is refused', () => {
  test.each<[peer: string, suggestion?: string]>([
    ['010.1.1.1', 'write 10.1.1.1'],
    ['10.1.1.01', 'write 10.1.1.1'],
    ['10.1.1.010/32', 'write 10.1.1.10'],
    ['1.2.3'],
    ['1.2.3.4.5'],
    ['10/8', 'write 10.0.0.0/8'],
    ['10.1/16', 'write 10.1.0.0/16'],
    ['10.0.0.256'],
    ['10.0.0.1000'],
    ['10.0.0.0/33'],
    ['10.0.0.0/08'],
    ['10.0.0.0/-1'],
    ['10.0.0.0/'],
    ['10.0.0.0/255.0.0.0'],
    ['10.0.0.0/8/8'],
    ['2001:db8::/129'],
    ['2001:db8::1::2'],
    ['2001:db8:::1'],
    ['2001:db8::12345'],
    ['1:2:3:4:5:6:7:8:9'],
    ['fe80::1%eth0', 'write fe80::1'],
    ['::ffff:10.0.0.1'],
    ['::ffff:a00:1', 'write 10.0.0.1'],
    ['0x7f.0.0.1'],
    ['127.0.0.0x1'],
    ['10.0.0.1-'],
    ['10.0.0.9-10.0.0.1', 'write 10.0.0.1-10.0.0.9'],
    ['2001:db8::9-2001:db8::1', 'write 2001:db8::1-2001:db8::9'],
    ['10.0.0.1-2001:db8::1'],
    ['10.0.0.0/24-10.0.1.0/24'],
    ['10.0.0.1-10.0.0.2-10.0.0.3'],
    ['10.0.0.1 10.0.0.2'],
  ])('%s', async (peer, suggestion) => {
    await expectRefused(withPeer(`'${peer}'`), ['invalid-address', `'${peer}'`, suggestion]);
  });
});

test('a number where an address is meant is refused as a number', async () => {
  const { diagnostics } = await expectRefused(withPeer('1.2'), ['wrong-type', '1.2']);
  expect(diagnostics[0]!.message).toContain('found the number 1.2');
  await expectRefused(withPeer('0x7f000001'), ['wrong-type', '0x7f000001']);
});

test('addresses are checked wherever they stand, and all of them', async () => {
  const definition = `
prefixLists:
  office: [203.0.113.0/24, 203.0.113.0/33]
groups:
  web:
    ingress: [{ allow: ssh, from: [10.0.0.1, 1.2.3] }]
    egress: [{ allow: ssh, to: 10/8 }]
    members: [010.0.0.1]
hosts:
  web-1: { interfaces: { eth0: { addresses: [10.0.0.1, 10.0.0.300], groups: [web] } } }
`;
  await expectRefused(
    definition,
    ['invalid-address', '1.2.3'],
    ['invalid-address', '10/8', 'write 10.0.0.0/8'],
    ['invalid-address', '010.0.0.1', 'write 10.0.0.1'],
    ['invalid-address', '203.0.113.0/33'],
    ['invalid-address', '10.0.0.300'],
  );
});

describe('host bits are masked, with a warning', () => {
  test.each<[written: string, meant: string]>([
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['10.0.0.1/8', '10.0.0.0/8'],
    ['10.0.0.1/1', '0.0.0.0/1'],
    ['2001:db8::1/32', '2001:db8::/32'],
  ])('%s is %s (fact 11)', async (written, meant) => {
    const { scripts, diagnostics } = await expectWarnings(withPeer(written), ['host-bits', written]);
    expect(diagnostics[0]!.message).toContain(`read as ${meant}`);
    expect(body(scripts)).toEqual(body((await compileDefinition(withPeer(meant))).scripts));
  });

  test.each(['10.0.0.0/8', '10.0.0.1/32', '10.0.0.1', '2001:db8::1/128', '0.0.0.0/0', '::/0'])(
    '%s has none',
    async (peer) => {
      await expectWarnings(withPeer(`'${peer}'`));
    },
  );
});

const body = (scripts: Readonly<Record<string, string>>) => scripts['web-1.nft']!.replace(/sha256 \w+/, '');

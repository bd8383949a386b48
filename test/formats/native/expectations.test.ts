import { describe, expect, test } from 'vitest';
import { secgroup } from '../../support/cli.js';
import { compileDefinition, expectRefused, expectWarnings, withFiles } from '../../support/definition.js';

const base = `
prefixLists: { none: [], office: [203.0.113.0/24] }
services: { app: tcp/8080 }
groups:
  web: { ingress: [{ allow: https, from: anywhere }] }
  both: {}
  spare: {}
hosts:
  web-1: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } }
  both: { interfaces: { eth0: { addresses: [10.0.0.2] } } }
  mute: { interfaces: { eth0: { groups: [both] }, lo: { addresses: [10.7.7.7], trusted: true } } }
  10.0.0.9: { interfaces: { eth0: { addresses: [10.0.0.3] }, eth1: { groups: [spare] } } }
`;

const withExpectation = (from: string, to = 'web-1', port = 'https') =>
  `${base}expect: [{ from: ${from}, to: ${to}, port: ${port}, allowed: true }]`;

describe('a party that is nobody', () => {
  test.each<[party: string, code: string, suggestion?: string]>([
    ['wbe-1', 'unknown-party', "did you mean 'web-1'?"],
    ['offic', 'unknown-party'],
    ['office', 'unknown-party', 'write list:office'],
    ['nobody-like-it', 'unknown-party'],
    ['anywere', 'unknown-party', "did you mean 'anywhere'?"],
    ['__proto__', 'unknown-party'],
    ['constructor', 'unknown-party'],
    ['host:wbe-1', 'unknown-host', "did you mean 'web-1'?"],
    ['group:wbe', 'unknown-group', "did you mean 'web'?"],
    ['list:ofice', 'unknown-list', "did you mean 'office'?"],
    ['web-1/eth1', 'unknown-interface', "did you mean 'eth0'?"],
    ['10.0.0.0/33', 'invalid-address'],
    ["'10.0.0'", 'invalid-address'],
    ["'2001:db8::/129'", 'invalid-address'],
    ['self', 'invalid-party', 'name a host'],
    ['my-ip', 'invalid-party', 'name a host'],
    ["'group:'", 'invalid-party', 'name a host'],
    ["''", 'checks-nothing'],
    ["' '", 'invalid-party', 'name a host'],
  ])('%s', async (party, code, suggestion) => {
    await expectRefused(withExpectation(party), [code, party, suggestion]);
    await expectRefused(withExpectation('anywhere', `[web-1, ${party === "''" ? "' '" : party}]`), [
      party === "''" ? 'invalid-party' : code,
      party === "''" ? "' '" : party,
      party === "''" ? 'name a host' : suggestion,
    ]);
  });

  test.each<[party: string, suggestion: string]>([
    ['both', 'write host:both or group:both'],
    ['10.0.0.9', 'write host:10.0.0.9, or the address with its length'],
  ])('%s could be two', async (party, suggestion) => {
    await expectRefused(withExpectation(party), ['ambiguous-party', party, suggestion]);
  });

  test.each(['host:both', '10.0.0.9/32', 'both/eth0'])('%s is one', async (party) => {
    await expectWarnings(withExpectation(party));
  });
});

describe('an expectation that checks nothing', () => {
  test.each([
    ['group:spare', "group 'spare' has no member with an address"],
    ['group:both', "group 'both' has no member with an address"],
    ['list:none', "prefix list 'none' is empty"],
    ['mute', "host 'mute' lists no address"],
    ['mute/eth0', "interface 'eth0' of host 'mute' lists no address"],
    ['mute/lo', "no other host can send to the loopback device of host 'mute'"],
    ['[]', '`from` is empty'],
  ])('from %s', async (party, problem) => {
    const { diagnostics } = await expectRefused(withExpectation(party), ['checks-nothing', party]);
    expect(diagnostics[0]!.message).toContain(problem);
  });

  test('on no port', async () => {
    await expectRefused(withExpectation('anywhere', 'web-1', '[]'), ['checks-nothing', '[]']);
  });

  test('one part of a list is enough', async () => {
    await expectRefused(withExpectation('[anywhere, list:none]'), ['checks-nothing', 'list:none']);
  });
});

test('an interface without an address is told', async () => {
  await expectWarnings(withExpectation("'host:10.0.0.9'"), ['interface-left-out', "'host:10.0.0.9'"]);
});

describe('the shape', () => {
  const shape = (text: string) => `${base}expect: ${text}`;
  test.each<[text: string, code: string, blamed: string, suggestion?: string]>([
    ['[{ from: web-1, to: web, port: ssh }]', 'wrong-type', '{ from: web-1, to: web, port: ssh }'],
    ['[{ from: a, to: b, port: ssh, allowed: yes }]', 'wrong-type', 'yes'],
    ['[{ from: a, to: b, port: 22, allowed: true }]', 'wrong-type', '22'],
    ['[{ from: a, to: b, port: ssh, allow: true, allowed: true }]', 'unknown-key', 'allow', 'allowed'],
    ['{ from: a }', 'wrong-type', '{ from: a }'],
    ['[ssh]', 'wrong-type', 'ssh'],
  ])('%s', async (text, code, blamed, suggestion) => {
    await expectRefused(shape(text), [code, blamed, suggestion]);
  });

  test.each([
    ['tcp/99999', 'invalid-traffic'],
    ['metrcs', 'unknown-service'],
    ['22', 'wrong-type'],
  ])('port %s', async (port, code) => {
    await expectRefused(withExpectation('anywhere', 'web-1', port), [code, port]);
  });
});

test('compile reads expectations and does not check them; check does', async () => {
  const wrong = `${base}expect: [{ from: outside, to: web-1, port: ssh, allowed: true }]`;
  const compiled = await compileDefinition(wrong);
  expect([compiled.status, compiled.stderr]).toEqual([0, expect.not.stringContaining('error')]);
  await withFiles(wrong, async (folder) => {
    const checked = await secgroup('check', folder, '--no-advice');
    expect(checked.status).toBe(1);
    expect(checked.stderr).toContain('error[not-as-expected]: tcp/22 from 192.0.2.1 to web-1 (10.0.0.1)');
    expect(checked.stderr).toContain('1 expectation: 1 error');
  });
});

test('expectations of several files add up, also beside AWS exports', async () => {
  const files = {
    'groups.json': JSON.stringify({
      SecurityGroups: [
        {
          GroupId: 'sg-1',
          GroupName: 'web',
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          ],
          IpPermissionsEgress: [],
        },
      ],
    }),
    'interfaces.json': JSON.stringify({
      NetworkInterfaces: [
        {
          NetworkInterfaceId: 'eni-1',
          PrivateIpAddress: '10.0.0.1',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1' }],
          Groups: [{ GroupId: 'sg-1', GroupName: 'web' }],
        },
      ],
    }),
    'a.yaml': 'expect: [{ from: outside-ipv4, to: eni-1, port: https, allowed: true }]',
    'b.yaml': 'expect: [{ from: outside, to: [sg-1, web], port: ssh, allowed: false }]',
    'c.yaml': 'expect: [{ from: eni-1, to: 192.0.2.1, port: https, allowed: true }]',
  };
  await withFiles(files, async (folder) => {
    const { status, stderr } = await secgroup('check', folder, '--no-advice');
    expect([status, stderr]).toEqual([1, expect.stringContaining('3 expectations: 1 error')]);
    expect(stderr).toContain('c.yaml:1:10: error[not-as-expected]');
  });
});

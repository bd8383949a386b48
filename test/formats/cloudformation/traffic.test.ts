import { describe, expect, test } from 'vitest';
import { expectDiagnostic, expectNothingSaid, ingressOf } from '../aws/reading.js';
import { anywhere, rules } from './reading.js';

describe('fact 6, fact 7: protocols and ports, as texts or numbers', () => {
  test.each<[rule: object, words: string]>([
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, 'tcp/22'],
    [{ IpProtocol: 'tcp', FromPort: '22', ToPort: '23' }, 'tcp/22-23'],
    [{ IpProtocol: 'TCP', FromPort: 0, ToPort: 65535 }, 'tcp'],
    [{ IpProtocol: 6, FromPort: 22, ToPort: 22 }, 'tcp/22'],
    [{ IpProtocol: '17', FromPort: 53, ToPort: 53 }, 'udp/53'],
    [{ IpProtocol: -1 }, 'all'],
    [{ IpProtocol: '-1', FromPort: -1, ToPort: -1 }, 'all'],
    [{ IpProtocol: '-1', FromPort: 0, ToPort: 65535 }, 'all'],
    [{ IpProtocol: 50 }, 'esp'],
    [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, 'icmp'],
  ])('%j', (rule, words) => {
    const read = rules({ ...rule, ...anywhere });
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual([`${words} anywhere-ipv4`]);
  });

  test.each<[rule: object, message: string]>([
    [{ IpProtocol: 'tcp' }, 'the first port (FromPort) is missing'],
    [{ IpProtocol: 'tcp', FromPort: 22 }, 'the last port (ToPort) is missing'],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 21 }, 'ends before it begins'],
    [{ IpProtocol: 'tcp', FromPort: -1, ToPort: -1 }, 'from 0 to 65535'],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 65536 }, 'from 0 to 65535'],
    [{ IpProtocol: 'esp' }, 'a protocol is'],
    [{ IpProtocol: 256 }, 'a protocol is'],
  ])('%j is refused', (rule, message) => {
    const read = rules({ ...rule, ...anywhere });
    expectDiagnostic(read, 'invalid-traffic', /./, message);
    expect(ingressOf(read, 'Web')).toEqual([]);
  });
});

test('fact 6: ports with other protocols are ignored, and it is said', () => {
  const read = rules({ IpProtocol: '-1', FromPort: 22, ToPort: 22, ...anywhere });
  expectDiagnostic(read, 'ignored-value', '22', 'AWS ignores ports');
  expect(ingressOf(read, 'Web')).toEqual(['all anywhere-ipv4']);
});

describe('fact 8: ICMP has a type and a code', () => {
  test.each<[rule: object, words: string]>([
    [{ FromPort: 8, ToPort: -1 }, 'icmp/echo-request'],
    [{ FromPort: '3', ToPort: '4' }, 'icmp/3/4'],
  ])('%j', (rule, words) => {
    const read = rules({ IpProtocol: 'icmp', ...rule, ...anywhere });
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual([`${words} anywhere-ipv4`]);
  });

  test('any type with one code is refused', () => {
    expectDiagnostic(
      rules({ IpProtocol: 'icmp', FromPort: -1, ToPort: 4, ...anywhere }),
      'invalid-traffic',
      '-1',
    );
  });
});

test('fact 9: port 0 is a port, not all of them', () => {
  expect(ingressOf(rules({ IpProtocol: 'tcp', FromPort: 0, ToPort: 0, ...anywhere }), 'Web')).toEqual([
    'tcp/0 anywhere-ipv4',
  ]);
});

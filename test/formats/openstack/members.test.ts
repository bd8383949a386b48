import { describe, expect, it } from 'vitest';
import {
  addressesInWords,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  group,
  groupOf,
  interfaceOf,
  type Reading,
  reading,
  readingOf,
  rule,
  rulesOf,
} from './reading.js';

const inApi = (more: object) =>
  reading({
    'groups.json': { security_groups: [group('web')] },
    'ports.json': { ports: [{ id: 'p', security_groups: ['web'], ...more }] },
  });

const inHeat = ({ fixed_ips, allowed_address_pairs }: Record<string, unknown>) =>
  reading({
    'stack.json': {
      heat_template_version: '2018-08-31',
      resources: {
        web: { type: 'OS::Neutron::SecurityGroup', properties: { rules: [] } },
        p: {
          type: 'OS::Neutron::Port',
          properties: {
            network: 'n',
            ...(fixed_ips !== undefined && { fixed_ips }),
            ...(allowed_address_pairs !== undefined && { allowed_address_pairs }),
            security_groups: [{ get_resource: 'web' }],
          },
        },
      },
    },
  });

describe.each([
  ['the API', inApi],
  ['Heat', inHeat],
] as const)('ports of %s', (_, port) => {
  const members = (read: Reading) => addressesInWords(groupOf(read, 'web').members);

  it.each<readonly string[]>([
    ['0.0.0.0/0'],
    ['::/0'],
    ['0.0.0.0/1', '128.0.0.0/1'],
    ['10.0.0.9', '2000::/3'],
  ])('that may send as everybody make everybody a member, which is told: %s', (...pairs) => {
    const read = port({ allowed_address_pairs: pairs.map((ip_address) => ({ ip_address })) });
    expectDiagnostic(read, 'everybody-is-member', /./, 'of every group that this port carries');
  });

  it.each(['10.0.0.0/8', '10.0.0.9', '0.0.0.0/1'])('that may send from less are fine: %s', (ip_address) => {
    expectNothingSaid(port({ fixed_ips: [], allowed_address_pairs: [{ ip_address }] }));
  });

  it('have no pair with host bits, which Neutron refuses', () => {
    const read = port({ allowed_address_pairs: [{ ip_address: '10.0.0.9/24' }] });
    expectDiagnostic(read, 'ignored-value', /./, "'10.0.0.9/24' has host bits set");
    expect(members(read)).toEqual([]);
  });

  it.each(['10.0.0.5/24', '10.0.0.0/24', '10.0.0.5-10.0.0.9'])('have no fixed address %s', (ip_address) => {
    const read = port({ fixed_ips: [{ ip_address }] });
    expectDiagnostic(read, 'ignored-value', /./, 'the interface is read without it');
    expect(addressesInWords(interfaceOf(read, 'p').addresses)).toEqual([]);
  });
});

describe('the address zero without a length', () => {
  it.each([
    ['0.0.0.0', 'IPv4', '0.0.0.0'],
    ['::', 'IPv6', '::'],
  ])('is that address to Neutron, which is told: %s (fact 25)', (remote_ip_prefix, ethertype, meant) => {
    const read = readingOf(rule({ ethertype, remote_ip_prefix }));
    expectDiagnostic(read, 'read-narrowly', `"${remote_ip_prefix}"`);
    expect(read.diagnostics[0]!.suggestion).toContain(`${meant}/0 for every address`);
    expect(rulesOf(read)).toEqual([`in all ${meant}`]);
  });

  it('is told in an address group, too', () => {
    const read = reading({ 'lists.json': { address_groups: [{ id: 'a', addresses: ['0.0.0.0'] }] } });
    expect(codesOf(read)).toEqual(['read-narrowly']);
  });

  it('with one is fine', () => {
    expectNothingSaid(readingOf(rule({ remote_ip_prefix: '0.0.0.0/32' })));
  });
});

import { describe, expect, it } from 'vitest';
import { groupResource, ssh, template } from './heat.js';
import {
  addressesInWords,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  hostOf,
  interfaceOf,
  type Reading,
  reading,
} from './reading.js';

describe('ports and servers', () => {
  const port = (more: object = {}) => ({
    type: 'OS::Neutron::Port',
    properties: { network: 'net', security_groups: [{ get_resource: 'web' }], ...more },
  });
  const server = (properties: object) => ({ type: 'OS::Nova::Server', properties });

  function readingOfResources(resources: object): Reading {
    return reading({ 'stack.json': template({ web: groupResource([ssh]), ...resources }) });
  }

  it('the ports that a server names are its interfaces', () => {
    const read = readingOfResources({
      eth0: port({ fixed_ips: [{ subnet: { get_param: 'x' }, ip_address: '10.0.0.5' }] }),
      eth1: port({
        fixed_ips: [{ ip_address: '10.0.1.5' }],
        allowed_address_pairs: [{ ip_address: '10.0.1.9' }],
      }),
      spare: port({ fixed_ips: [{ ip_address: '10.0.2.5' }] }),
      front: server({
        name: 'front-1',
        networks: [{ port: { get_resource: 'eth0' } }, { port: { get_resource: 'eth1' } }],
      }),
    });
    expectNothingSaid(read);
    expect(hostOf(read, 'front').name).toBe('front-1');
    expect(hostOf(read, 'front').interfaces.map(({ id }) => id)).toEqual(['eth0', 'eth1']);
    expect(addressesInWords(interfaceOf(read, 'eth1').addresses)).toEqual(['10.0.1.5', '10.0.1.9']);
    expect(hostOf(read, 'spare').interfaces).toHaveLength(1);
  });

  it('a server has an interface of its own for every other network', () => {
    const read = readingOfResources({
      front: server({
        security_groups: [{ get_resource: 'web' }],
        networks: [{ network: 'a', fixed_ip: '10.0.0.5' }, { network: 'b' }],
      }),
      back: server({}),
    });
    expectNothingSaid(read);
    expect(addressesInWords(interfaceOf(read, 'front-0').addresses)).toEqual(['10.0.0.5']);
    expect(interfaceOf(read, 'front-1').groups.map(({ reference }) => reference)).toEqual(['web']);
    expect(interfaceOf(read, 'back-0').groups.map(({ reference }) => reference)).toEqual(['default']);
  });

  it('fact 26: a port that names no group carries default, which lets in its own members', () => {
    const read = readingOfResources({ eth0: port({ security_groups: undefined }) });
    expectNothingSaid(read);
    expect(interfaceOf(read, 'eth0').groups.map(({ reference }) => reference)).toEqual(['default']);
    expect(read.definition.groups.map(({ id }) => id)).toEqual(['web']);
  });

  it('a misspelt list of groups does not make it the default group', () => {
    const read = readingOfResources({ eth0: port({ security_groups: undefined, security_group: ['web'] }) });
    expectDiagnostic(read, 'ignored-value', '"security_group"');
    expect(interfaceOf(read, 'eth0').groups.map(({ reference }) => reference)).toEqual([
      'openstack/no-group',
    ]);
  });

  it('what is not known of a port is left out', () => {
    const read = readingOfResources({
      eth0: port({
        fixed_ips: [{ ip_address: { get_param: 'x' } }, { ip_address: '10.0.0.5' }],
        security_groups: [{ get_resource: 'web' }, { get_attr: ['other', 'id'] }, 'gone'],
      }),
      eth1: port({ security_groups: { get_param: 'x' }, fixed_ips: { get_param: 'x' } }),
      front: server({ networks: [{ port: { get_attr: ['x', 'y'] } }, { port: 'id-7' }] }),
    });
    expect(new Set(codesOf(read))).toEqual(
      new Set(['unknown-value', 'unresolved-group', 'interface-without-groups', 'ignored-value']),
    );
    expect(addressesInWords(interfaceOf(read, 'eth0').addresses)).toEqual(['10.0.0.5']);
    expect(interfaceOf(read, 'eth0').groups.map(({ reference }) => reference)).toEqual(['web']);
    expect(interfaceOf(read, 'eth1').groups.map(({ reference }) => reference)).toEqual([
      'openstack/no-group',
    ]);
    expect(read.definition.hosts.map(({ id }) => id)).toEqual(['eth0', 'eth1']);
    expect(addressesInWords(groupOf(read, 'web').members)).toEqual([]);
  });
});

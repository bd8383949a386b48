import { describe, expect, it } from 'vitest';
import { expectDiagnostic, expectNothingSaid, groupOf, ingressOf, reading } from './reading.js';

const version = { format_version: '0.1', terraform_version: '0.12.24' };
const resource = (type: string, name: string, values: object, more: object = {}) => ({
  address: `${type}.${name}`,
  ...{ mode: 'managed', type, name, values },
  ...more,
});
const stateOf = (...resources: readonly object[]) => ({ ...version, values: { root_module: { resources } } });
const sg = (id: string, more: object = {}) =>
  resource('aws_security_group', 'web', { id, name: `n-${id}`, ingress: [], egress: [] }, more);

describe('resources that are not read', () => {
  it.each([
    ...['openstack_compute_interface_attach_v2', 'openstack_fw_group_v2', 'awscc_ec2_security_group'],
    ...['azurerm_network_security_group', 'azurerm_network_security_rule', 'google_compute_firewall'],
    ...['google_compute_instance', 'aws_launch_template', 'digitalocean_firewall', 'hcloud_firewall'],
    ...['alicloud_security_group_rule', 'azurerm_linux_virtual_machine', 'tencentcloud_security_group'],
  ])('are told once a type: %s', (type) => {
    const read = reading({ 's.json': stateOf(resource(type, 'a', {}), resource(type, 'b', {})) });
    expectDiagnostic(read, 'unread-resources', `"${type}.a"`, `'${type}.a' and 1 more (${type})`);
  });

  it('are none where they have no part in a firewall', () => {
    const some = ['aws_s3_bucket', 'google_storage_bucket', 'azurerm_resource_group', 'random_id'];
    expectNothingSaid(reading({ 's.json': stateOf(...some.map((type) => resource(type, 'a', {}))) }));
  });
});

describe('fact 43: addresses of Terraform 0.12 without module and index', () => {
  it('are completed', () => {
    const state = {
      ...version,
      values: {
        root_module: {
          resources: [sg('sg-1', { index: 0 }), sg('sg-2', { index: 1 })],
          child_modules: [
            { address: 'module.a', resources: [sg('sg-3'), sg('sg-4', { index: 'x' })] },
            { address: 'module.b', resources: [sg('sg-5')] },
          ],
        },
      },
    };
    const read = reading({ 's.json': state });
    expectNothingSaid(read);
    expect(read.definition.groups.map(({ id }) => id)).toEqual(['sg-1', 'sg-2', 'sg-3', 'sg-4', 'sg-5']);
  });
});

describe('a plan whose values lack what it makes', () => {
  it('is read by its changes', () => {
    const rule = {
      from_port: 443,
      to_port: 443,
      protocol: 'tcp',
      cidr_blocks: ['192.0.2.0/24'],
      self: false,
    };
    const after = { name: 'web', ingress: [rule], egress: [] };
    const change = { actions: ['create'], before: null, after, after_unknown: { id: true } };
    const plan = {
      ...{ format_version: '1.2', terraform_version: '1.9.0' },
      planned_values: { root_module: { resources: [] } },
      resource_changes: [resource('aws_security_group', 'web', {}, { change })],
      configuration: { root_module: {} },
    };
    const read = reading({ 'p.json': plan });
    expect(groupOf(read, 'aws_security_group.web').egress).toEqual([]);
    expect(ingressOf(read, 'aws_security_group.web')).toEqual(['tcp/443 192.0.2.0/24']);
  });
});

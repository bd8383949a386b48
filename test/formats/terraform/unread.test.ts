import { describe, expect, it } from 'vitest';
import { strictly } from '../../../src/diagnostics/diagnostic.js';
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

/** Resource types by what is missing without them. */
const unread: readonly (readonly [string, readonly string[]])[] = [
  [
    'groups and rules are missing',
    [
      ...['awscc_ec2_security_group', 'awscc_ec2_security_group_ingress', 'awscc_ec2_security_group_egress'],
      ...['awscc_ec2_prefix_list', 'openstack_networking_address_group_v2', 'openstack_fw_group_v2'],
      ...['openstack_fw_rule_v2', 'azurerm_network_security_group', 'azurerm_network_security_rule'],
      ...[
        'azurerm_application_security_group',
        'google_compute_firewall',
        'google_compute_firewall_policy_rule',
      ],
      ...['azurerm_subnet_network_security_group_association', 'digitalocean_firewall', 'hcloud_firewall'],
      ...[
        'alicloud_security_group_rule',
        'tencentcloud_security_group',
        'opentelekomcloud_compute_secgroup_v2',
      ],
      ...['vkcs_networking_secgroup', 'yandex_vpc_security_group', 'oci_core_network_security_group'],
    ],
  ],
  [
    'interfaces are missing here, as hosts and as members of groups',
    [
      ...['awscc_ec2_instance', 'awscc_ec2_network_interface', 'awscc_ec2_network_interface_attachment'],
      ...['openstack_compute_interface_attach_v2', 'openstack_networking_port_secgroup_associate_v2'],
      ...['google_compute_instance', 'azurerm_linux_virtual_machine', 'azurerm_network_interface'],
    ],
  ],
  [
    'the hosts that they make are missing',
    [
      ...['aws_launch_template', 'aws_launch_configuration', 'aws_spot_instance_request', 'aws_ec2_fleet'],
      ...[
        'aws_spot_fleet_request',
        'awscc_ec2_launch_template',
        'awscc_ec2_ec2_fleet',
        'awscc_ec2_spot_fleet',
      ],
      'awscc_autoscaling_launch_configuration',
    ],
  ],
  [
    'in their templates are missing',
    [
      ...[
        'aws_cloudformation_stack',
        'aws_cloudformation_stack_set',
        'aws_cloudformation_stack_set_instance',
      ],
      ...['awscc_cloudformation_stack', 'openstack_orchestration_stack_v1'],
      'aws_serverlessapplicationrepository_cloudformation_stack',
    ],
  ],
  ['rules that they remove', ['aws_vpc_security_group_rules_exclusive']],
  ['in other VPCs', ['aws_vpc_security_group_vpc_association', 'awscc_ec2_security_group_vpc_association']],
];

describe('resources that are not read', () => {
  const rows = unread.flatMap(([missing, types]) => types.map((type) => [type, missing] as const));
  const both = (type: string) => [resource(type, 'a', {}), resource(type, 'b', {})];

  it.each(rows)('are reported once per type, and are an error with --strict: %s', (type, missing) => {
    const read = reading({ 's.json': stateOf(...both(type)) });
    expectDiagnostic(read, 'unread-resources', `"${type}.a"`, `'${type}.a' and 1 more (${type})`);
    expect(read.diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining(missing)]);
    const { value, diagnostics } = strictly({ value: read.definition, diagnostics: read.diagnostics });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['error']);
  });

  it('are told over modules and files, and in plans where they are made', () => {
    const type = 'awscc_ec2_security_group';
    const child_modules = [
      { address: 'module.a', resources: [resource(type, 'x', {}, { address: `module.a.${type}.x` })] },
    ];
    const inModule = { ...version, values: { root_module: { resources: [], child_modules } } };
    const change = { actions: ['create'], before: null, after: {}, after_unknown: { id: true } };
    const plan = {
      ...{ format_version: '1.2', terraform_version: '1.9.0', configuration: { root_module: {} } },
      planned_values: { root_module: { resources: [resource(type, 'z', {})] } },
      resource_changes: [resource(type, 'z', {}, { change })],
    };
    const read = reading({ 'a.json': inModule, 'b.json': stateOf(resource(type, 'y', {})), 'p.json': plan });
    expectDiagnostic(
      read,
      'unread-resources',
      `"module.a.${type}.x"`,
      `'module.a.${type}.x' and 2 more (${type})`,
    );
  });

  it('are none where a plan takes them away', () => {
    const change = { actions: ['delete'], before: {}, after: null, after_unknown: {} };
    const plan = {
      ...{ format_version: '1.2', terraform_version: '1.9.0', configuration: { root_module: {} } },
      planned_values: { root_module: { resources: [] } },
      resource_changes: [resource('awscc_ec2_security_group', 'z', {}, { change })],
    };
    expectNothingSaid(reading({ 'p.json': plan }));
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

import { describe, expect, it } from 'vitest';
import { hasError, strictly } from '../../../src/diagnostics/diagnostic.js';
import { ansible } from '../../../src/formats/ansible/index.js';
import {
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  type Reading,
  reading,
  readingOfTasks,
  task,
} from './reading.js';

function isErrorIfStrict({ definition, diagnostics }: Reading): boolean {
  return hasError(strictly({ value: definition, diagnostics }).diagnostics);
}

describe('a module that is not read', () => {
  it.each<[module: string, args: object, told: string]>([
    ['openstack.cloud.security_group', { name: 'a' }, 'groups and rules'],
    ['openstack.cloud.security_group_rule', { security_group: 'a' }, 'groups and rules'],
    ['openstack.cloud.address_group', { name: 'a' }, 'groups and rules'],
    ['os_security_group', { name: 'a' }, 'groups and rules'],
    ['os_security_group_rule', { security_group: 'a' }, 'groups and rules'],
    ['openstack.cloud.server', { name: 'a' }, 'hosts'],
    ['openstack.cloud.port', { name: 'a' }, 'hosts'],
    ['os_server', { name: 'a' }, 'hosts'],
    ['azure.azcollection.azure_rm_securitygroup', { name: 'a' }, 'groups and rules'],
    ['azure_rm_virtualmachine', { name: 'a' }, 'hosts'],
    ['google.cloud.gcp_compute_firewall', { name: 'a' }, 'groups and rules'],
    ['gcp_compute_instance', { name: 'a' }, 'hosts'],
    ['community.digitalocean.digital_ocean_firewall', { name: 'a' }, 'groups and rules'],
    ['hetzner.hcloud.firewall', { name: 'a' }, 'groups and rules'],
    ['hetzner.hcloud.hcloud_firewall', { name: 'a' }, 'groups and rules'],
    ['amazon.aws.ec2_instance', { name: 'a', security_group: 'web' }, 'hosts'],
    ['community.aws.ec2_instance', { name: 'a' }, 'hosts'],
    ['ec2_instance', { name: 'a' }, 'hosts'],
    ['ec2', { group: 'web' }, 'hosts'],
    ['amazon.aws.ec2_eni', { security_groups: ['web'] }, 'hosts'],
    ['community.aws.ec2_launch_template', { name: 'a' }, 'hosts'],
    ['amazon.aws.autoscaling_group', { name: 'a' }, 'hosts'],
    ['amazon.aws.ec2_vpc_nacl', { name: 'a' }, 'network'],
    ['amazon.aws.rds_instance', { vpc_security_group_ids: ['sg-1'] }, 'carries security groups'],
    ['amazon.aws.elb_application_lb', { security_groups: ['web'] }, 'carries security groups'],
    ['amazon.aws.lambda', { vpc_security_group_ids: [] }, 'carries security groups'],
  ])('is told once, and an error with --strict: %s', (module, args, told) => {
    const some = [task(), { name: 'first', [module]: args }, { name: 'second', [module]: args }];
    const read = readingOfTasks(...some);
    expect(codesOf(read)).toEqual(['unread-resources']);
    expect(read.diagnostics[0]!.message).toContain(`'first' and 1 more (${module})`);
    expect(readingOfTasks(...some.slice(0, 2)).diagnostics[0]!.message).toContain(told);
    expect(isErrorIfStrict(read)).toBe(true);
  });

  it('is told if it is called by action', () => {
    const read = readingOfTasks(task(), { action: { module: 'openstack.cloud.security_group', name: 'a' } });
    expect(codesOf(read)).toEqual(['unread-resources']);
  });

  it.each([
    ['ping', {}],
    ['amazon.aws.ec2_vpc_net_info', {}],
    ['amazon.aws.ec2_vpc_net', { name: 'a', cidr_block: '10.0.0.0/16' }],
    ['amazon.aws.ec2_vpc_subnet', { cidr: '10.0.0.0/24' }],
    ['amazon.aws.ec2_instance_info', { filters: {} }],
    ['amazon.aws.rds_instance', { name: 'a' }],
    ['amazon.aws.s3_bucket', { name: 'a' }],
    ['port', 22],
    ['firewall', { name: 'a' }],
  ])('is not told where it has nothing to do with groups: %s', (module, args) => {
    expectNothingSaid(readingOfTasks(task(), { [module]: args }));
  });

  it.each(['openstack.cloud.security_group', 'azure_rm_securitygroup', 'gcp_compute_firewall'])(
    'makes a document known where it makes groups: %s',
    (module) => {
      expect(ansible.keyOf([{ [module]: {} }])).toEqual([0, module]);
    },
  );

  it.each(['amazon.aws.ec2_instance', 'amazon.aws.ec2_vpc_nacl', 'os_server'])(
    'does not where it makes none: %s',
    (module) => {
      expect(ansible.keyOf([{ [module]: {} }])).toBeUndefined();
    },
  );
});

describe('a key that is not known is an error, told once', () => {
  const rule = { ports: 22, cidr_ip: '10.0.0.0/8' };

  it.each<[what: string, tasks: object, key: string]>([
    ['a rule', task({ rules: [{ ...rule, cidr_ipv4: '192.0.2.0/24' }] }), '"cidr_ipv4"'],
    ['a rule that goes out', task({ rules_egress: [{ ...rule, source_port: 1 }] }), '"source_port"'],
    ['a group', task({ rulez: [rule] }), '"rulez"'],
    ['a group, by args', task({}, { args: { rules_ingress: [] } }), '"amazon.aws.ec2_security_group"'],
    ['a task', task({}, { unless: 'x' }), '"unless"'],
    ['a block', { block: [task()], wehn: 'x' }, '"wehn"'],
    ['a play', { hosts: 'all', tasks: [task()], post_taks: [task({ state: 'absent' })] }, '"post_taks"'],
  ])('in %s', (_, item, key) => {
    const read = reading({ 'a.json': [item] });
    expectDiagnostic(read, 'unknown-key', key);
    expect(codesOf(read)).toEqual(['unknown-key']);
    expect(hasError(read.diagnostics)).toBe(true);
  });

  it('but not what plays said before', () => {
    const old = { hosts: 'all', sudo: true, gather_facts: false, serial: 1, tasks: [task()] };
    expectNothingSaid(reading({ 'a.json': [old] }));
  });
});

import { describe, expect, it } from 'vitest';
import { openstack } from '../../../src/formats/openstack/index.js';
import { everythingOut, groupResource, readingOfRules, ssh, template, version } from './heat.js';
import { codesOf, expectDiagnostic, expectNothingSaid, type Reading, reading, rulesOf } from './reading.js';

describe('templates', () => {
  it('are known by their version', () => {
    expect(openstack.keyOf(version)).toEqual(['heat_template_version']);
    expect(openstack.keyOf({ resources: {} })).toBeUndefined();
    expect(openstack.parametersOf?.({ ...version, parameters: { a: {}, b: {} } })).toEqual(['a', 'b']);
  });

  it('are read as YAML, with places in it', () => {
    const text = `heat_template_version: 2018-08-31
resources:
  web:
    type: OS::Neutron::SecurityGroup
    properties:
      rules:
        - { protocol: tcp, port_range_min: 22, port_range_max: 22, remote_ip_prefix: 10.0.0.0/33 }
`;
    const read = reading({ 'stack.yaml': text });
    expectDiagnostic(read, 'invalid-address', '10.0.0.0/33');
    expect(rulesOf(read)).toEqual(everythingOut);
  });

  it('may have sections with nothing below their names', () => {
    const nothing = { parameters: null, conditions: null };
    expectNothingSaid(reading({ 'stack.json': { ...version, ...nothing, resources: null } }));
    expect(rulesOf(reading({ 'stack.json': template({ web: groupResource([]) }, nothing) }), 'web')).toEqual(
      everythingOut,
    );
  });

  it('say what they hold that is not looked into', () => {
    const read = reading({
      'stack.json': template({
        disk: { type: 'OS::Cinder::Volume' },
        many: { type: 'OS::Heat::AutoScalingGroup' },
        other: { type: 'nested.yaml' },
        aws: { type: 'AWS::EC2::SecurityGroup' },
      }),
    });
    expect(read.diagnostics.map(({ code, message }) => [code, /\((.*?)\)/.exec(message)![1]])).toEqual([
      ['unread-resources', 'OS::Heat::AutoScalingGroup'],
      ['unread-resources', 'nested.yaml'],
      ['unread-resources', 'AWS::EC2::SecurityGroup'],
    ]);
  });
});

describe('groups', () => {
  it('fact 26: let everything out in both families', () => {
    expect(rulesOf(readingOfRules(undefined))).toEqual(everythingOut);
    expect(rulesOf(readingOfRules([]))).toEqual(everythingOut);
    expect(rulesOf(readingOfRules([ssh]))).toEqual(['in tcp/22 anywhere-ipv4', ...everythingOut]);
  });

  it('fact 26: with one egress rule lose the rules of both families that let everything out', () => {
    const read = readingOfRules([ssh, { ...ssh, direction: 'egress' }]);
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(['in tcp/22 anywhere-ipv4', 'out tcp/22 anywhere-ipv4']);
  });

  it('fact 26: lose them also to an egress rule that is at fault or not known', () => {
    const at = { direction: 'egress', protocol: 'tpc' };
    expect(rulesOf(readingOfRules([at]))).toEqual([]);
    const unknown = { direction: { get_param: 'none' } };
    expect(rulesOf(readingOfRules([unknown]))).toEqual([]);
    expect(rulesOf(readingOfRules({ get_param: 'none' }))).toEqual([]);
    expect(rulesOf(readingOfRules([{ get_param: 'none' }]))).toEqual([]);
    expect(rulesOf(readingOfRules('all'))).toEqual([]);
  });

  it('fact 26: lose them also to what may be an egress rule, misspelt', () => {
    const rule = readingOfRules([{ directoin: 'egress', protocol: 'tcp' }]);
    expectDiagnostic(rule, 'matches-nothing', /directoin/);
    expect(rulesOf(rule)).toEqual([]);
    const list = reading({
      'stack.json': template({ web: { type: 'OS::Neutron::SecurityGroup', properties: { ruels: [] } } }),
    });
    expectDiagnostic(list, 'ignored-value', '"ruels"');
    expect(list.diagnostics[0]!.suggestion).toContain('rules');
    expect(rulesOf(list)).toEqual([]);
    const properties = { rules: [], ruels: [] };
    const both = reading({
      'stack.json': template({ web: { type: 'OS::Neutron::SecurityGroup', properties } }),
    });
    expect(rulesOf(both)).toEqual([]);
  });

  it('with an empty rule let nobody in by it', () => {
    const read = readingOfRules([{}]);
    expectDiagnostic(read, 'matches-nothing', '{}');
    expect(rulesOf(read)).toEqual([]);
  });

  it('fact 27: that are stateless let nothing through', () => {
    const read = reading({ 'stack.json': template({ web: groupResource([ssh], { stateful: false }) }) });
    expectDiagnostic(read, 'stateless-group', 'false');
    const specs = { value_specs: { stateful: false } };
    expect(rulesOf(reading({ 'stack.json': template({ web: groupResource([ssh], specs) }) }))).toEqual([]);
    expect(rulesOf(read)).toEqual([]);
  });

  it('refer to themselves where the mode is a group and none is named', () => {
    const read = readingOfRules([{ remote_mode: 'remote_group_id', ethertype: 'IPv6' }]);
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(['in all group:web/ipv6', ...everythingOut]);
  });

  it('refuse a group without its mode, which Heat would drop', () => {
    const read = readingOfRules([{ ...ssh, remote_group_id: { get_resource: 'web' } }]);
    expectDiagnostic(read, 'wrong-type', /"web"/, 'lets anybody in');
    expect(rulesOf(read)).toEqual(everythingOut);
  });

  it.each([
    { remote_mode: 'remote_group_id', remote_ip_prefix: '10.0.0.0/8' },
    { remote_mode: 'other' },
    { remote_mode: ['remote_group_id'] },
  ])('refuse %j', (more) => {
    const read = readingOfRules([{ ...ssh, ...more }]);
    expect(codesOf(read)).toEqual(['wrong-type']);
    expect(rulesOf(read)).toEqual(everythingOut);
  });

  it('are named by resource, or by the name or id that the cloud knows', () => {
    const remote = (group: unknown) => [{ remote_mode: 'remote_group_id', remote_group_id: group }];
    const files = {
      'groups.json': { security_groups: [{ id: 'id-1', name: 'existing', security_group_rules: [] }] },
      'stack.json': template({
        db: groupResource([], { name: 'database' }),
        a: groupResource(remote({ get_resource: 'db' })),
        b: groupResource(remote('database')),
        c: groupResource(remote('existing')),
        d: groupResource(remote('id-1')),
        e: groupResource(remote('default')),
      }),
    };
    const read = reading(files);
    expectNothingSaid(read);
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => rulesOf(read, id)[0])).toEqual([
      'in all group:db/ipv4',
      'in all group:db/ipv4',
      'in all group:id-1/ipv4',
      'in all group:id-1/ipv4',
      'in all group:default/ipv4',
    ]);
  });

  it.each<[peer: unknown, code: string]>([
    [{ get_resource: 'disk' }, 'unresolved-group'],
    [{ get_resource: 'gone' }, 'unknown-value'],
    ['web', 'unresolved-group'],
    [{ get_attr: ['web', 'id'] }, 'unknown-value'],
    ['', 'wrong-type'],
    [7, 'wrong-type'],
  ])('that are not there match nothing: %j', (remote_group_id, code) => {
    const resources = {
      web: groupResource([{ remote_mode: 'remote_group_id', remote_group_id }]),
      disk: { type: 'OS::Cinder::Volume' },
    };
    const read = reading({ 'stack.json': template(resources) });
    expect(codesOf(read)).toEqual([code]);
    expect(rulesOf(read)).toEqual(everythingOut);
  });
});

describe('rules that are resources', () => {
  const rule = (more: object) => ({
    type: 'OS::Neutron::SecurityGroupRule',
    properties: { security_group: { get_resource: 'web' }, ...more },
  });

  function readingWith(more: object): Reading {
    return reading({ 'stack.json': template({ web: groupResource([]), extra: rule(more) }) });
  }

  it('are for tcp and ingress where they do not say, and take nothing from the group', () => {
    const read = readingWith({ port_range_min: 22, port_range_max: 22 });
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(['in tcp/22 anywhere-ipv4', ...everythingOut]);
    expect(rulesOf(readingWith({ direction: 'egress', remote_group: { get_resource: 'web' } }))).toEqual([
      ...everythingOut,
      'out tcp group:web/ipv4',
    ]);
  });

  it.each(['direction', 'protocol', 'port_range_min', 'remote_ip_prefix', 'remote_group', 'security_group'])(
    'whose %s is not known are left out',
    (key) => {
      const read = readingWith({ ...ssh, [key]: { get_attr: ['x', 'y'] } });
      expect(new Set(codesOf(read))).toEqual(new Set(['unknown-value']));
      expect(rulesOf(read)).toEqual(everythingOut);
    },
  );

  it('whose group is not made by a template are left out', () => {
    const read = readingWith({ security_group: 'default' });
    expectDiagnostic(read, 'matches-nothing', '"default"');
    expect(rulesOf(read)).toEqual(everythingOut);
  });

  it('with two peers are refused', () => {
    const read = readingWith({ remote_group: { get_resource: 'web' }, remote_ip_prefix: '10.0.0.0/8' });
    expect(codesOf(read)).toEqual(['wrong-type']);
    expect(rulesOf(read)).toEqual(everythingOut);
  });
});

describe('templates that call different things alike', () => {
  const stack = (port: number, more: object = {}) =>
    template({
      web: groupResource([{ protocol: 'tcp', port_range_min: port, port_range_max: port }]),
      server: {
        type: 'OS::Nova::Server',
        properties: { networks: [{ network: 'n' }], security_groups: [{ get_resource: 'web' }] },
      },
      ...more,
    });

  it('are stacks of their own, which is said once', () => {
    const read = reading({ 'eu.json': stack(80), 'us.json': stack(443) });
    expect(codesOf(read)).toEqual(['same-ids']);
    expect(read.definition.groups.map(({ id }) => [id, rulesOf(read, id)[0]])).toEqual([
      ['eu.web', 'in tcp/80 anywhere-ipv4'],
      ['us.web', 'in tcp/443 anywhere-ipv4'],
    ]);
    const carried = read.definition.hosts.map(({ id, interfaces }) => [
      id,
      ...interfaces.map((one) => [one.id, ...one.groups.map(({ reference }) => reference)]),
    ]);
    expect(carried).toEqual([
      ['eu.server', ['eu.server-0', 'eu.web']],
      ['us.server', ['us.server-0', 'us.web']],
    ]);
  });

  it('do not give each other rules: a group that is not made in a template is not that of another', () => {
    const rule = {
      type: 'OS::Neutron::SecurityGroupRule',
      properties: { security_group: { get_resource: 'web' }, port_range_min: 22, port_range_max: 22 },
    };
    const none = template({ web: { type: 'OS::Nova::KeyPair', properties: {} }, rule });
    const read = reading({ 'eu.json': stack(80), 'us.json': none });
    expect(rulesOf(read)).toEqual(['in tcp/80 anywhere-ipv4', ...everythingOut]);
    expect(codesOf(read)).toEqual(['unresolved-group']);
  });
});

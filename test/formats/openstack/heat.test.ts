import { describe, expect, it } from 'vitest';
import { openstack } from '../../../src/formats/openstack/index.js';
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
  rulesOf,
} from './reading.js';

const version = { heat_template_version: '2018-08-31' };

function template(resources: object, more: object = {}): object {
  return { ...version, ...more, resources };
}

function groupResource(rules: unknown, more: object = {}): object {
  return { type: 'OS::Neutron::SecurityGroup', properties: { rules, ...more } };
}

function readingOfRules(rules: unknown, more: object = {}, parameters = {}): Reading {
  return reading({ 'stack.json': template({ web: groupResource(rules) }, more) }, parameters);
}

const everythingOut = ['out all anywhere-ipv4', 'out all anywhere-ipv6'];
const ssh = { protocol: 'tcp', port_range_min: 22, port_range_max: 22 };

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

  it.each([
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

describe('functions', () => {
  function prefix(remote_ip_prefix: unknown, more: object = {}, parameters = {}): readonly string[] {
    const read = readingOfRules([{ ...ssh, remote_ip_prefix }], more, parameters);
    expectNothingSaid(read);
    return rulesOf(read).slice(0, -2);
  }

  const parameters = {
    office: { type: 'string', default: '10.0.0.0/8' },
    nets: { type: 'comma_delimited_list', default: '10.1.0.0/16, 10.2.0.0/16' },
    map: { type: 'json', default: { a: { cidr: '10.3.0.0/16' } } },
    ports: { type: 'json', default: [80, 443] },
    public: { type: 'boolean', default: false },
    size: { type: 'number' },
  };

  it.each([
    [{ get_param: 'office' }, '10.0.0.0/8'],
    [{ get_param: ['nets', 1] }, '10.2.0.0/16'],
    [{ get_param: ['map', 'a', 'cidr'] }, '10.3.0.0/16'],
    [{ list_join: ['/', ['10.4.0.0', 16]] }, '10.4.0.0/16'],
    [{ str_replace: { template: 'A.0.0/B', params: { A: '10.5', B: 16 } } }, '10.5.0.0/16'],
    [{ str_split: [',', '10.6.0.0/16,x', 0] }, '10.6.0.0/16'],
    [{ if: ['open', '0.0.0.0/0', '10.7.0.0/16'] }, '10.7.0.0/16'],
    [{ if: ['closed', '10.8.0.0/16', '0.0.0.0/0'] }, '10.8.0.0/16'],
    [
      { if: [{ equals: [{ get_param: 'office' }, '10.0.0.0/8'] }, '10.9.0.0/16', '0.0.0.0/0'] },
      '10.9.0.0/16',
    ],
  ])('%j is %s', (value, spelled) => {
    const conditions = { open: { get_param: 'public' }, closed: { not: 'open' } };
    expect(prefix(value, { parameters, conditions })).toEqual([`in tcp/22 ${spelled}`]);
  });

  it('take the values of parameters that are given', () => {
    expect(prefix({ get_param: 'office' }, { parameters }, { office: '192.0.2.0/24' })).toEqual([
      'in tcp/22 192.0.2.0/24',
    ]);
    expect(prefix({ get_param: ['nets', 0] }, { parameters }, { nets: '192.0.2.0/24' })).toEqual([
      'in tcp/22 192.0.2.0/24',
    ]);
  });

  it.each([
    [{ get_param: 'size' }, {}, "needs parameter 'size', which has no value"],
    [{ get_param: 'size' }, { size: 'x' }, "whose value 'x' is not a number"],
    [{ get_param: ['map', 'b'] }, {}, 'does not exist'],
    [{ get_param: ['map', '__proto__'] }, {}, 'does not exist'],
    [{ get_param: 'constructor' }, {}, 'does not have'],
    [{ get_param: 'OS::stack_name' }, {}, 'only when the stack is created'],
    [{ get_attr: ['web', 'x'] }, {}, 'only when the stack is created'],
    [{ get_file: 'x' }, {}, "needs 'get_file'"],
    [{ yaql: {} }, {}, "needs 'yaql'"],
    [{ list_join: ['', [{ get_attr: ['web', 'x'] }, '/8']] }, {}, 'only when the stack is created'],
    [{ list_join: 7 }, {}, "needs 'list_join' of values"],
    [{ str_replace: { template: 'x', params: { x: { get_param: 'size' } } } }, {}, "parameter 'size'"],
    [{ if: ['gone', '0.0.0.0/0', '0.0.0.0/0'] }, {}, "needs condition 'gone'"],
    [{ if: ['loop', '0.0.0.0/0', '0.0.0.0/0'] }, {}, 'refers to itself'],
    [{ if: ['sized', '0.0.0.0/0', '0.0.0.0/0'] }, {}, "parameter 'size'"],
  ])('what is not known matches nothing: %j', (value, given, why) => {
    const conditions = {
      loop: { not: 'pool' },
      pool: { not: 'loop' },
      sized: { equals: [{ get_param: 'size' }, 1] },
    };
    const read = readingOfRules([{ ...ssh, remote_ip_prefix: value }], { parameters, conditions }, given);
    expectDiagnostic(read, 'unknown-value', /^\{/, why);
    expect(rulesOf(read)).toEqual(everythingOut);
  });

  it.each(['direction', 'ethertype', 'protocol', 'port_range_min', 'port_range_max', 'remote_mode'])(
    'a rule whose %s is not known is left out',
    (key) => {
      const read = readingOfRules([{ ...ssh, [key]: { get_param: 'size' } }], { parameters });
      expectDiagnostic(read, 'unknown-value', /get_param/, `'${key}' needs parameter 'size'`);
      expect(read.diagnostics[0]!.suggestion).toBe('set it with --parameter size=VALUE');
      expect(rulesOf(read)).toEqual(key === 'direction' ? [] : everythingOut);
    },
  );

  it('a description that is not known is no condition', () => {
    const read = readingOfRules([{ ...ssh, description: { get_param: 'size' } }], { parameters });
    expect(rulesOf(read)[0]).toBe('in tcp/22 anywhere-ipv4');
  });

  it('a part of a condition that decides does so, whatever is not known of others', () => {
    const conditions = {
      sized: { equals: [{ get_param: 'size' }, 1] },
      none: { and: ['sized', false] },
      one: { or: ['sized', true] },
    };
    const values = [{ if: ['none', '0.0.0.0/0', '10.0.0.0/8'] }, { if: ['one', '10.0.0.0/8', '0.0.0.0/0'] }];
    for (const value of values)
      expect(prefix(value, { parameters, conditions })).toEqual(['in tcp/22 10.0.0.0/8']);
  });

  it('`if` without its other side leaves the key out', () => {
    const conditions = { never: { equals: ['a', 'b'] } };
    const rules = [{ if: ['never', ssh] }, { ...ssh, description: { if: ['never', 'x'] } }];
    expect(rulesOf(readingOfRules(rules, { conditions }))).toEqual([
      'in tcp/22 anywhere-ipv4',
      ...everythingOut,
    ]);
  });

  it('`repeat` writes a rule for each combination', () => {
    const rules = {
      repeat: {
        for_each: { '<%port%>': { get_param: 'ports' }, '<%net%>': ['10.0.0', '10.0.1'] },
        template: {
          protocol: 'tcp',
          port_range_min: '<%port%>',
          port_range_max: '<%port%>',
          remote_ip_prefix: '<%net%>.0/24',
        },
      },
    };
    const read = readingOfRules(rules, { parameters });
    expectNothingSaid(read);
    expect(rulesOf(read).slice(0, -2)).toEqual([
      'in tcp/80 10.0.0.0/24',
      'in tcp/80 10.0.1.0/24',
      'in tcp/443 10.0.0.0/24',
      'in tcp/443 10.0.1.0/24',
    ]);
  });

  it('`repeat` says once what is not known in all that it writes', () => {
    const rules = {
      repeat: { for_each: { P: [80, 443] }, template: { ...ssh, remote_ip_prefix: { get_param: 'size' } } },
    };
    expectDiagnostic(readingOfRules(rules, { parameters }), 'unknown-value', '"rules"', "parameter 'size'");
  });

  it('`repeat` of more than there is memory for is not known, and nothing may leave', () => {
    const list = Array.from({ length: 1000 }, (_, i) => i + 1);
    const rules = { repeat: { for_each: { A: list, B: list, C: list }, template: ssh } };
    const read = readingOfRules(rules);
    expectDiagnostic(read, 'unknown-value', /repeat/, 'more repetitions');
    expect(rulesOf(read)).toEqual([]);
  });

  it('a short template of conditions that ask for one another many times is read at once', () => {
    const conditions = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`c${i}`, { and: [`c${i + 1}`, `c${i + 1}`] }]),
    );
    const read = readingOfRules([{ if: ['c0', ssh] }], { conditions: { ...conditions, c100: true } });
    expect(rulesOf(read)[0]).toBe('in tcp/22 anywhere-ipv4');
  });

  it('conditions that ask for more others than the stack holds are not known', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => [`c${i}`, `c${i + 1}`]);
    const conditions = { ...Object.fromEntries(chain), c20000: true };
    const read = readingOfRules([{ if: ['c0', ssh] }], { conditions });
    expectDiagnostic(read, 'unknown-value', /if/, 'nested too deeply');
    expect(rulesOf(read)).toEqual([]);
  });

  it('a resource with a misspelt condition is refused', () => {
    const read = reading({ 'stack.json': template({ web: { ...groupResource([ssh]), conditon: 'never' } }) });
    expectDiagnostic(read, 'unknown-key', '"conditon"');
    expect(read.definition.groups).toEqual([]);
  });

  it('a resource whose condition does not hold is not made; one that is not known is reported', () => {
    const conditions = { never: false, perhaps: { get_param: 'size' } };
    const resources = {
      web: { ...groupResource([ssh]), condition: 'never' },
      db: { ...groupResource([ssh]), condition: 'perhaps' },
    };
    const read = reading({ 'stack.json': template(resources, { parameters, conditions }) });
    expectDiagnostic(read, 'unknown-value', '"perhaps"', "whether resource 'db' exists");
    expect(read.definition.groups).toEqual([]);
  });
});

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

import { describe, expect, it } from 'vitest';
import { hasError } from '../../../src/diagnostics/diagnostic.js';
import { compile } from '../../../src/index.js';
import { inTurn } from '../../support/sample.js';
import { expectPlaces, pathsIn, widerThan, withValue, wrongValues } from '../damage.js';
import {
  constant,
  group,
  inline,
  newGroup,
  plan,
  rawState,
  refs,
  rule,
  type Spec,
  state,
  unknownRule,
} from './plans.js';
import { codesOf, expectDiagnostic, expectNothingSaid, reading, textOf } from './reading.js';

const web = group('sg-1', { ingress: [inline('tcp', 22, 22, { cidr_blocks: ['10.0.0.0/8'], self: true })] });

const list: Spec = {
  type: 'aws_ec2_managed_prefix_list',
  name: 'office',
  values: {
    id: 'pl-1',
    name: 'office',
    address_family: 'IPv4',
    max_entries: 5,
    entry: [{ cidr: '192.0.2.0/24' }],
  },
};

const neutron: Spec = {
  type: 'openstack_networking_secgroup_v2',
  name: 'neutron',
  values: { id: 'neutron', name: 'neutron', delete_default_rules: true, stateful: true },
};

const neutronRule = (values: object): Spec => ({
  type: 'openstack_networking_secgroup_rule_v2',
  name: 'one',
  values: {
    ...{ direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', port_range_min: 22, port_range_max: 22 },
    ...{ remote_ip_prefix: '10.0.0.0/8', remote_group_id: null, security_group_id: 'neutron', ...values },
  },
});

const resources: readonly Spec[] = [
  web,
  list,
  neutron,
  neutronRule({}),
  rule('one', { security_group_id: 'sg-1', source_security_group_id: 'sg-1', prefix_list_ids: ['pl-1'] }),
  {
    type: 'aws_vpc_security_group_egress_rule',
    name: 'out',
    values: {
      security_group_id: 'sg-1',
      cidr_ipv6: '2001:db8::/32',
      ip_protocol: 'icmpv6',
      from_port: 128,
      to_port: 0,
    },
  },
  {
    type: 'aws_instance',
    name: 'web',
    values: { id: 'i-1', private_ip: '10.0.0.5', vpc_security_group_ids: ['sg-1'], tags: { Name: 'w' } },
  },
  {
    type: 'aws_network_interface',
    name: 'second',
    values: {
      id: 'eni-2',
      private_ips: ['10.0.1.5'],
      security_groups: ['sg-1'],
      ipv4_prefixes: ['10.0.2.0/28'],
    },
  },
  {
    type: 'openstack_networking_port_v2',
    name: 'eth',
    values: {
      id: 'p1',
      name: 'eth',
      device_id: '',
      security_group_ids: ['neutron'],
      all_fixed_ips: ['10.0.3.5'],
    },
  },
];

const planned = plan({
  resources: [
    newGroup('a'),
    newGroup('b', {
      values: { ingress: [{ protocol: 'tcp', from_port: 80, to_port: 80, cidr_blocks: [], self: false }] },
      unknown: { ingress: [{ security_groups: true }] },
      written: {
        ingress: [
          {
            from_port: constant(80),
            security_groups: refs('aws_security_group.a.id', 'aws_security_group.a'),
          },
        ],
      },
    }),
    rule(
      'one',
      {},
      {
        unknown: unknownRule,
        written: { security_group_id: 'aws_security_group.a.id', source_security_group_id: 'module.m.out' },
      },
    ),
    {
      ...neutronRule({ remote_ip_prefix: '', protocol: 'udp' }),
      values: {
        direction: 'ingress',
        ethertype: 'IPv4',
        protocol: 'udp',
        port_range_min: 53,
        port_range_max: 53,
        remote_ip_prefix: null,
        remote_address_group_id: null,
      },
      unknown: { id: true, security_group_id: true, remote_group_id: true },
      written: {
        direction: constant('ingress'),
        security_group_id: 'openstack_networking_secgroup_v2.made.id',
        remote_group_id: 'openstack_networking_secgroup_v2.made.id',
      },
    },
    {
      type: 'openstack_networking_secgroup_v2',
      name: 'made',
      values: { name: 'made', delete_default_rules: true },
      unknown: { id: true },
    },
    {
      type: 'aws_instance',
      name: 'new',
      values: { private_ip: '10.0.0.7' },
      unknown: { id: true, vpc_security_group_ids: true },
      written: { vpc_security_group_ids: ['aws_security_group.a.id'] },
    },
  ],
  calls: {
    m: { written: { x: 'aws_security_group.b.id' }, outputs: { out: 'var.x' }, variables: { x: null } },
  },
  variables: { unused: true },
});

/** Texts that a provider writes for what is not set. */
const unset = /^"(protocol|remote_ip_prefix|remote_group_id|all_fixed_ips|direction|ethertype)"$/;

const cases = [
  ['a state', state(resources)],
  ['a raw state', rawState(resources)],
  ['a plan', planned],
] as const;

describe.each(cases)('%s with one value of another kind', (_, whole) => {
  const read = reading({ 'd.json': JSON.stringify(whole) });
  const turn = inTurn(wrongValues, 4);
  const damages = pathsIn(whole).flatMap((path) => turn().map((text) => ({ path, text })));

  it('is read without a word where nothing is wrong', () => {
    expect(codesOf(read).filter((code) => code !== 'interface-without-groups')).toEqual([]);
    expect(widerThan(read, reading({ 'd.json': '{"format_version": "1.0"}' })).length).toBeGreaterThanOrEqual(
      5,
    );
  });

  it.each(wrongValues)('%s', (text) => {
    const wider: unknown[] = [];
    for (const damage of damages) {
      if (damage.text !== text) continue;
      if (text === 'true' && damage.path.at(-1) === 'self') continue;
      if (text === '""' && unset.test(JSON.stringify(damage.path.at(-1)))) continue;
      const damaged = reading({ 'd.json': withValue(whole, damage.path, text) });
      expectPlaces(damaged);
      if (hasError(damaged.diagnostics)) continue;
      const more = widerThan(damaged, read);
      if (more.length > 0) wider.push([damage.path.join('/'), more]);
    }
    expect(wider).toEqual([]);
  });
});

describe('damaged files', () => {
  it.each(cases)('%s that is cut off anywhere is refused', async (_, whole) => {
    const text = JSON.stringify(whole);
    for (let end = 1; end < text.length; end += 97) {
      const { value, diagnostics } = await compile([{ name: 'p.json', text: text.slice(0, end) }]);
      expect([end, value, diagnostics[0]?.code]).toEqual([end, undefined, 'syntax']);
    }
  });

  it.each(['[', '{"a":'])('nested too deeply with %s', async (open) => {
    const text = `{"terraform_version": "1.9.5", "planned_values": ${open.repeat(100_000)}`;
    const { value, diagnostics } = await compile([{ name: 'p.json', text }]);
    expect(value).toBeUndefined();
    expect(diagnostics[0]!.span).toBeDefined();
  });

  it('a prototype is a key like any other', () => {
    const text = JSON.stringify(planned).replaceAll('"security_groups":', '"__proto__":');
    const found = reading({ 'p.json': text });
    expect(widerThan(found, reading({ 'p.json': JSON.stringify(planned) }))).toEqual([]);
    for (const key of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const one = rule(
        'one',
        {},
        {
          unknown: unknownRule,
          written: {
            security_group_id: 'aws_security_group.a.id',
            source_security_group_id: refs(`module.${key}.${key}`, `var.${key}`),
          },
        },
      );
      expect(codesOf(reading({ 'p.json': plan({ resources: [newGroup('a'), one] }) }))).toEqual([
        'unknown-value',
      ]);
    }
  });

  it.each([{ actions: [] }, { actions: 'delete' }, { actions: [1] }, {}])(
    'what a plan does with a resource has to be known: %j',
    (change) => {
      const text = {
        ...plan({ resources: [web] }),
        resource_changes: [{ address: 'aws_security_group.1', change }],
      };
      expect(codesOf(reading({ 'p.json': text }))).toContain('wrong-type');
    },
  );

  it('what a plan destroys has to be known, or the list of its group is still believed', () => {
    const gone = rule(
      'one',
      {},
      {
        before: {
          security_group_id: 'sg-1',
          type: 'ingress',
          protocol: 'tcp',
          from_port: 'x',
          to_port: 22,
          cidr_blocks: ['10.0.0.0/8'],
        },
        actions: ['delete'],
      },
    );
    const found = reading({ 'p.json': plan({ resources: [web, gone] }) });
    expectDiagnostic(found, 'wrong-type', '"x"');
  });

  it('one address twice', () => {
    const found = reading({ 's.json': state([web, web]) });
    expectDiagnostic(found, 'duplicate', '"aws_security_group.1"', 'resource');
  });

  it.each([
    [{ version: 3, terraform_version: '0.11.14', modules: [] }, 'a state of version 3'],
    [{ version: 5, terraform_version: '2.0.0' }, 'not a known kind of Terraform plan or state'],
    [{ terraform_version: '1.9.5' }, 'not a known kind of Terraform plan or state'],
    [{ version: 4, terraform_version: '1.9.5' }, 'not a known kind of Terraform plan or state'],
    [{ format_version: '1.0', valid: true }, 'not a known kind of Terraform plan or state'],
  ])('%j is no state that is known', (value, problem) => {
    const found = reading({ 's.json': value });
    expect(found.diagnostics.map(({ code, message }) => [code, message.includes(problem)])).toEqual([
      ['unknown-shape', true],
    ]);
  });

  it('a state of nothing has no list of resources', () => {
    expectNothingSaid(reading({ 's.json': { version: 4, serial: 1, lineage: 'x', outputs: {} } }));
  });

  it('attributes of Terraform 0.11 are told', () => {
    const flat = {
      version: 4,
      terraform_version: '0.12.0',
      resources: [
        {
          mode: 'managed',
          type: 'aws_security_group',
          name: 'a',
          instances: [{ attributes_flat: { id: 'sg-1' } }],
        },
      ],
    };
    const found = reading({ 's.json': flat });
    expect(found.diagnostics[0]!.message).toContain('the attributes of aws_security_group.a');
    expect(textOf(found.diagnostics[0]!.span!)).toContain('attributes_flat');
  });
});

describe('what a damaged plan does not tell is not known', () => {
  it('an attribute without a value, however it stands in after_unknown', () => {
    const one = rule(
      'one',
      { security_group_id: 'sg-1' },
      { unknown: { cidr_blocks: [] }, written: { cidr_blocks: 'local.x' } },
    );
    const { cidr_blocks: _, ...values } = one.values!;
    const found = reading({ 'p.json': plan({ resources: [web, { ...one, values }] }) });
    expectDiagnostic(found, 'unknown-value', '"cidr_blocks"', "'cidr_blocks' of aws_security_group_rule.one");
  });

  it.each(['remote_ip_prefix', 'remote_group_id', 'protocol', 'port_range_min', 'port_range_max'])(
    'a rule of OpenStack without a word on its %s',
    (key) => {
      const whole = neutronRule({ remote_ip_prefix: '' });
      const values = Object.fromEntries(Object.entries(whole.values!).filter(([name]) => name !== key));
      const found = reading({ 's.json': state([neutron, { ...whole, values }]) });
      expect(found.definition.groups[0]!.ingress).toEqual([]);
      expect(found.diagnostics.map(({ code, message }) => [code, message.includes(`'${key}' of`)])).toEqual([
        ['unknown-value', true],
      ]);
    },
  );

  it('a rule of OpenStack whose configuration lacks what every rule has', () => {
    const { remote_group_id: _, ...values } = neutronRule({ remote_ip_prefix: '' }).values!;
    const one: Spec = { ...neutronRule({}), values, unknown: { remote_group_id: true } };
    const read = (written: object) =>
      reading({
        'p.json': plan({ resources: [neutron, { ...one, written: written as Spec['written'] & object }] }),
      });
    expect(read({ direction: constant('ingress') }).definition.groups[0]!.ingress).toHaveLength(1);
    expect(read({}).definition.groups[0]!.ingress).toEqual([]);
    expect(codesOf(read({}))).toEqual(['unknown-value']);
  });
});

describe('what waits to be destroyed is not read', () => {
  const old = { ...web.values, ingress: [inline('tcp', 23, 23, { cidr_blocks: ['0.0.0.0/0'] })] };

  it('in a state', () => {
    const text = rawState([web]) as { resources: { instances: object[] }[] };
    text.resources[0]!.instances.push({ deposed: '00000001', attributes: old });
    const found = reading({ 's.json': text });
    expect(codesOf(found)).toEqual([]);
    expect(found.definition.groups[0]!.ingress).toHaveLength(2);
  });

  it('in a plan', () => {
    const changed = newGroup('web', { written: { ingress: 'local.x' } });
    const text = plan({ resources: [changed] }) as { resource_changes: { address: string }[] };
    text.resource_changes.push({
      ...text.resource_changes[0]!,
      deposed: '00000001',
      change: { actions: ['delete'], before: old, after: null, after_unknown: {} },
    } as never);
    const found = reading({ 'p.json': text });
    expectDiagnostic(found, 'unknown-value', '"ingress"');
  });

  it('and nothing but errors is said of it', () => {
    const values = {
      security_group_id: 'sg-1',
      type: 'ingress',
      protocol: 'tcp',
      from_port: 23,
      to_port: 23,
      cidr_blocks: ['10.1.2.3/8'],
    };
    const gone = rule('gone', {}, { before: values, actions: ['delete'] });
    expect(codesOf(reading({ 'p.json': plan({ resources: [web, gone] }) }))).toEqual([]);
  });
});

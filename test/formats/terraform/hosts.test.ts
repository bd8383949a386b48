import { describe, expect, it } from 'vitest';
import { group, newGroup, type PlanSpec, plan, printers, rule, type Spec, state } from './plans.js';
import {
  addressesInWords,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  hostOf,
  interfaceOf,
  type Reading,
  reading,
} from './reading.js';

const inPlan = (...resources: readonly Spec[]): Reading => reading({ 'plan.json': plan({ resources }) });
const inState = (...resources: readonly Spec[]): Reading => reading({ 'state.json': state(resources) });

const web = group('sg-1');

const instance = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'aws_instance',
  name: 'web',
  values: {
    ...{ id: 'i-1', primary_network_interface_id: 'eni-1', private_ip: '10.0.0.5', public_ip: '203.0.113.5' },
    ...{
      vpc_security_group_ids: ['sg-1'],
      security_groups: [],
      network_interface: [],
      tags: { Name: 'web server' },
    },
    ...values,
  },
  ...more,
});

const eni = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'aws_network_interface',
  name: 'second',
  values: {
    id: 'eni-2',
    private_ips: ['10.0.1.5'],
    private_ip: '10.0.1.5',
    security_groups: ['sg-2'],
    attachment: [],
    ...values,
  },
  ...more,
});

function carried(found: Reading, id: string): readonly string[] {
  return interfaceOf(found, id).groups.map(({ reference }) => reference);
}

function addressesOf(found: Reading, id: string): readonly string[] {
  return addressesInWords(interfaceOf(found, id).addresses);
}

describe('an instance', () => {
  it('is a host of the cloud, with its primary interface', () => {
    const found = inState(web, instance({}));
    expect(hostOf(found, 'i-1')).toMatchObject({ name: 'web server', cloud: true });
    expect(carried(found, 'eni-1')).toEqual(['sg-1']);
    expectNothingSaid(found);
  });

  it('has secondary and IPv6 addresses (fact 12), and never public ones (fact 29)', () => {
    const found = inState(
      web,
      instance({ secondary_private_ips: ['10.0.0.6'], ipv6_addresses: ['2001:db8::5'] }),
    );
    expect(addressesOf(found, 'eni-1')).toEqual(['10.0.0.5-10.0.0.6', '2001:db8::5']);
  });

  it('has a list of groups that is not that of its other interfaces (facts 2 and 29)', () => {
    const attached = eni({ attachment: [{ instance: 'i-1', device_index: 1, attachment_id: 'a' }] });
    const found = inState(web, group('sg-2'), instance({}), attached);
    expect(hostOf(found, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
    expect([carried(found, 'eni-1'), carried(found, 'eni-2')]).toEqual([['sg-1'], ['sg-2']]);
  });

  it('says nothing of a primary interface that is a resource of its own', () => {
    const own = eni({ id: 'eni-1', security_groups: ['sg-2'] }, { name: 'first' });
    const found = inState(
      web,
      group('sg-2'),
      own,
      instance({ network_interface: [{ device_index: 0, network_interface_id: 'eni-1' }] }),
    );
    expect(hostOf(found, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1']);
    expect(carried(found, 'eni-1')).toEqual(['sg-2']);
  });

  it('is not there when it is gone', () => {
    expect(inState(instance({ instance_state: 'terminated' })).definition.hosts).toEqual([]);
  });

  it('names groups by their names where there are no ids', () => {
    const found = inState(web, instance({ vpc_security_group_ids: [], security_groups: ['1'] }));
    expect(carried(found, 'eni-1')).toEqual(['sg-1']);
    const other = inState(web, instance({ vpc_security_group_ids: [], security_groups: ['gone'] }));
    expect(codesOf(other)).toEqual(['unresolved-group', 'interface-without-groups']);
  });

  it('carries a group that the input does not describe, which lets nothing through', () => {
    const found = inState(instance({}));
    expectDiagnostic(found, 'unresolved-group', '"sg-1"');
    expect(found.definition.groups).toMatchObject([{ id: 'sg-1', ingress: [], egress: [] }]);
  });

  it('that carries none lets nothing through', () => {
    const found = inState(instance({ vpc_security_group_ids: [] }));
    expect(carried(found, 'eni-1')).toEqual(['terraform/no-group']);
    expect(codesOf(found)).toEqual(['interface-without-groups']);
  });
});

describe('fact 31: an instance that a plan makes', () => {
  const unknown = {
    id: true,
    private_ip: true,
    primary_network_interface_id: true,
    ipv6_addresses: true,
    vpc_security_group_ids: true,
    security_groups: true,
    network_interface: true,
    secondary_private_ips: true,
  };
  const made = (written: object, more: Partial<Spec> = {}): Spec => ({
    type: 'aws_instance',
    name: 'web',
    values: { tags: null },
    unknown,
    written: written as Spec['written'] & object,
    ...more,
  });
  const both = [newGroup('a'), newGroup('b')];

  it.each(printers)('carries the groups that are made with it, in a plan of %s', (printer) => {
    const one = made({ vpc_security_group_ids: ['aws_security_group.a.id', 'aws_security_group.b.id'] });
    const found = reading({ 'plan.json': plan({ resources: [...both, one] }, printer) });
    expect(carried(found, 'aws_instance.web')).toEqual(['aws_security_group.a', 'aws_security_group.b']);
    expect(addressesOf(found, 'aws_instance.web')).toEqual([]);
    expectDiagnostic(found, 'unknown-value', '"private_ip"', "'private_ip' of aws_instance.web");
    expect(codesOf(found)).toEqual(['unknown-value']);
  });

  it('has the address that is written', () => {
    const found = inPlan(
      ...both,
      made({ vpc_security_group_ids: ['aws_security_group.a.id'] }, { values: { private_ip: '10.0.0.5' } }),
    );
    expect(addressesOf(found, 'aws_instance.web')).toEqual(['10.0.0.5']);
    expectNothingSaid(found);
  });

  it('carries a group that exists beside one that does not', () => {
    const found = inPlan(
      web,
      newGroup('a'),
      made(
        { vpc_security_group_ids: ['aws_security_group.a.id', 'aws_security_group.1.id'] },
        { values: { private_ip: '10.0.0.5' } },
      ),
    );
    expect(carried(found, 'aws_instance.web')).toEqual(['aws_security_group.a', 'sg-1']);
    expectNothingSaid(found);
  });

  it('carries none of those between which a condition chooses', () => {
    const spec: PlanSpec = {
      resources: [
        ...both,
        made(
          { vpc_security_group_ids: ['var.which', 'aws_security_group.a.id', 'aws_security_group.b.id'] },
          { values: { private_ip: '10.0.0.5' } },
        ),
      ],
      variables: { which: true },
    };
    const found = reading({ 'plan.json': plan(spec) });
    expect(carried(found, 'aws_instance.web')).toEqual(['terraform/no-group']);
    expect(codesOf(found)).toEqual(['unknown-value', 'interface-without-groups']);
  });

  it('may carry more than the plan tells, which is said', () => {
    const spec: PlanSpec = {
      resources: [
        ...both,
        made(
          { vpc_security_group_ids: ['aws_security_group.a.id', 'var.more'] },
          { values: { private_ip: '10.0.0.5' } },
        ),
      ],
      variables: { more: ['sg-9'] },
    };
    const found = reading({ 'plan.json': plan(spec) });
    expect(carried(found, 'aws_instance.web')).toEqual(['aws_security_group.a']);
    expectDiagnostic(found, 'unknown-value', '"vpc_security_group_ids"', 'may contain more');
  });

  it('that names no group carries one that the plan does not tell', () => {
    const found = inPlan(made({}, { values: { private_ip: '10.0.0.5' } }));
    expect(carried(found, 'aws_instance.web')).toEqual(['terraform/no-group']);
    expectDiagnostic(found, 'unknown-value', '"vpc_security_group_ids"');
  });

  it('is named in plain letters, each instance apart', () => {
    const spec = (key: string | number) =>
      made(
        { vpc_security_group_ids: ['aws_security_group.a.id'] },
        { key, values: { private_ip: '10.0.0.5' } },
      );
    const found = inPlan(...both, ...['a/b', 'a-b', '../x', 0].map(spec));
    expect(found.definition.hosts.map(({ id }) => id)).toEqual([
      'aws_instance.web-a-b',
      'aws_instance.web-a-b-2',
      'aws_instance.web.x',
      'aws_instance.web-0',
    ]);
    expect(found.definition.hosts.map(({ name }) => name)[0]).toBe('aws_instance.web["a/b"]');
  });

  it('is linked to interfaces that are made with it', () => {
    const first = eni(
      {},
      {
        name: 'first',
        values: { private_ips: ['10.0.1.5'], attachment: [] },
        unknown: { id: true, private_ip: true, security_groups: true },
        written: { security_groups: ['aws_security_group.a.id'] },
      },
    );
    const block = {
      values: { network_interface: [{ device_index: 0 }] },
      unknown: { ...unknown, network_interface: [{ network_interface_id: true }] },
    };
    const one = made(
      {
        network_interface: [
          {
            device_index: { constant_value: 0 },
            network_interface_id: {
              references: ['aws_network_interface.first.id', 'aws_network_interface.first'],
            },
          },
        ],
      },
      block,
    );
    const found = inPlan(...both, first, one);
    expect(hostOf(found, 'aws_instance.web').interfaces.map(({ id }) => id)).toEqual([
      'aws_network_interface.first',
    ]);
    expect(carried(found, 'aws_network_interface.first')).toEqual(['aws_security_group.a']);
    expectNothingSaid(found);
  });
});

describe('an interface', () => {
  it('without an instance is a host of its own (fact 29)', () => {
    const found = inState(group('sg-2'), eni({}));
    expect(hostOf(found, 'eni-2').interfaces).toHaveLength(1);
    expectNothingSaid(found);
  });

  it('has delegated prefixes (fact 12)', () => {
    const found = inState(
      group('sg-2'),
      eni({ ipv4_prefixes: ['10.0.2.0/28'], ipv6_addresses: ['2001:db8::5'] }),
    );
    expect(addressesOf(found, 'eni-2')).toEqual(['10.0.1.5', '10.0.2.0/28', '2001:db8::5']);
  });

  it('is attached by a resource of its own', () => {
    const attachment: Spec = {
      type: 'aws_network_interface_attachment',
      name: 'a',
      values: { instance_id: 'i-1', network_interface_id: 'eni-2', device_index: 1 },
    };
    const found = inState(web, group('sg-2'), instance({}), eni({}), attachment);
    expect(hostOf(found, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
  });

  it('carries groups that are attached to it, each once', () => {
    const attachment = (id: string, at: string): Spec => ({
      type: 'aws_network_interface_sg_attachment',
      name: `${id}${at}`,
      values: { security_group_id: id, network_interface_id: at },
    });
    const found = inState(
      web,
      group('sg-2'),
      group('sg-3'),
      instance({}),
      eni({}),
      attachment('sg-3', 'eni-1'),
      attachment('sg-3', 'eni-2'),
      attachment('sg-2', 'eni-2'),
    );
    expect([carried(found, 'eni-1'), carried(found, 'eni-2')]).toEqual([
      ['sg-1', 'sg-3'],
      ['sg-2', 'sg-3'],
    ]);
  });

  it('carries a group that is attached to the instance that it stands for', () => {
    const attachment: Spec = {
      type: 'aws_network_interface_sg_attachment',
      name: 'a',
      values: { security_group_id: 'sg-1' },
      unknown: { network_interface_id: true },
      written: { network_interface_id: 'aws_instance.web.primary_network_interface_id' },
    };
    const one = instance(
      {},
      {
        values: { private_ip: '10.0.0.5', vpc_security_group_ids: ['sg-2'] },
        unknown: { id: true, primary_network_interface_id: true },
        written: { vpc_security_group_ids: { constant_value: ['sg-2'] } },
      },
    );
    const found = inPlan(web, group('sg-2'), one, attachment);
    expect(carried(found, 'aws_instance.web')).toEqual(['sg-2', 'sg-1']);
    expectNothingSaid(found);
  });

  it('loses a group with the attachment that the plan destroys', () => {
    const values = { security_group_id: 'sg-2', network_interface_id: 'eni-2' };
    const attachment: Spec = {
      type: 'aws_network_interface_sg_attachment',
      name: 'a',
      values,
      before: values,
      actions: ['delete'],
    };
    const found = inPlan(web, group('sg-2'), eni({ security_groups: ['sg-1', 'sg-2'] }), attachment);
    expect(carried(found, 'eni-2')).toEqual(['sg-1']);
  });
});

it('data sources are hosts where they carry values', () => {
  const data: Spec = {
    ...instance({ network_interface_id: 'eni-1', primary_network_interface_id: null }),
    mode: 'data',
  };
  const found = inState(web, data);
  expect(carried(found, 'eni-1')).toEqual(['sg-1']);
  const twice = inState(web, data, instance({}));
  expect(twice.definition.hosts).toHaveLength(1);
  expectNothingSaid(twice);
});

it('an instance in two states is a duplicate', () => {
  const found = reading({ 'a.json': state([web, instance({})]), 'b.json': state([instance({})]) });
  expect(codesOf(found)).toEqual(['duplicate']);
});

describe('what else carries a group that rules refer to is told', () => {
  const fromLb = rule('one', { security_group_id: 'sg-1', source_security_group_id: 'sg-2' });
  const of = (type: string, values: object, more: Partial<Spec> = {}): Spec => ({
    type,
    name: 'x',
    values: { ...values },
    ...more,
  });

  it.each([
    of('aws_lb', { security_groups: ['sg-2'] }),
    of('aws_lambda_function', { vpc_config: [{ security_group_ids: ['sg-2'] }] }),
    of(
      'aws_db_instance',
      {},
      {
        unknown: { vpc_security_group_ids: true },
        written: { vpc_security_group_ids: ['aws_security_group.2.id', 'aws_security_group.new.id'] },
      },
    ),
  ])('$type', (other) => {
    const found = inPlan(web, group('sg-2'), newGroup('new'), fromLb, other);
    expectDiagnostic(found, 'unknown-value', `"${other.type}.x"`, "which carries group '2'");
    expect(found.diagnostics).toHaveLength(1);
  });

  it.each([
    of('aws_lb', { security_groups: ['sg-1'] }),
    of('aws_lb', { security_groups: true }),
    of('google_lb', { security_groups: ['sg-2'] }),
    of('aws_route', {}),
  ])('but nothing of %j', (other) => {
    expectNothingSaid(inPlan(web, group('sg-2'), fromLb, other));
  });
});

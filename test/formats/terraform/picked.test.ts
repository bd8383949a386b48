import { describe, expect, it } from 'vitest';
import { constant, type Fields, inline, newGroup, type PlanSpec, plan, type Spec } from './plans.js';
import { codesOf, expectDiagnostic, ingressOf, interfaceOf, type Reading, reading } from './reading.js';

const inPlan = (spec: PlanSpec): Reading => reading({ 'plan.json': plan(spec) });

const instance = (groups: string | readonly string[], unknown: Fields = {}): Spec => ({
  type: 'aws_instance',
  name: 'web',
  values: { id: 'i-1', primary_network_interface_id: 'eni-1', private_ip: '10.0.0.5' },
  unknown: { vpc_security_group_ids: true, ...unknown },
  written: { vpc_security_group_ids: groups },
});

const carried = (found: Reading): readonly string[] =>
  interfaceOf(found, 'eni-1').groups.map(({ reference }) => reference);

const none = ['terraform/no-group'];
const inNet = (name: string, more: Partial<Spec> = {}): Spec => newGroup(name, { modules: ['net'], ...more });
const net = (ids: string | readonly string[]): NonNullable<PlanSpec['calls']> => ({
  net: { outputs: { ids } },
});
const both = ['aws_security_group.a.id', 'aws_security_group.b.id'];

describe('fact 31: an id that is picked by a key', () => {
  it('out of an output with several is not all of them', () => {
    const resources = [inNet('a'), inNet('b'), instance(['module.net.ids["a"]', 'module.net.ids'])];
    const found = inPlan({ resources, calls: net(both) });
    expect(carried(found)).toEqual(none);
    expectDiagnostic(found, 'unknown-value', '"vpc_security_group_ids"', 'is chosen in a way');
  });

  it('out of an output with one is that one', () => {
    const resources = [inNet('a'), inNet('b'), instance(['module.net.ids[0]', 'module.net.ids'])];
    const found = inPlan({ resources, calls: net('aws_security_group.a.id') });
    expect(carried(found)).toEqual(['module.net.aws_security_group.a']);
  });

  it('out of the instances of one resource is the one of that key', () => {
    const many = ['a', 'b'].map((key) => inNet('many', { key }));
    const resources = [...many, instance(['module.net.ids["b"]', 'module.net.ids'])];
    const found = inPlan({ resources, calls: net('aws_security_group.many') });
    expect(carried(found)).toEqual(['module.net.aws_security_group.many["b"]']);
  });

  it('out of a variable with several is not all of them', () => {
    const resources = [
      newGroup('a'),
      newGroup('b'),
      { ...instance(['var.ids[0]', 'var.ids']), modules: ['net'] },
    ];
    const found = inPlan({ resources, calls: { net: { written: { ids: both }, variables: { ids: [] } } } });
    expect(carried(found)).toEqual(none);
  });

  it('an output that is taken as a whole is all of them', () => {
    const found = inPlan({
      resources: [inNet('a'), inNet('b'), instance('module.net.ids')],
      calls: net(both),
    });
    expect(carried(found)).toHaveLength(2);
    expect(codesOf(found)).toEqual([]);
  });
});

it('fact 31: a list with one item is not two groups', () => {
  const web = instance(both, { vpc_security_group_ids: [true] });
  const values = { ...web.values, vpc_security_group_ids: [null] };
  const found = inPlan({ resources: [newGroup('a'), newGroup('b'), { ...web, values }] });
  expect(carried(found)).toEqual(none);
  expectDiagnostic(found, 'unknown-value', '"vpc_security_group_ids"', 'fewer things');
});

describe('fact 31: blocks of which constants do not tell which is which', () => {
  const written = (name: string): Fields => ({
    ...{ protocol: constant('tcp'), from_port: { references: ['var.port'] } },
    ...{
      to_port: { references: ['var.port'] },
      security_groups: { references: [`aws_security_group.${name}.id`] },
    },
  });
  const planned = (port: number): Fields => ({ ...inline('tcp', port, port, {}), security_groups: null });
  const web = (...ports: readonly number[]): Spec =>
    newGroup('web', {
      values: { ingress: ports.map(planned) },
      unknown: { ingress: ports.map(() => ({ security_groups: true })) },
      written: { ingress: [written('a'), written('b')] },
    });
  const ingress = (...ports: readonly number[]): readonly string[] =>
    ingressOf(inPlan({ resources: [newGroup('a'), newGroup('b'), web(...ports)] }), 'aws_security_group.web');

  it('match nothing if they differ', () => {
    expect(ingress(80, 22)).toEqual([]);
  });

  it('match either way if they do not', () => {
    expect(ingress(22, 22)).toEqual([
      'tcp/22 group:aws_security_group.a',
      'tcp/22 group:aws_security_group.b',
    ]);
  });
});

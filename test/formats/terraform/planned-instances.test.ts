import { describe, expect, it } from 'vitest';
import { eni, web } from './hosts.js';
import { newGroup, type PlanSpec, plan, printers, type Spec } from './plans.js';
import {
  addressesOf,
  carriedBy,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  hostOf,
  inPlan,
  reading,
} from './reading.js';

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
    expect(carriedBy(found, 'aws_instance.web')).toEqual(['aws_security_group.a', 'aws_security_group.b']);
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
    expect(carriedBy(found, 'aws_instance.web')).toEqual(['aws_security_group.a', 'sg-1']);
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
    expect(carriedBy(found, 'aws_instance.web')).toEqual(['terraform/no-group']);
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
    expect(carriedBy(found, 'aws_instance.web')).toEqual(['aws_security_group.a']);
    expectDiagnostic(found, 'unknown-value', '"vpc_security_group_ids"', 'may contain more');
  });

  it('that names no group carries one that the plan does not tell', () => {
    const found = inPlan(made({}, { values: { private_ip: '10.0.0.5' } }));
    expect(carriedBy(found, 'aws_instance.web')).toEqual(['terraform/no-group']);
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
    expect(carriedBy(found, 'aws_network_interface.first')).toEqual(['aws_security_group.a']);
    expectNothingSaid(found);
  });
});

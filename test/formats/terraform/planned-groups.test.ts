import { describe, expect, it } from 'vitest';
import {
  constant,
  group,
  inline,
  newGroup,
  plan,
  rawState,
  rule,
  type Spec,
  ssh,
  state,
  unknownRule,
} from './plans.js';
import type { Reading } from './reading.js';
import {
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  ingressOf,
  inPlan,
  inRawState,
  inState,
  reading,
} from './reading.js';

describe('fact 30: a plan, a state and a raw state say the same', () => {
  const web = group(
    'sg-1',
    { ingress: [ssh({ cidr_blocks: ['10.0.0.0/8'], self: true })] },
    { written: { ingress: constant([]) } },
  );
  const one = rule('one', {
    security_group_id: 'sg-1',
    cidr_blocks: ['0.0.0.0/0'],
    from_port: 443,
    to_port: 443,
  });

  it.each<[what: string, read: (...resources: readonly Spec[]) => Reading]>([
    ['plan', inPlan],
    ['state', inState],
    ['raw state', inRawState],
  ])('%s', (_, read) => {
    const found = read(web, one);
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8', 'tcp/22 group:sg-1', 'tcp/443 anywhere-ipv4']);
    expect(egressOf(found)).toEqual([]);
    expectNothingSaid(found);
    expect(groupOf(found, 'sg-1')).toMatchObject({ name: '1', description: '' });
  });
});

describe('fact 30: all traffic is 0/0 with -1', () => {
  it.each<[protocol: unknown, from: number | null, to: number | null]>([
    ['-1', 0, 0],
    ['-1', null, null],
    ['all', 0, 65_535],
    ['-1', -1, -1],
    [-1, 0, 0],
  ])('%j %j %j', (protocol, from, to) => {
    const found = inState(
      group('sg-1', { egress: [inline(protocol, from, to, { cidr_blocks: ['0.0.0.0/0'] })] }),
    );
    expect(egressOf(found)).toEqual(['all anywhere-ipv4']);
    expectNothingSaid(found);
  });

  it('ports are null for -1 in rules of their own', () => {
    const values = {
      security_group_id: 'sg-1',
      cidr_ipv4: '0.0.0.0/0',
      ip_protocol: '-1',
      from_port: null,
      to_port: null,
    };
    const found = inState(group('sg-1'), { type: 'aws_vpc_security_group_egress_rule', name: 'out', values });
    expect(egressOf(found)).toEqual(['all anywhere-ipv4']);
    expectNothingSaid(found);
  });

  it('but 0/0 of tcp is port zero (fact 9)', () => {
    const found = inState(
      group('sg-1', { ingress: [inline('tcp', 0, 0, { cidr_blocks: ['10.0.0.1/32'] })] }),
    );
    expect(ingressOf(found)).toEqual(['tcp/0 10.0.0.1']);
  });
});

describe('fact 30: a standalone rule also stands in the lists of a refreshed group', () => {
  const listed = ssh({ cidr_blocks: ['10.0.0.0/8'] });
  const standalone = (more: Partial<Spec> = {}) =>
    rule('one', { security_group_id: 'sg-1', cidr_blocks: ['10.0.0.0/8'] }, more);

  it('and counts once', () => {
    const found = inState(group('sg-1', { ingress: [listed] }), standalone());
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
  });

  it('with itself as peer, too', () => {
    const self = rule('self', { security_group_id: 'sg-1', self: true });
    expect(ingressOf(inState(group('sg-1', { ingress: [ssh({ self: true })] }), self))).toEqual([
      'tcp/22 group:sg-1',
    ]);
  });

  it('and is gone with the plan that destroys it', () => {
    const before = standalone().values!;
    const web = group('sg-1', { ingress: [listed, ssh({ cidr_blocks: ['192.0.2.0/24'] })] });
    const found = inPlan(web, standalone({ before, actions: ['delete'] }));
    expect(ingressOf(found)).toEqual(['tcp/22 192.0.2.0/24']);
    expectNothingSaid(found);
  });

  it('and is another one after the plan that changes it', () => {
    const before = { ...standalone().values!, cidr_blocks: ['192.0.2.0/24'] };
    const web = group('sg-1', { ingress: [ssh({ cidr_blocks: ['192.0.2.0/24'] })] });
    const found = inPlan(web, standalone({ before, actions: ['delete', 'create'] }));
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
  });

  it('but a list that somebody wrote is what will be', () => {
    const before = standalone().values!;
    const web = group('sg-1', { ingress: [listed] }, { written: { ingress: constant([]) } });
    expect(ingressOf(inPlan(web, standalone({ before, actions: ['delete'] })))).toEqual([
      'tcp/22 10.0.0.0/8',
    ]);
  });
});

describe('fact 30: Terraform takes away the rule by which everything may leave', () => {
  it('a group without egress lets nothing out', () => {
    const found = inPlan(newGroup('web'));
    expect(egressOf(found, 'aws_security_group.web')).toEqual([]);
    expectNothingSaid(found);
  });

  it('and so does a default group without rules', () => {
    const found = inPlan({
      type: 'aws_default_security_group',
      name: 'main',
      values: { ingress: [], egress: [] },
      unknown: { id: true, name: true },
    });
    const { name, ingress, egress } = groupOf(found, 'aws_default_security_group.main');
    expect({ name, ingress, egress }).toEqual({ name: 'default', ingress: [], egress: [] });
  });
});

it('fact 30: self and a source group can both be set', () => {
  const one = rule('one', { security_group_id: 'sg-1', source_security_group_id: 'sg-2', self: true });
  const found = inState(group('sg-1'), group('sg-2'), one);
  expect(ingressOf(found)).toEqual(['tcp/22 group:sg-2', 'tcp/22 group:sg-1']);
});

describe('the same group in several files', () => {
  it('is one if it means the same', () => {
    const web = group('sg-1', { ingress: [ssh({ cidr_blocks: ['10.0.0.0/8'] })] });
    const found = reading({ 'a.json': state([web]), 'b.json': rawState([web]) });
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
    expectNothingSaid(found);
  });

  it('is an error if it does not', () => {
    const found = reading({
      'a.json': state([group('sg-1')]),
      'b.json': state([group('sg-1', { ingress: [ssh({ cidr_blocks: ['10.0.0.0/8'] })] })]),
    });
    expect(codesOf(found)).toEqual(['duplicate']);
  });

  it('can be referred to from the other', () => {
    const one = rule('one', { security_group_id: 'sg-1', source_security_group_id: 'sg-2' });
    const found = reading({ 'a.json': state([group('sg-1'), one]), 'b.json': state([group('sg-2')]) });
    expect(ingressOf(found)).toEqual(['tcp/22 group:sg-2']);
    expectNothingSaid(found);
  });
});

it('what a plan destroys is not there', () => {
  const web = group('sg-1', {}, { before: group('sg-1').values!, actions: ['delete'] });
  const found = inPlan(web, group('sg-2'));
  expect(found.definition.groups.map(({ id }) => id)).toEqual(['sg-2']);
  expectNothingSaid(found);
});

it('a plan that broke off is told', () => {
  const found = reading({ 'p.json': plan({ resources: [group('sg-1')], more: { errored: true } }) });
  expectDiagnostic(found, 'unknown-value', '"errored"', 'this plan');
});

it('a plan that was shortened to its changes says the same', () => {
  const resources = [
    newGroup('web'),
    rule(
      'one',
      {},
      {
        unknown: unknownRule,
        written: {
          security_group_id: 'aws_security_group.web.id',
          source_security_group_id: 'aws_security_group.web.id',
        },
      },
    ),
  ];
  const { planned_values: _, ...short } = plan({ resources }) as Record<string, unknown>;
  const found = reading({ 'p.json': short });
  expect(ingressOf(found, 'aws_security_group.web')).toEqual(['tcp/22 group:aws_security_group.web']);
  expectNothingSaid(found);
});

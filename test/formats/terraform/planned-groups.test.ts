import { describe, expect, it } from 'vitest';
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
import {
  addressesInWords,
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  ingressOf,
  type Reading,
  reading,
  textOf,
} from './reading.js';

const inPlan = (...resources: readonly Spec[]): Reading => reading({ 'plan.json': plan({ resources }) });
const inState = (...resources: readonly Spec[]): Reading => reading({ 'state.json': state(resources) });
const inRawState = (...resources: readonly Spec[]): Reading =>
  reading({ 'terraform.tfstate': rawState(resources) });

const ssh = (peers: object) => inline('tcp', 22, 22, peers as Record<string, unknown>);

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

  it.each([
    ['plan', inPlan],
    ['state', inState],
    ['raw state', inRawState],
  ] as const)('%s', (_, read) => {
    const found = read(web, one);
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8', 'tcp/22 group:sg-1', 'tcp/443 anywhere-ipv4']);
    expect(egressOf(found)).toEqual([]);
    expectNothingSaid(found);
    expect(groupOf(found, 'sg-1')).toMatchObject({ name: '1', description: '' });
  });
});

describe('fact 30: all traffic is 0/0 with -1', () => {
  it.each([
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

describe('fact 31: what is known only after apply is told and matches nothing', () => {
  it.each(['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'source_security_group_id', 'self'])(
    '%s',
    (key) => {
      const one = rule(
        'one',
        { security_group_id: 'sg-1' },
        { unknown: { id: true, [key]: true }, written: { [key]: 'local.x' } },
      );
      const values = Object.fromEntries(Object.entries(one.values!).filter(([name]) => name !== key));
      const found = inPlan(group('sg-1'), { ...one, values });
      expect(ingressOf(found)).toEqual([]);
      expectDiagnostic(found, 'unknown-value', `"${key}"`, `'${key}' of aws_security_group_rule.one`);
      expect(found.diagnostics[0]!.related!.map(({ message, span }) => [message, textOf(span)])).toEqual([
        ['this is part of aws_security_group_rule.one', '"aws_security_group_rule.one"'],
      ]);
      expect(found.diagnostics).toHaveLength(1);
    },
  );

  it.each(['protocol', 'from_port', 'to_port', 'type', 'security_group_id'])(
    '%s: the rule is left out',
    (key) => {
      const one = rule(
        'one',
        { security_group_id: 'sg-1', cidr_blocks: ['0.0.0.0/0'] },
        { unknown: { [key]: true }, written: { [key]: 'local.x' } },
      );
      const values = Object.fromEntries(Object.entries(one.values!).filter(([name]) => name !== key));
      const found = inPlan(group('sg-1'), { ...one, values });
      expect(ingressOf(found)).toEqual([]);
      expectDiagnostic(found, 'unknown-value', `"${key}"`, `'${key}' of aws_security_group_rule.one`);
    },
  );

  it('the known part of a list counts, and only that', () => {
    const one = rule(
      'one',
      { security_group_id: 'sg-1', cidr_blocks: ['10.0.0.0/8', null] },
      { unknown: { cidr_blocks: [false, true] }, written: { cidr_blocks: 'local.x' } },
    );
    const found = inPlan(group('sg-1'), one);
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
    expect(codesOf(found)).toEqual(['unknown-value']);
  });

  it('a null where the plan says nothing is not known either', () => {
    const found = inState(group('sg-1'), rule('one', { security_group_id: 'sg-1', cidr_blocks: [null] }));
    expect(ingressOf(found)).toEqual([]);
    expect(codesOf(found)).toContain('unknown-value');
  });

  it('a list of rules that somebody wrote', () => {
    const web = newGroup('web', { written: { ingress: 'local.rules' } });
    const found = inPlan(web);
    expect(ingressOf(found, 'aws_security_group.web')).toEqual([]);
    expectDiagnostic(found, 'unknown-value', '"ingress"', "'ingress' of aws_security_group.web");
  });
});

describe('blocks of a group are told apart by what they are written with', () => {
  const web = 'aws_security_group.web';
  const block = (port: number, source: unknown) => ({
    from_port: constant(port),
    to_port: constant(port),
    protocol: constant('tcp'),
    security_groups: source,
  });
  const planned = (port: number) => {
    const { security_groups: _, ...known } = inline('tcp', port, port, {});
    return known;
  };
  const lacking = { cidr_blocks: [], security_groups: true };

  it('whatever their order is', () => {
    const db = newGroup('db', {
      values: { ingress: [planned(80), planned(22)] },
      unknown: { ingress: [lacking, lacking] },
      written: {
        ingress: [block(22, refs(`${web}.id`, web)), block(80, refs('aws_security_group.other.id'))],
      },
    });
    const found = inPlan(newGroup('web'), newGroup('other'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([
      'tcp/80 group:aws_security_group.other',
      `tcp/22 group:${web}`,
    ]);
    expectNothingSaid(found);
  });

  it('those that look the same stand for each other', () => {
    const db = newGroup('db', {
      values: { ingress: [planned(22), planned(22)] },
      unknown: { ingress: [lacking, lacking] },
      written: {
        ingress: [block(22, refs(`${web}.id`, web)), block(22, refs('aws_security_group.other.id'))],
      },
    });
    const found = inPlan(newGroup('web'), newGroup('other'), db);
    expect(ingressOf(found, 'aws_security_group.db').toSorted()).toEqual([
      'tcp/22 group:aws_security_group.other',
      `tcp/22 group:${web}`,
    ]);
  });

  it("one that dynamic blocks made is nobody's", () => {
    const db = newGroup('db', {
      values: { ingress: [planned(22), planned(22)] },
      unknown: { ingress: [lacking, lacking] },
      written: { ingress: [block(22, refs(`${web}.id`, web))] },
    });
    const found = inPlan(newGroup('web'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([]);
    expect(codesOf(found)).toEqual(['unknown-value', 'unknown-value']);
  });

  it('of one expression for all of them, the only group that is not known', () => {
    const db = newGroup('db', {
      values: { ingress: [planned(22)] },
      unknown: { ingress: [lacking] },
      written: { ingress: refs(`${web}.id`, web) },
    });
    const found = inPlan(newGroup('web'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([`tcp/22 group:${web}`]);
    expectNothingSaid(found);
  });

  it('but of two groups it may be either', () => {
    const db = newGroup('db', {
      values: { ingress: [planned(22), planned(23)] },
      unknown: { ingress: [lacking, lacking] },
      written: { ingress: refs(`${web}.id`, 'aws_security_group.other.id') },
    });
    const found = inPlan(newGroup('web'), newGroup('other'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([]);
    expect(codesOf(found)).toEqual(['unknown-value', 'unknown-value']);
  });

  it('several groups of one list are all linked', () => {
    const sources = refs(`${web}.id`, web, 'aws_security_group.other.id', 'aws_security_group.other');
    const db = newGroup('db', {
      values: { ingress: [planned(22)] },
      unknown: { ingress: [lacking] },
      written: { ingress: [block(22, sources)] },
    });
    const found = inPlan(newGroup('web'), newGroup('other'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([
      `tcp/22 group:${web}`,
      'tcp/22 group:aws_security_group.other',
    ]);
  });

  it('unless a condition may choose between them', () => {
    const sources = refs(
      'var.which',
      `${web}.id`,
      web,
      'aws_security_group.other.id',
      'aws_security_group.other',
    );
    const db = newGroup('db', {
      values: { ingress: [planned(22)] },
      unknown: { ingress: [lacking] },
      written: { ingress: [block(22, sources)] },
    });
    const found = reading({
      'p.json': plan({ resources: [newGroup('web'), newGroup('other'), db], variables: { which: true } }),
    });
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([]);
    expectDiagnostic(found, 'unknown-value', '"security_groups"', 'a condition may choose');
  });
});

describe('rules of their own', () => {
  const vpcRule = (values: object, more: Partial<Spec> = {}): Spec => ({
    type: 'aws_vpc_security_group_ingress_rule',
    name: 'one',
    values: {
      security_group_id: 'sg-1',
      ip_protocol: 'tcp',
      from_port: 22,
      to_port: 22,
      cidr_ipv4: null,
      cidr_ipv6: null,
      prefix_list_id: null,
      referenced_security_group_id: null,
      ...values,
    },
    ...more,
  });

  it.each([
    [{ cidr_ipv4: '10.0.0.0/8' }, 'tcp/22 10.0.0.0/8'],
    [{ cidr_ipv6: '2001:db8::/32' }, 'tcp/22 2001:db8::/32'],
    [{ referenced_security_group_id: 'sg-1' }, 'tcp/22 group:sg-1'],
    [{ prefix_list_id: 'pl-1' }, 'tcp/22 list:pl-1'],
    [
      { cidr_ipv4: '10.0.0.0/8', ip_protocol: 'icmp', from_port: 8, to_port: -1 },
      'icmp/echo-request 10.0.0.0/8',
    ],
    [{ cidr_ipv4: '10.0.0.0/8', ip_protocol: '50', from_port: null, to_port: null }, 'esp 10.0.0.0/8'],
  ])('%j', (values, words) => {
    const list: Spec = {
      type: 'aws_ec2_managed_prefix_list',
      name: 'l',
      values: { id: 'pl-1', name: 'office', entry: [{ cidr: '192.0.2.0/24' }] },
    };
    const found = inState(group('sg-1'), list, vpcRule(values));
    expect(ingressOf(found)).toEqual([words]);
    expectNothingSaid(found);
  });

  it('have exactly one peer (fact 5)', () => {
    const found = inState(group('sg-1'), vpcRule({ cidr_ipv4: '10.0.0.0/8', cidr_ipv6: '::/0' }));
    expectDiagnostic(found, 'wrong-type', '"::/0"', 'one peer');
    expect(ingressOf(found)).toEqual([]);
  });

  it('without a peer match nothing', () => {
    const found = inState(group('sg-1'), vpcRule({}));
    expect(ingressOf(found)).toEqual([]);
    expect(codesOf(found)).toEqual(['matches-nothing']);
  });

  it('refer to groups that are not there, which match nothing (fact 14)', () => {
    const found = inState(group('sg-1'), vpcRule({ referenced_security_group_id: 'sg-gone' }));
    expect(ingressOf(found)).toEqual(['tcp/22 absent:sg-gone']);
    expectDiagnostic(found, 'unresolved-group', '"sg-gone"');
  });

  it('refer to groups of other accounts (fact 13)', () => {
    const found = inState(group('sg-1'), vpcRule({ referenced_security_group_id: '999999999999/sg-1' }));
    expect(ingressOf(found)).toEqual(['tcp/22 absent:sg-1']);
    expectDiagnostic(found, 'unresolved-group', '"999999999999/sg-1"', 'account 999999999999');
    const own = inState(group('sg-1'), vpcRule({ referenced_security_group_id: '111122223333/sg-1' }));
    expect(ingressOf(own)).toEqual(['tcp/22 group:sg-1']);
  });

  it('of a group that is elsewhere make a group of nothing else', () => {
    const found = inState(vpcRule({ cidr_ipv4: '10.0.0.0/8' }));
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
    expectDiagnostic(found, 'unknown-value', '"sg-1"', "group 'sg-1'");
  });

  it('in an IPv4 list with host bits are masked (fact 11)', () => {
    const found = inState(group('sg-1'), vpcRule({ cidr_ipv4: '10.1.2.3/8' }));
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
    expect(codesOf(found)).toEqual(['host-bits']);
  });

  it('of ICMPv6 never match IPv4 (fact 10)', () => {
    const found = inState(
      group('sg-1'),
      vpcRule({ cidr_ipv4: '10.0.0.0/8', ip_protocol: 'icmpv6', from_port: -1, to_port: -1 }),
    );
    expect(ingressOf(found)).toEqual(['icmpv6 absent:10.0.0.0/8']);
    expect(codesOf(found)).toEqual(['matches-nothing']);
  });
});

describe('prefix lists', () => {
  const list = (more: Partial<Spec> = {}): Spec => ({
    type: 'aws_ec2_managed_prefix_list',
    name: 'office',
    values: {
      id: 'pl-1',
      name: 'office',
      address_family: 'IPv4',
      max_entries: 5,
      entry: [{ cidr: '192.0.2.0/24', description: '' }],
    },
    ...more,
  });
  const entry = (name: string, values: object, more: Partial<Spec> = {}): Spec => ({
    type: 'aws_ec2_managed_prefix_list_entry',
    name,
    values: { ...values },
    ...more,
  });

  it('have entries inline and on their own', () => {
    const found = inState(list(), entry('a', { prefix_list_id: 'pl-1', cidr: '198.51.100.0/24' }));
    const [only] = found.definition.prefixLists;
    expect(only).toMatchObject({ id: 'pl-1', name: 'office', maxEntries: 5 });
    expect(addressesInWords(only!.addresses)).toEqual(['192.0.2.0/24', '198.51.100.0/24']);
  });

  it('that a plan makes are found through the configuration (fact 31)', () => {
    const made = list({
      values: { name: 'office', address_family: 'IPv4' },
      unknown: { id: true, entry: true },
    });
    const one = entry(
      'a',
      { cidr: '198.51.100.0/24' },
      {
        unknown: { id: true, prefix_list_id: true },
        written: { prefix_list_id: 'aws_ec2_managed_prefix_list.office.id' },
      },
    );
    const user = rule(
      'one',
      { security_group_id: 'sg-1' },
      {
        unknown: { prefix_list_ids: true },
        written: { prefix_list_ids: ['aws_ec2_managed_prefix_list.office.id'] },
      },
    );
    const { prefix_list_ids: _, ...values } = user.values!;
    const found = inPlan(made, one, group('sg-1'), { ...user, values });
    expect(ingressOf(found)).toEqual(['tcp/22 list:aws_ec2_managed_prefix_list.office']);
    expect(addressesInWords(found.definition.prefixLists[0]!.addresses)).toEqual(['198.51.100.0/24']);
    expectNothingSaid(found);
  });

  it('of data sources are known if their entries are', () => {
    const data = (values: object): Spec => ({
      type: 'aws_ec2_managed_prefix_list',
      mode: 'data',
      name: 's3',
      values: { id: 'pl-1', ...values },
    });
    const user = rule('one', { security_group_id: 'sg-1', prefix_list_ids: ['pl-1'] });
    expect(ingressOf(inState(group('sg-1'), user, data({ entries: [{ cidr: '192.0.2.0/24' }] })))).toEqual([
      'tcp/22 list:pl-1',
    ]);
    const without = inState(group('sg-1'), user, data({}));
    expect(ingressOf(without)).toEqual(['tcp/22 absent:pl-1']);
    expect(codesOf(without)).toEqual(['unresolved-list']);
  });

  it('hold one family (fact 15)', () => {
    const found = inState(
      list({ values: { id: 'pl-1', address_family: 'IPv4', entry: [{ cidr: '2001:db8::/32' }] } }),
    );
    expect(codesOf(found)).toEqual(['family-mismatch']);
  });
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

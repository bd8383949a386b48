import { expect, it } from 'vitest';
import { type Fields, group, inline, newGroup, plan, rule, type Spec, state } from './plans.js';
import {
  addressesInWords,
  expectNothingSaid,
  ingressOf,
  inPlan,
  interfaceOf,
  type Reading,
  reading,
} from './reading.js';

/** A plan that was shortened to its changes. */
const inChanges = (...resources: readonly Spec[]): Reading => {
  const { resource_changes } = plan({ resources }) as { readonly resource_changes: unknown };
  return reading({ 'plan.json': { format_version: '1.2', resource_changes } });
};

const ssh = (peers: Fields): Fields => inline('tcp', 22, 22, peers);

const list: Spec = {
  type: 'aws_ec2_managed_prefix_list',
  name: 'list',
  values: { id: 'pl-1', name: 'list', entry: [{ cidr: '10.0.0.0/16' }, { cidr: '192.0.2.0/24' }] },
  written: { name: { constant_value: 'list' } },
};

const entry = (cidr: string, more: Partial<Spec> = {}): Spec => ({
  type: 'aws_ec2_managed_prefix_list_entry',
  name: 'entry',
  values: { prefix_list_id: 'pl-1', cidr },
  ...more,
});

const entriesOf = ({ definition }: Reading): readonly string[] =>
  addressesInWords(definition.prefixLists[0]!.addresses);

it('an entry that the plan destroys is no longer in its list, which still shows it', () => {
  const gone = entry('192.0.2.0/24', { before: entry('192.0.2.0/24').values!, actions: ['delete'] });
  expect(entriesOf(inPlan(list, gone))).toEqual(['10.0.0.0/16']);
});

it('an entry that the plan replaces is another one', () => {
  const other = entry('198.51.100.0/24', {
    before: entry('192.0.2.0/24').values!,
    actions: ['delete', 'create'],
  });
  expect(entriesOf(inPlan(list, other))).toEqual(['10.0.0.0/16', '198.51.100.0/24']);
});

it('an entry that stays is there once', () => {
  const same = entry('192.0.2.0/24', { before: entry('192.0.2.0/24').values!, actions: ['no-op'] });
  expect(entriesOf(inPlan(list, same))).toEqual(['10.0.0.0/16', '192.0.2.0/24']);
});

const eni: Spec = {
  type: 'aws_network_interface',
  name: 'eni',
  values: { id: 'eni-1', private_ips: ['10.0.0.5'], security_groups: ['sg-1', 'sg-2'] },
};

const attachment = (id: string, more: Partial<Spec> = {}): Spec => ({
  type: 'aws_network_interface_sg_attachment',
  name: 'one',
  values: { network_interface_id: 'eni-1', security_group_id: id },
  ...more,
});

const carried = (found: Reading): readonly string[] =>
  interfaceOf(found, 'eni-1').groups.map(({ reference }) => reference);

it('a group that is attached in the place of another takes its place', () => {
  const groups = ['sg-1', 'sg-2', 'sg-3'].map((id) => group(id));
  const before = attachment('sg-2').values!;
  const found = inPlan(...groups, eni, attachment('sg-3', { before, actions: ['delete', 'create'] }));
  expect(carried(found)).toEqual(['sg-1', 'sg-3']);
});

it('a plan without configuration detaches all the same', () => {
  const before = attachment('sg-2').values!;
  const gone = attachment('sg-2', { before, actions: ['delete'] });
  expect(carried(inChanges(group('sg-1'), group('sg-2'), eni, gone))).toEqual(['sg-1']);
});

it('a plan without configuration destroys a rule all the same (fact 30)', () => {
  const web = group('sg-1', {
    ingress: [ssh({ cidr_blocks: ['10.0.0.0/8'] }), ssh({ cidr_blocks: ['192.0.2.0/24'] })],
  });
  const values = { security_group_id: 'sg-1', cidr_blocks: ['192.0.2.0/24'] };
  const before = rule('one', values).values!;
  const found = inChanges(web, rule('one', values, { before, actions: ['delete'] }));
  expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
});

it('what is deposed is not in a state as JSON', () => {
  const old = group('sg-1', { ingress: [ssh({ cidr_blocks: ['0.0.0.0/0'] })] });
  const printed = JSON.parse(JSON.stringify(state([old, { ...group('sg-2'), name: old.name }])));
  printed.values.root_module.resources[0].deposed_key = '0a1b2c3d';
  const found = reading({ 'state.json': printed });
  expect(found.definition.groups.map(({ id }) => id)).toEqual(['sg-2']);
  expectNothingSaid(found);
});

it('two plans that each make a group of one address make two groups', () => {
  const unknown = { security_group_id: true };
  const written = { security_group_id: 'aws_security_group.web.id' };
  const stack = (cidr: string): object =>
    plan({ resources: [newGroup('web'), rule('one', { cidr_blocks: [cidr] }, { unknown, written })] });
  const found = reading({ 'a.json': stack('10.0.0.0/8'), 'b.json': stack('192.0.2.0/24') });
  expect(ingressOf(found, 'aws_security_group.web')).toEqual(['tcp/22 10.0.0.0/8']);
  expect(ingressOf(found, 'aws_security_group.web-2')).toEqual(['tcp/22 192.0.2.0/24']);
});

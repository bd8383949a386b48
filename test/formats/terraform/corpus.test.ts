import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { egressOf, ingressOf, type Reading, reading, textOf } from './reading.js';

const corpus = process.env.SECGROUP_CORPUS ?? '';

function readingOfFile(name: string): Reading {
  return reading({ [name]: readFileSync(path.join(corpus, 'terraform', name), 'utf8') });
}

function said({ diagnostics }: Reading): readonly string[] {
  return diagnostics.map(({ code, span }) => `${code} ${textOf(span!)}`);
}

describe.skipIf(corpus === '')('real plans and states', () => {
  it('a plan of 1.9 whose groups are made by a module for each of a list', () => {
    const read = readingOfFile('checkov-for_each.tf_plan.json');
    expect(read.definition.groups.map(({ id, name }) => [id, name])).toEqual([
      ['module.sg["awful_example"].aws_security_group.bad', 'awful_example'],
      ['module.sg["bad_example"].aws_security_group.bad', 'bad_example'],
      ['module.sg["terrible_example"].aws_security_group.bad', 'terrible_example'],
    ]);
    for (const { id } of read.definition.groups) {
      expect(ingressOf(read, id)).toEqual(['all anywhere-ipv4']);
      expect(egressOf(read, id)).toEqual([]);
    }
    expect(said(read)).toEqual([]);
    expect(read.definition.hosts).toEqual([]);
  });

  it('a plan of 0.12 whose rules find their group through the configuration', () => {
    const read = readingOfFile('tfcompliance-test_issue-216.plan.json');
    const id = 'aws_security_group.ecs_task';
    expect(read.definition.groups.map(({ id, name }) => [id, name])).toEqual([[id, 'ecs-tasks']]);
    expect(ingressOf(read, id)).toEqual([`tcp group:${id}`]);
    expect(egressOf(read, id)).toEqual([`tcp group:${id}`, 'tcp/443 anywhere-ipv4', 'tcp/1433 10.0.0.0/16']);
    expect(said(read)).toEqual([]);
  });

  it('a raw state of groups', () => {
    const read = readingOfFile('driftctl-aws_vpc_security_group.v4.tfstate');
    expect(read.definition.groups.map(({ id, name }) => [id, name])).toEqual([
      ['sg-9e0204ff', 'default'],
      ['sg-0254c038e32f25530', 'foo'],
    ]);
    expect(ingressOf(read, 'sg-9e0204ff')).toEqual(['all group:sg-9e0204ff']);
    expect(egressOf(read, 'sg-9e0204ff')).toEqual(['all anywhere-ipv4']);
    expect(ingressOf(read, 'sg-0254c038e32f25530')).toEqual(['all anywhere-ipv4']);
    expect(egressOf(read, 'sg-0254c038e32f25530')).toEqual(['all anywhere-ipv4']);
    expect(said(read)).toEqual([]);
  });

  it('a raw state of rules whose groups are elsewhere', () => {
    const read = readingOfFile('driftctl-aws_vpc_security_group_rule.v4.tfstate');
    const rules = read.definition.groups.map(({ id }) => [id, ingressOf(read, id), egressOf(read, id)]);
    expect(rules).toEqual([
      ['sg-0cc8b3c3c2851705a', [], ['all anywhere-ipv4', 'all anywhere-ipv6', 'protocol/5 anywhere-ipv4']],
      ['sg-06910b842af0d3a8f', [], ['all anywhere-ipv4', 'all anywhere-ipv6']],
      [
        'sg-0254c038e32f25530',
        [
          'tcp/0 absent:pl-abb451c2',
          'all 1.2.0.0/16',
          'all 5.6.7.0/24',
          'all anywhere-ipv4',
          'tcp group:sg-0254c038e32f25530',
          'icmp/0/0 group:sg-0254c038e32f25530',
        ],
        ['all anywhere-ipv4', 'all anywhere-ipv6'],
      ],
      ['sg-0d290f68e48de546b', ['all anywhere-ipv6'], ['tcp/0 anywhere-ipv4']],
    ]);
    expect(said(read)).toEqual([
      'unresolved-list "pl-abb451c2"',
      'ignored-value 10',
      'unknown-value "sg-0cc8b3c3c2851705a"',
      'unknown-value "sg-06910b842af0d3a8f"',
      'unknown-value "sg-0254c038e32f25530"',
      'unknown-value "sg-0d290f68e48de546b"',
    ]);
  });
});

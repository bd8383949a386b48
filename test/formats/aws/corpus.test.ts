import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressesInWords, type Reading, reading, textOf } from './reading.js';

const corpus = process.env.SECGROUP_CORPUS ?? '';

function readingOfFolder(folder: string): Reading {
  const names = readdirSync(path.join(corpus, folder)).filter((name) => name.endsWith('.json'));
  return reading(
    Object.fromEntries(names.map((name) => [name, readFileSync(path.join(corpus, folder, name), 'utf8')])),
  );
}

function counts({ definition: { groups, hosts, prefixLists } }: Reading): object {
  const count = (direction: 'ingress' | 'egress') =>
    groups.reduce((sum, one) => sum + one[direction].length, 0);
  return {
    groups: groups.length,
    ingress: count('ingress'),
    egress: count('egress'),
    hosts: hosts.length,
    interfaces: hosts.reduce((sum, host) => sum + host.interfaces.length, 0),
    prefixLists: prefixLists.length,
  };
}

function said({ diagnostics }: Reading): readonly string[] {
  return diagnostics.map(({ code, span }) => `${code} ${span!.source.name} ${textOf(span!)}`);
}

describe.skipIf(corpus === '')('real exports', () => {
  it('of a hybrid cloud', () => {
    const read = readingOfFolder('aws-batfish-hybrid');
    expect(counts(read)).toEqual({
      groups: 11,
      ingress: 32,
      egress: 11,
      hosts: 6,
      interfaces: 9,
      prefixLists: 2,
    });
    expect(said(read)).toEqual(['unresolved-group SecurityGroups.json "sg-cf3f86b3"']);
    expect(read.definition.groups.filter(({ name }) => name === 'default')).toHaveLength(4);
  });

  it('of an account made to be drawn', () => {
    const read = readingOfFolder('aws-cloudmapper');
    expect(counts(read)).toEqual({
      groups: 8,
      ingress: 11,
      egress: 8,
      hosts: 4,
      interfaces: 4,
      prefixLists: 0,
    });
    expect(said(read)).toEqual([
      'repeated-interface ec2-describe-instances.json "eni-00000000"',
      'repeated-interface ec2-describe-instances.json "eni-00000000"',
      'host-bits ec2-describe-security-groups.json "2.2.2.2/28"',
    ]);
  });

  it('of the manual of the command line', () => {
    const read = readingOfFolder('aws-cli');
    expect(counts(read)).toEqual({
      groups: 2,
      ingress: 1,
      egress: 2,
      hosts: 1,
      interfaces: 1,
      prefixLists: 2,
    });
    expect(said(read)).toEqual([
      'unused-source describe-security-group-vpc-associations.1.json "SecurityGroupVpcAssociations"',
      'ignored-value describe-instances.1.json "10-0-0-157"',
      'assumed-list get-managed-prefix-list-entries.1.json "Entries"',
      'unresolved-group describe-instances.1.json "sg-1234567890abcdefg"',
    ]);
    expect(read.definition.prefixLists.map(({ id, addresses }) => [id, addressesInWords(addresses)])).toEqual(
      [
        ['pl-11223344556677aab', []],
        ['pl-0123456abcabcabc1', ['10.0.0.0/16', '10.2.0.0/16']],
      ],
    );
  });
});

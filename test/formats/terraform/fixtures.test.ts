import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import {
  addressesInWords,
  egressOf,
  expectNothingSaid,
  ingressOf,
  interfaceOf,
  type Reading,
  reading,
} from './reading.js';

const names = ['terraform-0.12.json', 'terraform-1.json', 'opentofu.json'] as const;

const textOf = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8');

function meaningOf(read: Reading): object {
  const { groups, hosts, prefixLists } = read.definition;
  return {
    groups: groups.map(({ id, name }) => [id, name, ingressOf(read, id), egressOf(read, id)]),
    lists: prefixLists.map(({ id, addresses }) => [id, addressesInWords(addresses)]),
    hosts: hosts.map(({ id, name, interfaces }) => [
      id,
      name,
      interfaces.map((one) => [
        addressesInWords(interfaceOf(read, one.id).addresses),
        one.groups.map(({ reference }) => reference),
      ]),
    ]),
  };
}

describe('facts 30 and 31: a plan of three tiers, before anything of it is made', () => {
  const lb = 'aws_security_group.lb';
  const web = 'aws_security_group.web';
  const db = 'module.db.aws_security_group.this';
  const office = 'aws_ec2_managed_prefix_list.office';

  it.each(names)('%s', (name) => {
    const read = reading({ [name]: textOf(name) });
    expect(meaningOf(read)).toEqual({
      groups: [
        [lb, 'lb', ['tcp/443 anywhere-ipv4', 'tcp/443 anywhere-ipv6'], []],
        [web, 'web', [`tcp/8080 group:${lb}`, `tcp/22 list:${office}`], [`tcp/5432 group:${db}`]],
        [db, 'db', [`tcp/5432 group:${web}`], []],
      ],
      lists: [[office, ['203.0.113.0/24']]],
      hosts: [
        ['aws_instance.web-a', 'web-a', [[['10.0.1.10'], [web]]]],
        ['aws_instance.web-b', 'web-b', [[['10.0.1.11'], [web]]]],
        ['module.db.aws_instance.this', 'db', [[['10.0.2.10'], [db]]]],
      ],
    });
    expectNothingSaid(read);
  });

  it('compiles to the same scripts, whoever printed it', async () => {
    const scripts = [];
    for (const name of names) {
      const { value, diagnostics } = await compile([{ name: 'plan.json', text: textOf(name) }], {
        strict: true,
      });
      expect(diagnostics).toEqual([]);
      scripts.push(value!.map(({ host, text }) => [host, text.replace(/^#.*\n/gm, '')]));
    }
    expect(scripts[0]!.map(([host]) => host)).toEqual([
      'aws_instance.web-a',
      'aws_instance.web-b',
      'module.db.aws_instance.this',
    ]);
    expect(scripts[1]).toEqual(scripts[0]);
    expect(scripts[2]).toEqual(scripts[0]);
    expect(scripts[0]![2]![1]).toContain('10.0.1.10/31');
  });
});

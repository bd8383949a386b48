import { collect } from '../../../src/diagnostics/diagnostic.js';
import { textFile } from '../../../src/document/file.js';
import { readDocument } from '../../../src/document/read.js';
import { playYaml } from '../../../src/formats/ansible/dialect.js';
import { readAnsible } from '../../../src/formats/ansible/index.js';
import { openInventory } from '../../../src/formats/ansible/ini-inventory.js';
import { egressOf, type Files, ingressOf, type Reading } from '../aws/reading.js';

export * from '../aws/reading.js';

/** Reads files, given by name and content, as `secgroup` would. */
export function reading(files: Files, parameters: Readonly<Record<string, string>> = {}): Reading {
  let definition: Reading['definition'] | undefined;
  const { diagnostics } = collect((report) => {
    const documents = Object.entries(files).flatMap(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
      const file = textFile(name, text);
      return openInventory(file)?.as(playYaml, report) ?? readDocument(file, report, playYaml) ?? [];
    });
    definition = readAnsible(documents, new Map(Object.entries(parameters)), report);
    return definition;
  });
  return { definition: definition!, diagnostics };
}

/** A task that makes the group `web`. */
export function task(args: object = {}, more: object = {}): object {
  return {
    name: 'a group',
    'amazon.aws.ec2_security_group': { name: 'web', description: 'd', ...args },
    ...more,
  };
}

/** Reads the tasks of a role. */
export function readingOfTasks(...tasks: readonly object[]): Reading {
  return reading({ 'tasks.json': tasks });
}

/** Reads a play with variables and tasks. */
export function readingOfPlay(
  vars: object,
  tasks: readonly object[],
  parameters = {},
  more: object = {},
): Reading {
  return reading({ 'play.json': [{ hosts: 'localhost', vars, tasks, ...more }] }, parameters);
}

/** Reads one rule of ingress, into a group from which nothing may leave. */
export function readingOfRule(rule: object, ...others: readonly object[]): Reading {
  return readingOfTasks(task({ rules: [rule], rules_egress: [] }), ...others);
}

/** Rules as words, both directions: `in tcp/22 10.0.0.0/8`. */
export function rulesOf(read: Reading, id = 'web'): readonly string[] {
  return [...ingressOf(read, id).map((one) => `in ${one}`), ...egressOf(read, id).map((one) => `out ${one}`)];
}

/** What a task says of a group that lets ssh in, and nothing out. */
export const ssh = { rules: [{ ports: 22, cidr_ip: '10.0.0.0/8' }], rules_egress: [] };

/** The rules of that group, in words. */
export const inSsh = ['in tcp/22 10.0.0.0/8'];

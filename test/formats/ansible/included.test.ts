import { describe, expect, it } from 'vitest';
import { codesOf, expectDiagnostic, type Files, ingressOf, reading, rulesOf, task } from './reading.js';

const web = task({ rules: [{ ports: 22, cidr_ip: '0.0.0.0/0' }], rules_egress: [] });
const inWeb = ['tcp/22 anywhere-ipv4'];
const main = 'roles/web/tasks/main.yml';
const more = 'roles/web/tasks/more.yml';

const rules = (files: Files, parameters = {}) => ingressOf(reading(files, parameters), 'web');

describe('tasks of a file that is included', () => {
  it.each<[string, Files]>([
    ['for sure', { [main]: [{ import_tasks: 'more.yml' }], [more]: [web] }],
    [
      'in one way of two',
      { [main]: [{ include_tasks: 'more.yml', when: 'x' }, { include_tasks: 'more.yml' }], [more]: [web] },
    ],
    [
      'by a condition that holds',
      { [main]: [{ include_tasks: 'more.yml', vars: { on: true }, when: 'on' }], [more]: [web] },
    ],
    ['once an item', { [main]: [{ include_tasks: 'more.yml', loop: ['a'] }], [more]: [web] }],
    ['as a role', { 'site.yml': [{ hosts: 'x', roles: ['web'] }], [main]: [web] }],
    [
      'as a play',
      { 'site.yml': [{ import_playbook: 'web.yml' }], 'web.yml': [{ hosts: 'x', tasks: [web] }] },
    ],
    ['by nothing, as the main file of a role', { [main]: [web] }],
    ['by nothing, alone', { [more]: [web] }],
    ['by itself', { [main]: [web, { include_tasks: 'main.yml', when: 'x' }] }],
  ])('run: %s', (_, files) => {
    expect(rules(files)).toEqual(inWeb);
  });

  it.each<[string, Files]>([
    ['by a condition', { [main]: [{ include_tasks: 'more.yml', when: "env == 'x'" }], [more]: [web] }],
    [
      'by a condition that does not hold',
      { [main]: [{ include_tasks: 'more.yml', when: false }], [more]: [web] },
    ],
    [
      'by a condition of the block',
      { [main]: [{ block: [{ include_tasks: 'more.yml' }], when: 'x' }], [more]: [web] },
    ],
    ['in a rescue', { [main]: [{ block: [], rescue: [{ include_tasks: 'more.yml' }] }], [more]: [web] }],
    [
      'behind the end of the play',
      { [main]: [{ meta: 'end_play' }, { include_tasks: 'more.yml' }], [more]: [web] },
    ],
    [
      'for each of what is not known',
      { [main]: [{ include_tasks: 'more.yml', loop: '{{ gone }}' }], [more]: [web] },
    ],
    ['for each of nothing', { [main]: [{ include_tasks: 'more.yml', loop: [] }], [more]: [web] }],
    [
      'by a file that may not be included',
      {
        [main]: [{ include_tasks: 'middle.yml', when: 'x' }],
        'roles/web/tasks/middle.yml': [{ include_tasks: 'more.yml' }],
        [more]: [web],
      },
    ],
    [
      'as a role by a condition',
      { 'site.yml': [{ hosts: 'x', roles: [{ role: 'web', when: 'x' }] }], [main]: [web] },
    ],
    [
      'as a role by tags',
      { 'site.yml': [{ hosts: 'x', roles: [{ role: 'web', tags: 'never' }] }], [main]: [web] },
    ],
    [
      'as a role by a task with a condition',
      { 'a.yml': [{ hosts: 'x', tasks: [{ include_role: { name: 'web' }, when: 'x' }] }], [main]: [web] },
    ],
    [
      'as a play by a condition',
      { 'site.yml': [{ import_playbook: 'web.yml', when: 'x' }], 'web.yml': [{ hosts: 'x', tasks: [web] }] },
    ],
    ['by nothing, beside the main file of a role', { [main]: [{ debug: {} }], [more]: [web] }],
    ['by notice only', { 'roles/web/handlers/main.yml': [web] }],
  ])('may not run: %s', (_, files) => {
    const read = reading(files);
    expect(ingressOf(read, 'web')).toEqual([]);
    expect(read.diagnostics.find(({ code }) => code === 'unknown-value')?.message).toContain(
      "whether group 'web' is created",
    );
  });

  it('are told at the condition', () => {
    const read = reading({ [main]: [{ include_tasks: 'more.yml', when: 'gone' }], [more]: [web] });
    const [found] = read.diagnostics.filter(({ code }) => code === 'unknown-value');
    expect(found?.span?.source.name).toBe(main);
    expectDiagnostic({ ...read, diagnostics: [found!] }, 'unknown-value', '"gone"', 'is included');
  });
});

describe('module_defaults in another file', () => {
  const open = task({ rules: [{ ports: 22, cidr_ip: '10.0.0.0/8' }] });
  const inSsh = 'in tcp/22 10.0.0.0/8';
  const defaults = (more: object) => ({ module_defaults: { 'amazon.aws.ec2_security_group': more } });
  const readRules = (site: object, tasks: readonly object[]) =>
    reading({ 'site.yml': [site], [main]: tasks, [more]: [] });

  it.each([
    { hosts: 'all', roles: ['web'] },
    { hosts: 'all', tasks: [{ include_role: { name: 'web' } }] },
    { hosts: 'all', roles: ['another'] },
    { block: [{ import_tasks: main }] },
  ])('may say who may leave, so that nobody does: %j', (site) => {
    const read = readRules({ ...site, ...defaults({ rules_egress: [] }) }, [open]);
    expect(rulesOf(read)).toEqual([inSsh]);
    expect(codesOf(read)).toContain('unknown-value');
  });

  it('that are not known leave nothing of a group', () => {
    const site = { hosts: 'all', roles: ['web'], module_defaults: { 'group/aws': '{{ all }}' } };
    expect(rulesOf(readRules(site, [open]))).toEqual([]);
  });

  it.each([
    { hosts: 'all', roles: ['web'], ...defaults({ region: 'x', vpc_id: 'y' }) },
    { hosts: 'all', roles: ['web'], module_defaults: { 'amazon.aws.ec2_instance': { rules_egress: [] } } },
    { hosts: 'all', tasks: [{ debug: {} }], ...defaults({ rules_egress: [] }) },
  ])('change nothing where they are of something else: %j', (site) => {
    const read = readRules(site, [open]);
    expect(rulesOf(read)).toEqual([inSsh, 'out all anywhere-ipv4+ipv6']);
  });

  it('do not count for what the task says itself', () => {
    const own = task({ rules: [{ ports: 22, cidr_ip: '10.0.0.0/8' }], rules_egress: [] });
    const read = readRules({ hosts: 'all', roles: ['web'], ...defaults({ rules_egress: [{}] }) }, [own]);
    expect(rulesOf(read)).toEqual([inSsh]);
    expect(codesOf(read)).toEqual([]);
  });
});

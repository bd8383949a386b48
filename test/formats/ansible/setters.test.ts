import { describe, expect, it } from 'vitest';
import { type Files, ingressOf, type Reading, reading, task } from './reading.js';

const WIDE = '0.0.0.0/0';
const NARROW = '192.0.2.1/32';

const spelled: Readonly<Record<string, string>> = {
  [WIDE]: 'tcp/22 anywhere-ipv4',
  [NARROW]: 'tcp/22 192.0.2.1',
};

/** Lists of tasks: those before the one about the group, and what stands around it. */
interface Input {
  readonly before?: readonly object[];
  readonly more?: object;
  readonly files?: Files;
}

const web = (more: object = {}) =>
  task({ rules: [{ ports: 22, cidr_ip: '{{ cidr }}' }], rules_egress: [] }, more);

/** Places of a role or a play that say what the variable is, the weakest first, as Ansible documents it. */
const layers = {
  defaults: (cidr: string, { before = [], more, files }: Input) =>
    reading({
      ...files,
      'roles/web/defaults/main.yml': { cidr },
      'roles/web/tasks/main.yml': [...before, web(more)],
    }),
  play: (cidr: string, { before = [], more, files }: Input) =>
    reading({ ...files, 'site.yml': [{ hosts: 'all', vars: { cidr }, tasks: [...before, web(more)] }] }),
  role: (cidr: string, { before = [], more, files }: Input) =>
    reading({
      ...files,
      'roles/web/vars/main.yml': { cidr },
      'roles/web/tasks/main.yml': [...before, web(more)],
    }),
  task: (cidr: string, { before = [], more, files }: Input) =>
    reading({ ...files, 'roles/web/tasks/main.yml': [...before, web({ ...more, vars: { cidr } })] }),
} satisfies Readonly<Record<string, (cidr: string, input: Input) => Reading>>;

type Layer = keyof typeof layers;

const order: readonly Layer[] = ['defaults', 'play', 'role', 'task'];

const play = (more: object) => ({ 'plays/other.yml': [{ hosts: 'all', tasks: [], ...more }] });

/** What sets the variable elsewhere, and the first layer that holds against it; none does where that is absent. */
const setters: readonly [what: string, input: (cidr: string) => Input, holds?: Layer][] = [
  ['set_fact before', (cidr) => ({ before: [{ set_fact: { cidr } }] })],
  ['set_fact of the collection', (cidr) => ({ before: [{ 'ansible.builtin.set_fact': { cidr } }] })],
  ['set_fact that may run', (cidr) => ({ before: [{ set_fact: { cidr }, when: 'x is defined' }] })],
  ['set_fact as a text', (cidr) => ({ before: [{ set_fact: `a=1 cidr=${cidr}` }] })],
  ['set_fact with args', (cidr) => ({ before: [{ set_fact: {}, args: { cidr } }] })],
  ['set_fact by action', (cidr) => ({ before: [{ action: { module: 'set_fact', cidr } }] })],
  ['set_fact by a text of action', (cidr) => ({ before: [{ action: `set_fact cidr=${cidr}` }] })],
  ['set_fact by local_action', (cidr) => ({ before: [{ local_action: `set_fact cidr=${cidr}` }] })],
  ['set_fact of a name that is made', (cidr) => ({ before: [{ set_fact: { 'ci{{ x }}': cidr } }] })],
  [
    'set_fact of another host',
    (cidr) => ({ before: [{ set_fact: { cidr }, delegate_to: 'a', delegate_facts: true }] }),
  ],
  ['set_fact in a block', (cidr) => ({ before: [{ block: [{ set_fact: { cidr } }] }] })],
  [
    'set_fact by default',
    (cidr) => ({ before: [{ block: [{ set_fact: {} }], module_defaults: { set_fact: { cidr } } }] }),
  ],
  [
    'set_fact in another file of the role',
    (cidr) => ({
      before: [{ import_tasks: 'facts.yml' }],
      files: { 'roles/web/tasks/facts.yml': [{ set_fact: { cidr } }] },
    }),
  ],
  ['set_fact of another play', (cidr) => ({ files: play({ tasks: [{ set_fact: { cidr } }] }) })],
  ['register', () => ({ before: [{ command: 'x', register: 'cidr' }] })],
  ['include_vars', () => ({ before: [{ include_vars: 'x.yml' }] })],
  ['include_vars by action', () => ({ before: [{ action: 'include_vars x.yml' }] })],
  ['include_vars with a name', () => ({ before: [{ include_vars: { file: 'x.yml', name: 'cidr' } }] })],
  ['tasks that are not there', () => ({ before: [{ include_tasks: 'gone.yml' }] })],
  [
    'tasks of a name that is not known',
    () => ({ before: [{ 'ansible.builtin.include_tasks': '{{ os }}.yml' }] }),
  ],
  ['a role that is not there', () => ({ before: [{ include_role: { name: 'gone' } }] })],
  ['plays that are not there', () => ({ files: { 'site.json': [{ import_playbook: 'gone.yml' }] } })],
  [
    'what plays are given',
    (cidr) => ({
      files: {
        'all.yml': [{ import_playbook: 'site.yml', vars: { cidr } }],
        'plays/x.yml': [{ hosts: 'x', tasks: [] }],
      },
    }),
  ],
  ['vars of a role in a list', (cidr) => ({ files: play({ roles: [{ role: 'web', vars: { cidr } }] }) })],
  ['what a role is given in a list', (cidr) => ({ files: play({ roles: [{ role: 'web', cidr }] }) })],
  [
    'dependencies of a role',
    (cidr) => ({
      files: { 'roles/app/meta/main.yml': { dependencies: [{ role: 'web', vars: { cidr } }] } },
    }),
  ],
  ['a file of the group', (cidr) => ({ files: { 'group_vars/all.yml': { cidr } } }), 'play'],
  [
    'a file of the group in its folder',
    (cidr) => ({ files: { 'inventory/group_vars/web/a.yml': { cidr } } }),
    'play',
  ],
  ['a file of the host', (cidr) => ({ files: { 'host_vars/localhost.json': { cidr } } }), 'play'],
  [
    'an encrypted file',
    () => ({ files: { 'group_vars/all.yml': '$ANSIBLE_VAULT;1.1;AES256\n61626364\n' } }),
    'play',
  ],
  [
    'the inventory',
    (cidr) => ({ files: { 'hosts.yml': { all: { children: { web: { vars: { cidr } } } } } } }),
    'play',
  ],
  [
    'a host of the inventory',
    (cidr) => ({ files: { 'hosts.yml': { all: { hosts: { a: { cidr } } } } } }),
    'play',
  ],
  ['an inventory in INI', (cidr) => ({ files: { hosts: `[web:vars]\ncidr=${cidr}\n` } }), 'play'],
  ['a host of an inventory in INI', (cidr) => ({ files: { 'a.ini': `[web]\na cidr=${cidr}\n` } }), 'play'],
  ['an inventory in INI that cannot be read', () => ({ files: { hosts: '[web]\na cidr\n' } }), 'play'],
  [
    'a file of the group without an ending',
    (cidr) => ({ files: { 'group_vars/all': `cidr: ${cidr}\n` } }),
    'play',
  ],
  ['add_host', (cidr) => ({ before: [{ add_host: { name: 'a', cidr } }] }), 'play'],
  ["another role's vars", (cidr) => ({ files: { 'roles/other/vars/main.yml': { cidr } } }), 'role'],
  ['vars_from', () => ({ files: play({ roles: [{ role: 'web', vars_from: 'x' }] }) }), 'task'],
  [
    'defaults_from',
    () => ({
      files: {
        ...play({ roles: [{ role: 'web', defaults_from: 'x' }] }),
        'roles/web/tasks/main.yml': [{ debug: {} }],
      },
    }),
    'play',
  ],
];

describe.each(setters.map(([what, input, holds]) => ({ what, input, holds })))(
  '$what',
  ({ input, holds }) => {
    const firstThatHolds = holds === undefined ? order.length : order.indexOf(holds);

    it.each(order.slice(0, firstThatHolds))('is never hidden by what is weaker: %s', (layer) => {
      for (const [own, other] of [
        [WIDE, NARROW],
        [NARROW, WIDE],
      ] as const) {
        const read = layers[layer](own, input(other));
        expect(ingressOf(read, 'web')).toEqual([]);
        const said = read.diagnostics.find(({ code }) => code === 'unknown-value');
        expect(said?.message).toContain("needs 'cidr', which is known only when the play runs");
        expect(said?.related).toHaveLength(1);
      }
    });

    it.each(order.slice(firstThatHolds))('does not hide what is stronger: %s', (layer) => {
      for (const [own, other] of [
        [WIDE, NARROW],
        [NARROW, WIDE],
      ] as const) {
        expect(ingressOf(layers[layer](own, input(other)), 'web')).toEqual([spelled[own]]);
      }
    });
  },
);

describe('a variable holds', () => {
  const files = { 'roles/web/defaults/main.yml': { cidr: NARROW } };

  it('where others are set', () => {
    const tasks = [{ set_fact: { other: WIDE } }, { include_vars: { file: 'x', name: 'more' } }, web()];
    const read = reading({ ...files, 'roles/web/tasks/main.yml': tasks });
    expect(ingressOf(read, 'web')).toEqual([spelled[NARROW]]);
  });

  it('where only tasks that come later in the plays set it', () => {
    const later = [{ set_fact: { cidr: WIDE } }, { include_role: { name: 'gone' } }];
    const first = { hosts: 'all', vars: { cidr: NARROW }, tasks: [web(), ...later] };
    const second = { hosts: 'all', roles: ['gone'], tasks: [{ set_fact: { cidr: WIDE } }] };
    expect(ingressOf(reading({ 'site.yml': [first, second] }), 'web')).toEqual([spelled[NARROW]]);
  });

  it('not where handlers, roles or a role that is run again may set it', () => {
    const inPlay = (more: object) => ({ hosts: 'all', vars: { cidr: WIDE }, tasks: [web()], ...more });
    for (const one of [
      { 'site.yml': [inPlay({ handlers: [{ set_fact: { cidr: NARROW } }] })] },
      { 'site.yml': [inPlay({ roles: ['gone'] })] },
      {
        'roles/web/defaults/main.yml': { cidr: WIDE },
        'roles/web/tasks/main.yml': [web(), { set_fact: { cidr: NARROW } }],
      },
    ]) {
      expect(ingressOf(reading(one), 'web')).toEqual([]);
    }
  });

  it('where the user gives it, but not against the item of a loop', () => {
    const tasks = [{ set_fact: { cidr: WIDE } }, web()];
    expect(ingressOf(reading({ 'tasks.json': tasks }, { cidr: NARROW }), 'web')).toEqual([spelled[NARROW]]);
    const loop = web({ loop: [NARROW], loop_control: { loop_var: 'cidr' } });
    expect(ingressOf(reading({ 'tasks.json': [loop] }, { cidr: WIDE }), 'web')).toEqual([spelled[NARROW]]);
  });

  it('not as the index of a loop', () => {
    const loop = web({ loop: ['a'], loop_control: { index_var: 'cidr' } });
    expect(ingressOf(reading({ ...files, 'roles/web/tasks/main.yml': [loop] }), 'web')).toEqual([]);
  });

  it.each(['environment', 'groups', 'ansible_host', 'inventory_hostname', 'vars'])(
    'not where Ansible sets it itself: %s',
    (name) => {
      const rules = [{ ports: 22, cidr_ip: `{{ ${name} }}` }];
      const read = reading({
        'site.yml': [{ hosts: 'all', vars: { [name]: WIDE }, tasks: [task({ rules })] }],
      });
      expect(ingressOf(read, 'web')).toEqual([]);
    },
  );

  it('not where two files of the same defaults say it', () => {
    const read = reading({
      'roles/web/defaults/main/a.yml': { cidr: WIDE, port: 22 },
      'roles/web/defaults/main/b.yml': { cidr: NARROW },
      'roles/web/tasks/main.yml': [web()],
    });
    expect(ingressOf(read, 'web')).toEqual([]);
  });

  it('with what a loop around the tasks hands over', () => {
    const read = reading({
      'roles/web/defaults/main.yml': { item: WIDE },
      'roles/web/tasks/main.yml': [{ include_tasks: 'sg.yml', loop: [NARROW] }],
      'roles/web/tasks/sg.yml': [task({ rules: [{ ports: 22, cidr_ip: '{{ item }}' }] })],
    });
    expect(ingressOf(read, 'web')).toEqual([]);
  });
});

it('a variable of a role does not hold where another role takes its tasks', () => {
  const read = reading({
    'roles/web/defaults/main.yml': { cidr: WIDE },
    'roles/web/tasks/sg.yml': [web()],
    'roles/app/tasks/main.yml': [{ include_tasks: '../../web/tasks/sg.yml' }],
  });
  expect(ingressOf(read, 'web')).toEqual([]);
});

describe('what a task registers of a group', () => {
  const db = task({ name: 'db', rules: [], rules_egress: [] }, { register: 'made' });
  const front = task({ name: 'front', rules: [{ ports: 22, group_id: '{{ made.group_id }}' }] });
  const toDb = ['tcp/22 group:db'];

  it.each<[string, Files]>([
    ['include_vars, which is weaker', { 'tasks.json': [{ include_vars: 'x' }, db, front] }],
    ['tasks from elsewhere before it', { 'tasks.json': [{ include_tasks: 'gone.yml' }, db, front] }],
    ['tasks from elsewhere after it', { 'tasks.json': [db, front, { include_tasks: 'gone.yml' }] }],
    [
      'another file that registers the same',
      { 'tasks.json': [db, front], 'other.json': [{ ping: null, register: 'made' }] },
    ],
  ])('holds in spite of %s', (_, files) => {
    expect(ingressOf(reading(files), 'front')).toEqual(toDb);
  });

  it.each<[string, Files]>([
    ['in the tasks before it', { 'tasks.json': [front, db] }],
    [
      'behind another task that registers the same',
      { 'tasks.json': [db, { ping: null, register: 'made' }, front] },
    ],
    ['behind set_fact', { 'tasks.json': [db, { set_fact: { made: { group_id: 'x' } } }, front] }],
    ['behind tasks from elsewhere', { 'tasks.json': [db, { include_tasks: 'gone.yml' }, front] }],
    [
      'behind tasks of another file that set it',
      {
        'tasks/main.yml': [db, { include_tasks: 'other.yml' }, front],
        'tasks/other.yml': [{ set_fact: { made: { group_id: 'x' } } }],
      },
    ],
    [
      'where handlers may set it',
      { 'site.yml': [{ hosts: 'x', tasks: [db, front], handlers: [{ include_tasks: 'x.yml' }] }] },
    ],
    [
      'where tasks are handed another',
      {
        'site.yml': [{ hosts: 'x', tasks: [{ include_tasks: 'a.json', vars: { made: { group_id: 'x' } } }] }],
        'a.json': [db, front],
      },
    ],
  ])('is not known %s', (_, files) => {
    expect(ingressOf(reading(files), 'front')).toEqual([]);
  });
});

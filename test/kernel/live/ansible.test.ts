import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isInstalled } from '../../../src/machine/programs.js';
import { blocksOf } from '../../examples/markdown.js';
import { inTurn, isWhole } from '../../support/sample.js';
import { mixedBackends } from '../backends.js';
import { describeKernel } from '../rig/index.js';
import { canServe, machinesAllowing, overSsh } from './ssh-machines.js';

const canRoll = canServe && isInstalled('ansible-playbook');

/** Nothing may go out but answers: what a machine says first over a connection that is not known does not. */
const answering = (definition: string) => definition.replace('}] } }', '}], egress: [] } }');

const files = (machines = 1) => ({
  'first.yaml': answering(machinesAllowing(80, machines)),
  'next.yaml': answering(machinesAllowing(81, machines)),
  'locked.yaml': answering(machinesAllowing(81, machines, 'tcp/2222')),
  inventory: Array.from(
    { length: machines },
    (_, at) =>
      `h${at + 1} ansible_host=m${at + 1} ansible_user=root ansible_python_interpreter=/usr/bin/python3\n`,
  ).join(''),
  'play.yml': `- hosts: all
  gather_facts: false
  become: true
  serial: [1, 5]
  any_errors_fatal: true
  roles: [firewall]
`,
});

/** A machine has folders of its own that the role writes to. */
const before = `cp -a /etc etc$m; mount --bind etc$m /etc; mount -t tmpfs tmpfs /var/lib`;

/** `role FILE …` writes the role. */
const prepared = `
export LC_ALL=C.UTF-8 ANSIBLE_HOME=$PWD/ansible ANSIBLE_SSH_CONTROL_PATH_DIR=$PWD/cp ANSIBLE_NOCOLOR=1 ANSIBLE_TIMEOUT=3
export ANSIBLE_PIPELINING=1
role() { ./secgroup provision ansible "$@" -o roles/firewall 2>>wrote; }
state() { on 1 sh /etc/secgroup/change.sh state; }
trial() { until state 2>/dev/null | grep -q trial; do sleep 0.2; done; }
trap 'for one in cp/* own-*; do [ ! -S $one ] || ssh -o ControlPath=$one -O exit m1 2>/dev/null || :; done; kill $pids' EXIT
over() { while state | grep -q trial; do sleep 0.2; done; }
`;
const play = (...options: readonly string[]) => `ansible-playbook -i inventory play.yml ${options.join(' ')}`;

const ports = (name: string, machine = 1) =>
  `run ${name} true; { passes ${machine} 80; passes ${machine} 81; } >${name}.out`;
const only80 = 'open\nshut\n';
const only81 = 'shut\nopen\n';

/** What the last line of a play counts. */
const counted = (said: string | undefined) => / changed=(\d+) .* failed=(\d+) /.exec(said ?? '')?.slice(1);

describeKernel('a role for Ansible', () => {
  it.skipIf(!canRoll)('changes a machine once, over a new connection', async () => {
    const said = await overSsh({
      machines: 1,
      files: files(),
      before,
      commands: `${prepared}
role first.yaml
run first ${play()}
${ports('after')}
run again ${play()}
run kept on 1 cmp /etc/secgroup/h1.nft roles/firewall/files/h1/change/next/script`,
    });
    expect(said.first).toMatch(/Close the connection[\s\S]*Open a new one[\s\S]*failed=0 [\s\S]*status 0/);
    expect(said.after).toBe(only80);
    expect(counted(said.again), said.again).toEqual(['0', '0']);
    expect(said.kept).toBe('status 0\n');
  });

  // The slow ones run with `npm run test:whole`.
  it.skipIf(!isWhole || !canRoll)(
    'says before what it would change, and mends what somebody took out',
    async () => {
      const said = await overSsh({
        machines: 1,
        files: files(),
        before,
        commands: `${prepared}
role first.yaml
run nothing ${play('--check', '--diff')}
run untouched on 1 test ! -e /etc/secgroup
run first ${play()}
role next.yaml
run check ${play('--check', '--diff')}
${ports('checked')}
run next ${play()}
${ports('after')}
run same ${play('--check')}
on 1 nft add rule inet secgroup input tcp dport 80 accept
run drifted ${play('--check')}
on 1 nft flush ruleset
run mended ${play()}
${ports('last')}`,
      });
      expect(said.nothing).toMatch(/^\+.*tcp . 80 : accept[\s\S]*changed=[1-9][\s\S]*status 0/m);
      expect(said.untouched).toBe('status 0\n');
      expect(said.check).toMatch(
        /^-.*tcp . 80 : accept[\s\S]*^\+.*tcp . 81 : accept[\s\S]*changed=2 [\s\S]*status 0/m,
      );
      expect(said.checked).toBe(only80);
      expect(said.after).toBe(only81);
      expect(counted(said.same)).toEqual(['0', '0']);
      expect(counted(said.drifted)).toEqual(['1', '0']);
      expect(said.mended).toContain('status 0');
      expect(said.last).toBe(only81);
    },
  );

  it.skipIf(!isWhole || !canRoll)('that would lock it out fails, and the old rules are back', async () => {
    const said = await overSsh({
      machines: 2,
      files: files(2),
      before,
      commands: `${prepared}
role first.yaml
run first ${play()}
role locked.yaml
run locked ${play('-e secgroup_confirm=10')}
${ports('back')}
${ports('other', 2)}
run state state
setsid ${play('-e secgroup_confirm=12')} >/dev/null 2>&1 & killed=$!
trial; kill -9 -$killed; wait $killed || :; over
${ports('killed')}
role next.yaml
cat >>config <<END
  ControlMaster auto
  ControlPath $PWD/own-%n
  ControlPersist 600
END
export ANSIBLE_SSH_ARGS=-C
run shared ${play()}
${ports('after')}`,
    });
    expect(counted(said.first), said.first).toEqual([expect.anything(), '0']);
    expect(said.locked).toMatch(/were not confirmed, and those before them apply again[\s\S]*status 2/);
    // The others come later, and so are left as they are.
    expect(said.locked).not.toContain('[h2]');
    expect([said.back, said.other, said.killed]).toEqual([only80, only80, only80]);
    expect(said.state).toBe('differs\nstatus 0\n');
    // Ansible ends what others have opened for it, too.
    expect(said.shared).toContain('status 0');
    expect(said.after).toBe(only81);
  });

  it.skipIf(!isWhole || !canRoll)('takes no text of a definition for its own', async () => {
    const texts = [
      '{{ lookup("pipe", "touch canary") }}',
      '{% for x in y %}',
      '"\n- hosts: all\n  tasks: [{ command: touch canary }]',
      '$(touch canary) `touch canary`\nEND_OF_INPUT\ntouch canary',
      '!unsafe &a *a # end',
      '# ipv4',
    ];
    const names = ['{{ lookup(canary) }}', '$(touch canary) # end', '!unsafe: [&a, *a]'];
    const rules = texts.map((description, at) => ({
      allow: `tcp/${1000 + at}`,
      from: 'anywhere',
      description,
    }));
    const hostile = {
      groups: Object.fromEntries([
        ...names.map((name, at) => [name, { description: texts[at], ingress: rules }]),
        ['g', { ingress: [{ allow: 'ssh', from: '10.0.1.1' }] }],
      ]),
      hosts: {
        h1: {
          description: texts[0],
          tags: { [texts[1]!]: texts[2] },
          interfaces: { eth0: { addresses: ['10.0.1.10'], groups: [...names, 'g'] } },
        },
      },
    };
    const said = await overSsh({
      machines: 1,
      files: { ...files(), 'hostile.yaml': JSON.stringify(hostile) },
      before,
      commands: `${prepared}
run role ./secgroup provision ansible hostile.yaml -o roles/firewall
run play ${play('--diff')}
run again ${play()}
run here find . -name canary
run there on 1 find /root / -maxdepth 1 -name canary`,
    });
    expect(said.role).toMatch(/wrote 1 host[\s\S]*status 0/);
    expect(said.play).toContain('status 0');
    expect(counted(said.again)).toEqual(['0', '0']);
    expect([said.here, said.there]).toEqual(Array(2).fill('status 0\n'));
  });
});

describeKernel('the page about Ansible', () => {
  it.skipIf(!isWhole || !canRoll)('does what it says', async () => {
    const examples = path.resolve(import.meta.dirname, '../../../examples');
    const blocks = blocksOf(readFileSync(path.join(examples, 'ansible/README.md'), 'utf8'));
    const written = blocks.flatMap(({ words: [language, name], text }) =>
      language === 'yaml' && name !== undefined ? [[name, text] as const] : [],
    );
    const steps = blocks.flatMap(({ words, text }, at) => {
      const output = blocks[at + 1]?.words[0] === 'text' ? blocks[at + 1]!.text : '';
      return words[0] === 'sh' ? [{ command: text.trim(), output }] : [];
    });
    const definition = 'three-machines/three-machines.yaml';
    const said = await overSsh({
      machines: 3,
      names: ['web-1', 'web-2', 'db-1'],
      files: { ...Object.fromEntries(written), yaml: readFileSync(path.join(examples, definition), 'utf8') },
      before,
      commands: `${prepared}
mkdir -p examples/three-machines; mv yaml examples/${definition}
${steps.map(({ command }, at) => `run step${at} ${command}`).join('\n')}
run web true; passes 1 80 >web.out; run db true; passes 3 5432 >db.out`,
    });
    expect(steps.length).toBeGreaterThan(3);
    for (const [at, { output }] of steps.entries()) {
      for (const line of output.trimEnd().split('\n')) expect(said[`step${at}`]).toContain(line);
      expect(said[`step${at}`]).toMatch(/status 0\n$/);
    }
    expect([said.web, said.db]).toEqual(['open\n', 'shut\n']);
  });
});

/** Commands for `npm run test:whole` alone. */
const whole = (commands: string) => (isWhole ? commands : '');

const kinds = inTurn(mixedBackends);

describeKernel('rules that a shell alone tries', () => {
  it.skipIf(!canServe)('are confirmed over a new connection, and over no older one', async () => {
    const said = await overSsh({
      machines: 1,
      files: files(),
      before,
      commands: `${prepared}
role next.yaml; on 1 mkdir /etc/secgroup; on 1 mount -t tmpfs -o size=1m tmpfs /etc/secgroup; on 1 cp -r roles/firewall/files/h1/change/. /etc/secgroup
on 1 nft -f roles/firewall/files/h1/change/next/script
run older ssh m1 'touch /run/there; until [ -e /run/secgroup.trial/begun ]; do sleep 0.1; done; sh /etc/secgroup/change.sh keep' & older=$!
until on 1 test -e /run/there; do sleep 0.1; done
run same ssh m1 'cd /etc/secgroup; sh change.sh stage; sh change.sh begin 120; sh change.sh keep'
wait $older
on 1 sh -c '! cat /dev/zero >/etc/secgroup/full' 2>/dev/null
run full ssh m1 'sh /etc/secgroup/change.sh keep'
run still state
on 1 rm /etc/secgroup/full
run newer ssh m1 'sh /etc/secgroup/change.sh keep'
run state state`,
    });
    for (const one of [said.older, said.same]) expect(one).toMatch(/older than the new rules[\s\S]*status 1/);
    // What a boot loads cannot be written, so it is not confirmed.
    expect(said.full).toMatch(/cannot be written[\s\S]*status 1/);
    expect(said.still).toBe('trial\nstatus 0\n');
    expect(said.newer).toBe('status 0\n');
    expect(said.state).toBe('confirmed\nstatus 0\n');
  });

  it.skipIf(!canServe).each(kinds())('are kept or end by themselves: $name', async ({ options }) => {
    const { target, xtables } = options;
    const kind = `--target ${target}${xtables ? ` --xtables ${xtables}` : ''}`;
    const early = (definition: string) => `defaults: { earlyDrop: true }\n${definition}`;
    const said = await overSsh({
      machines: 1,
      files: { ...files(), 'early.yaml': early(machinesAllowing(81, 1)) },
      before,
      commands: `${prepared}
copy() { role $1 ${kind}; on 1 mkdir -p /etc/secgroup; on 1 cp -r roles/firewall/files/h1/change/. /etc/secgroup; }
change() { on 1 sh /etc/secgroup/change.sh "$@"; }
copy first.yaml
${whole(`change stage; change begin 10; over; ${ports('nothing')}`)}
change stage; change begin 60; change keep
${ports('first')}
copy early.yaml
change stage; change begin 120
${ports('trial')}
run second change begin 60
change end
${whole(ports('ended'))}
change stage; change begin 10; over
${ports('late')}
run expired change keep
change stage; change begin 60; change keep
run confirmed state
${ports('kept')}
${whole(`copy first.yaml; change stage; change begin 60; change keep; ${ports('back')}`)}
run state state
on 1 ${target === 'nftables' ? "nft add table inet secgroup '{ flags dormant; }'" : `iptables-${xtables} -I INPUT -p tcp --dport 3306 -j ACCEPT`}
run changed state
change stage
${ports('staged')}
change begin 60; change keep
run mended state
${ports('again')}`,
    });
    // What lets more through, or everything, is seen; what is staged over it meets no packet.
    expect([said.changed, said.mended]).toEqual(['differs\nstatus 0\n', 'confirmed\nstatus 0\n']);
    if (target === 'nftables') expect(said.staged).toBe('open\nopen\n');
    expect(said.again).toBe(isWhole ? only80 : only81);
    if (isWhole) expect([said.nothing, said.ended, said.back]).toEqual(['open\nopen\n', only80, only80]);
    expect([said.first, said.trial, said.late, said.kept]).toEqual([only80, only81, only80, only81]);
    expect(said.second).toMatch(/a trial is going on[\s\S]*status 1/);
    expect(said.expired).toMatch(/no trial is going on[\s\S]*status 1/);
    expect([said.confirmed, said.state]).toEqual(Array(2).fill('confirmed\nstatus 0\n'));
  });
});

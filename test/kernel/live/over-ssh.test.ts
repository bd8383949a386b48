import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isInstalled } from '../../../src/machine/programs.js';
import { blocksOf } from '../../examples/markdown.js';
import { inTurn, isWhole, pairs } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { addressOf, canServe, clientOf, machinesAllowing, overSsh } from './ssh-machines.js';

const files = (machines = 1) => ({
  'first.yaml': machinesAllowing(80, machines),
  'next.yaml': machinesAllowing(81, machines),
});

/** Puts a program called `ssh` in front of the client's own, for calls whose arguments are of a pattern of the shell. */
const inFrontOfSsh = (special: string) =>
  `mv bin/ssh bin/first-ssh
cat >bin/ssh <<'END'
#!/bin/sh
case " $* " in ${special};; esac; exec first-ssh "$@"
END
chmod +x bin/ssh`;

/** No new connection can be made to machines of this name. */
const noNewConnection = (name: string) => inFrontOfSsh(`*" -S none "*" ${name} "*) exec first-ssh -p 2 "$@"`);

/** Which of the ports 80 and 81 answer on a machine. */
const ports = (name: string, machine: number) =>
  `run ${name} true; { passes ${machine} 80; passes ${machine} 81; } >${name}.out`;
const only80 = 'open\nshut\n';
const only81 = 'shut\nopen\n';

describeKernel('another machine', () => {
  it.skipIf(!canServe)('is changed over SSH, with nothing of ours on it', async () => {
    const said = await overSsh({
      machines: 1,
      files: {
        ...files(),
        'next.yaml': machinesAllowing(81, 1).replace('ssh: m1', 'counters: true, ssh: m1'),
      },
      commands: `
run nothing ./secgroup status --ssh m1
run plan ./secgroup plan first.yaml
run first ./secgroup apply first.yaml --yes
${ports('before', 1)}
run again ./secgroup apply first.yaml --yes
run next ./secgroup apply next.yaml --yes --json
${ports('after', 1)}
run status ./secgroup status next.yaml
run counters ./secgroup counters next.yaml --json
run rights on 1 ls -ld state state/confirmed/script state/confirmed/about.json
run left on 1 ls /run
run back ./secgroup rollback --ssh root@${addressOf(1)} --yes
${ports('last', 1)}
run drift on 1 nft insert rule inet secgroup input tcp dport 22 accept
run drifted ./secgroup status --ssh ssh://m1:22
run nowhere ./secgroup status --ssh 10.0.1.11`,
    });
    expect(said.nothing).toMatch(/nothing of ours[\s\S]*status 0/);
    expect(said.plan).toMatch(/h1: nothing of ours is loaded[\s\S]*status 10/);
    expect(said.first).toMatch(
      /a new connection is to confirm it\n.*generation 1 is loaded and confirmed\nstatus 0/,
    );
    expect(said.before).toBe(only80);
    expect(said.again).toBe('h1: what is loaded means the same\nstatus 0\n');
    expect(said.next).toMatch(/"generation": 2,\s+"confirmed": true[\s\S]*status 0/);
    expect(said.after).toBe(only81);
    expect(said.status).toMatch(
      new RegExp(`generation 2 of h1, applied .* by root from ${clientOf(1)}, from next`),
    );
    // What `passes` has opened.
    expect(said.counters).toMatch(/"number": "2",[^}]*"alone": \{\s+"packets": 1,[\s\S]*status 0/);
    expect(said.rights).toMatch(/^drwx------.* state\n(-rw-------.*\n){2}/);
    // What came as input was kept there until it was whole, and no longer.
    expect(said.left).toMatch(/sshd\n/);
    expect(said.left).not.toContain('secgroup');
    expect(said.back).toMatch(/generation 3 is loaded and confirmed\nstatus 0/);
    expect(said.last).toBe(only80);
    expect(said.drifted).toMatch(/changed since +tcp\/22 into[\s\S]*status 4/);
    expect(said.nowhere).toMatch(/no connection to 10.0.1.11: .*\nstatus 3/);
  });

  // The slow ones run with `npm run test:whole`.
  it.skipIf(!isWhole || !canServe)(
    'whose client the new rules would lock out is not changed, or only for a while',
    async () => {
      const said = await overSsh({
        machines: 1,
        files: { ...files(), 'locked.yaml': machinesAllowing(81, 1, 'tcp/2222') },
        commands: `
run first ./secgroup apply first.yaml --yes
run refused ./secgroup apply locked.yaml --yes
${ports('untouched', 1)}
run insisted ./secgroup apply locked.yaml --yes --allow-lockout --confirm 4
${ports('back', 1)}
run status ./secgroup status --ssh m1`,
      });
      expect(said.refused).toMatch(
        new RegExp(
          `from ${clientOf(1)} to port 22 of ${addressOf(1)}, could not be opened again[\\s\\S]*status 2`,
        ),
      );
      expect(said.untouched).toBe(only80);
      expect(said.insisted).toMatch(
        /warning: [\s\S]*was not confirmed[\s\S]*the rules before it apply again\nstatus 6/,
      );
      expect(said.back).toBe(only80);
      expect(said.status).toMatch(/generation 1 of h1[\s\S]*changed since +nothing[\s\S]*status 0/);
    },
  );

  it.skipIf(!canServe)('has its old rules back where no new connection can be made', async () => {
    const said = await overSsh({
      machines: 1,
      files: files(),
      commands: `
run first ./secgroup apply first.yaml --yes
${noNewConnection('m1')}
run next ./secgroup apply next.yaml --yes --confirm 600
${ports('back', 1)}
run status ./secgroup status --ssh m1
run nothing ./secgroup confirm --ssh m1
run once ./secgroup apply next.yaml --yes --confirm 0
${ports('after', 1)}`,
    });
    expect(said.next).toMatch(
      /was not confirmed \(no connection to m1: .*\): the rules before it apply again\nstatus 6/,
    );
    expect(said.back).toBe(only80);
    expect(said.status).toMatch(/generation 1 of h1[\s\S]*status 0/);
    expect(said.nothing).toMatch(/no trial is going on[\s\S]*status 3/);
    expect(said.once).toMatch(/generation \d is loaded and confirmed\nstatus 0/);
    expect(said.after).toBe(only81);
  });

  it.skipIf(!isWhole || !canServe)(
    'is confirmed by another command, and changed by one at a time',
    async () => {
      const said = await overSsh({
        machines: 1,
        files: files(),
        commands: `
run first ./secgroup apply first.yaml --yes
${inFrontOfSsh(`*" -S none "*) echo $$ >there; exec sleep 600`)}
./secgroup apply next.yaml --yes --confirm 600 >/dev/null 2>&1 & killed=$!
until [ -s there ]; do sleep 0.05; done; kill -9 $killed; wait $killed || :; kill $(cat there); mv bin/first-ssh bin/ssh
run second ./secgroup apply first.yaml --yes
run confirm ./secgroup confirm --ssh m1
${ports('after', 1)}
on 1 sh -c 'exec 9>>state/lock; flock 9; echo >locked; exec sleep 40' & holder=$!
until [ -e locked ]; do sleep 0.05; done
run busy ./secgroup apply first.yaml --yes
kill $holder`,
      });
      expect(said.second).toMatch(/a trial is going on[\s\S]*status 3/);
      expect(said.confirm).toBe('h1: generation 2 stays\nstatus 0\n');
      expect(said.after).toBe(only81);
      expect(said.busy).toMatch(/another secgroup changes the firewall of m1 now\nstatus 3/);
    },
  );
});

/** Somebody who may be root without a password, somebody who may not, and the smallest shell there is. */
const smallMachine = `for f in passwd shadow; do cp /etc/$f $f; done
    for u in op:1234 np:1235; do echo "\${u%:*}:x:\${u#*:}:1234::/tmp:/bin/sh" >>passwd; echo "\${u%:*}:*:19000::::::" >>shadow; done
    echo "op ALL=(ALL) NOPASSWD: ALL" >sudoers; chmod 440 sudoers; chmod 755 .
    for f in passwd shadow sudoers; do mount --bind $f /etc/$f; done
    mount --bind $(command -v busybox) $(readlink -f /bin/sh)`;
const hasSmall = canServe && isInstalled('sudo') && isInstalled('busybox');

describeKernel('a small machine', () => {
  it.skipIf(!isWhole || !hasSmall)('is changed by way of sudo, and by the shell of busybox', async () => {
    const said = await overSsh({
      machines: 1,
      files: files(),
      before: smallMachine,
      commands: `
run refused ./secgroup status --ssh np@m1
run first ./secgroup apply first.yaml --ssh op@m1 --yes
run next ./secgroup apply next.yaml --ssh op@m1 --yes
${ports('after', 1)}
run shell on 1 sh --help
run owner on 1 ls -ln state/confirmed/script
run back ./secgroup rollback --ssh op@m1 --yes`,
    });
    expect(said.refused).toMatch(
      /np@m1: sudo: .*; log in as root, or as somebody whom sudo asks for no password\nstatus 3/,
    );
    expect(said.first).toMatch(/generation 1 is loaded and confirmed\nstatus 0/);
    expect(said.next).toMatch(/generation 2 is loaded and confirmed\nstatus 0/);
    expect(said.after).toBe(only81);
    expect(said.shell).toContain('BusyBox');
    expect(said.owner).toMatch(/^-rw------- +1 0 +0 /);
    expect(said.back).toMatch(/generation 3 is loaded and confirmed\nstatus 0/);
  });
});

/** What breaks at one call of `ssh`, with the connection that the others go through. */
const cuts = {
  'before it': 'exit 255',
  'within its input': 'head -c 300 | first-ssh "$@" >/dev/null 2>&1; exit 255',
  'before its answer': 'first-ssh "$@" >/dev/null 2>&1; exit 255',
} as const;

/** The calls of a change that change something: what is kept, staged, begun, prepared, kept for good, settled and cleaned. */
const changing = [3, 5, 6, 2, 4, 7, 1] as const;

/** Breaks everything at the call whose number is in the file `at`, as the file `how` says. Calls that only look are not counted. */
const cutting = `mv bin/ssh bin/first-ssh
cat >bin/ssh <<'END'
#!/bin/sh
case " $* " in *" ControlMaster=yes "*) echo $$ >master; exec first-ssh "$@";; esac
for last; do :; done
case $last in *"'nft' '-f'"*|*"; mv "*|*"ln -s"*) echo >>calls;; *) exec first-ssh "$@";; esac
if [ "$(wc -l <calls)" -eq "$(cat at)" ]; then ( sleep 0.3; kill "$(cat master)" ) & . ./how; fi
exec first-ssh "$@"
END
chmod +x bin/ssh`;

describeKernel('a connection that is cut', () => {
  it.skipIf(!canServe)('leaves the old rules, or the new ones confirmed', async () => {
    const some = inTurn(pairs(Object.values(cuts), changing))();
    const said = await overSsh({
      machines: 1,
      files: files(),
      commands: `
run first ./secgroup apply first.yaml --yes
echo 0 >at; : >calls; ${cutting}
run whole ./secgroup apply next.yaml --yes; run made wc -l calls
run reset ./secgroup apply first.yaml --yes
${some
  .map(
    ([how, at], n) => `echo ${at} >at; : >calls; cat >how <<'END'
${how}
END
run next${n} ./secgroup apply next.yaml --yes --confirm 5
echo 0 >at
[ "$(tail -n 1 next${n}.out)" = 'status 0' ] || sleep 6
${ports(`ports${n}`, 1)}
run status${n} ./secgroup status --ssh m1
run reset${n} ./secgroup apply first.yaml --yes`,
  )
  .join('\n')}`,
    });
    // None is left out.
    expect(said.made).toMatch(new RegExp(`^${changing.length} `));
    for (const [n, [how, at]] of some.entries()) {
      const cut = `at call ${at}: ${how}: ${said[`next${n}`]}`;
      const status = Number(/status (\d+)\n$/.exec(said[`next${n}`]!)?.[1]);
      expect([0, 3, 6], cut).toContain(status);
      expect(said[`ports${n}`], cut).toBe(status === 0 ? only81 : only80);
      expect(said[`status${n}`], cut).toMatch(/changed since +nothing[\s\S]*status 0/);
      expect(said[`reset${n}`], cut).toMatch(/status 0\n$/);
    }
  });
});

describeKernel('several machines', () => {
  it.skipIf(!canServe)(
    'are changed one first and then the others, up to the one that is not confirmed',
    async () => {
      const said = await overSsh({
        machines: 3,
        files: files(3),
        commands: `
run many ./secgroup apply first.yaml --yes
run first ./secgroup apply first.yaml --all --yes
run plan ./secgroup plan next.yaml --all
run two ./secgroup plan first.yaml --host h1 --host h2 --json
(${noNewConnection('m2')}
run next ./secgroup apply next.yaml --all --yes --wave 1
mv bin/first-ssh bin/ssh)
for m in 1 2 3; do run ports$m true; { passes $m 80; passes $m 81; } >ports$m.out; done
cp ports1.out one.out; cp ports2.out two2.out; cp ports3.out three.out
run one cat ports1.out; run two2 cat ports2.out; run three cat ports3.out
run status ./secgroup status next.yaml --all
run rest ./secgroup apply next.yaml --all --yes --json
ip link set c2 down
run gone ./secgroup apply first.yaml --all --yes
run statuses ./secgroup status first.yaml --all`,
      });
      expect(said.many).toMatch(/name one with --host, or all that have `ssh:` with --all[\s\S]*status 2/);
      expect(said.first).toMatch(
        /h1: generation 1 is loaded and confirmed\n[\s\S]*h3: generation 1 is loaded[\s\S]*status 0/,
      );
      expect(said.plan).toMatch(/h1: opens[\s\S]*h2: opens[\s\S]*h3: opens[\s\S]*status 10/);
      expect(said.two).toMatch(/"hosts": \[[\s\S]*"host": "h1"[\s\S]*"host": "h2"[\s\S]*status 0/);
      expect(said.next).toMatch(
        /h1: generation 2 is loaded and confirmed\n[\s\S]*h2: generation 2 was not confirmed .*\nh3: left as it is.*\nstatus 6/,
      );
      expect([said.one, said.two2, said.three].map((text) => text!.replace(/status 0\n/, ''))).toEqual([
        only81,
        only80,
        only80,
      ]);
      expect(said.status).toMatch(
        /h1\nloaded +generation 2 [\s\S]*h2\nloaded +generation 1 [\s\S]*h3\nloaded +generation 1 [\s\S]*status 0/,
      );
      expect(said.rest).toMatch(
        /"host": "h2",\s+"generation": \d,\s+"confirmed": true[\s\S]*"host": "h3"[\s\S]*status 0/,
      );
      // Where one cannot be asked, none is changed.
      expect(said.gone).toMatch(/secgroup: h2: no connection to m2: .*\nstatus 3/);
      expect(said.statuses).toMatch(
        /secgroup: h2: no connection[\s\S]*h1\nloaded +generation 2[\s\S]*status 3/,
      );
    },
  );
});

describeKernel('the page of three machines', () => {
  it.skipIf(!isWhole || !canServe)('does what it says', async () => {
    const folder = path.resolve(import.meta.dirname, '../../../examples/three-machines');
    const blocks = blocksOf(readFileSync(path.join(folder, 'README.md'), 'utf8'));
    const steps = blocks.flatMap(({ words, text }, at) => {
      const output = blocks[at + 1]?.words.join() === 'text' ? blocks[at + 1]!.text : '';
      return words.join(' ') === 'sh root' ? [{ command: text.trim(), output }] : [];
    });
    // One change more, so that there is something to go back to.
    const file = 'examples/three-machines/three-machines.yaml';
    const more = [
      `sed -i 's/allow: http,/allow: https,/' ${file}`,
      `secgroup apply ${file} --host web-1 --yes`,
    ];
    const commands = steps.flatMap(({ command }) =>
      command.includes('rollback') ? [...more, `${command} --yes`] : [command],
    );
    const said = await overSsh({
      machines: 3,
      names: ['web-1', 'web-2', 'db-1'],
      files: { 'three-machines.yaml': readFileSync(path.join(folder, 'three-machines.yaml'), 'utf8') },
      commands: `mkdir -p examples/three-machines; mv three-machines.yaml examples/three-machines
${commands.map((command, at) => `run step${at} ${command}`).join('\n')}
run web true; passes 1 80 >web.out; run db true; passes 3 5432 >db.out`,
    });
    expect(steps.length).toBeGreaterThan(3);
    for (const [at, { output }] of steps.entries())
      for (const line of output.split('\n')) expect(said[`step${at}`]).toContain(line);
    const statuses = commands.map((_, at) => /status (\d+)\n$/.exec(said[`step${at}`]!)?.[1]);
    expect(statuses).toEqual(['10', '0', '0', '0', '0', '0']);
    expect([said.web, said.db]).toEqual(['open\n', 'shut\n']);
  });
});

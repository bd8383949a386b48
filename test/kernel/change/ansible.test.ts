import { expect, it } from 'vitest';
import { isInstalled } from '../../../src/machine/programs.js';
import { isWhole } from '../../support/sample.js';
import { describeKernel } from '../lab/index.js';
import { canServe, machinesAllowing, overSsh } from './ssh-machines.js';

const canRoll = canServe && isInstalled('ansible-playbook');

const files = (machines = 1) => ({
  'first.yaml': machinesAllowing(80, machines),
  'next.yaml': machinesAllowing(81, machines),
  'locked.yaml': machinesAllowing(81, machines, 'tcp/2222'),
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
trial() { until on 1 sh /etc/secgroup/change.sh state 2>/dev/null | grep -q trial; do sleep 0.2; done; }
over() { while on 1 sh /etc/secgroup/change.sh state | grep -q trial; do sleep 0.2; done; }
`;
const play = (...options: readonly string[]) =>
  `ansible-playbook -i inventory play.yml ${options.join(' ')}`;

const ports = (name: string, machine = 1) =>
  `run ${name} true; { passes ${machine} 80; passes ${machine} 81; } >${name}.out`;
const only80 = 'open\nshut\n';
const only81 = 'shut\nopen\n';

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
    console.log(said);
  });
});

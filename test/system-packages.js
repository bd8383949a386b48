// Sees to the programs that namespaces and their tests need, or to those that are named: node system-packages.js [PROGRAM...].
// As root on Debian it installs what is missing, elsewhere it says what to install. The tests themselves say what else a
// machine may lack (see test/kernel/rig/support.ts).
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const PACKAGE_OF = {
  nft: 'nftables',
  'iptables-nft': 'iptables',
  'ip6tables-nft': 'iptables',
  'iptables-legacy': 'iptables',
  'ip6tables-legacy': 'iptables',
  ipset: 'ipset',
  ip: 'iproute2',
  conntrack: 'conntrack',
  perl: 'perl-base',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  mount: 'mount',
  taskset: 'util-linux',
  flock: 'util-linux',
  ssh: 'openssh-client',
  // A machine that somebody uses does not get a server that listens to the world; its tests are skipped there.
  ...(process.env.CI && {
    sshd: 'openssh-server',
    sudo: 'sudo',
    tcpdump: 'tcpdump',
    busybox: 'busybox',
    'ansible-playbook': 'ansible-core',
  }),
  // Booted in namespaces by tests.
  ...(process.env.CI && { systemctl: 'systemd' }),
};

// The programs live in sbin, which an ordinary user's PATH often lacks.
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

const named = process.argv.slice(2);
const needed = named.length > 0 ? named : Object.keys(PACKAGE_OF);
const missing = missingPrograms();
if (missing.length > 0) process.exitCode = seeTo(missing);

/** @param {readonly string[]} programs @returns {number} the exit status */
function seeTo(programs) {
  const packages = [...new Set(programs.map((program) => PACKAGE_OF[program]))];
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  console.error(`Missing: ${programs.join(', ')}.`);
  if (process.getuid?.() !== 0 || !installed('apt-get')) {
    console.error(`Install them (on Debian, as root: ${command}); until then what needs them is skipped.`);
    return process.env.CI ? 1 : 0;
  }
  console.error(`Installing: ${command}`);
  const done = apt(['update']) && apt(command.split(' ').slice(1));
  const left = missingPrograms();
  if (done && left.length === 0) return 0;
  console.error(`Still missing: ${left.join(', ')}.`);
  return process.env.CI ? 1 : 0;
}

/** @param {readonly string[]} words @returns {boolean} */
function apt(words) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', PATH: FOLDERS.join(delimiter) };
  // Results go to standard error: standard output belongs to the tests that follow.
  return spawnSync('apt-get', words, { env, stdio: ['ignore', 2, 2] }).status === 0;
}

/** @returns {string[]} */
function missingPrograms() {
  return needed.filter((program) => !installed(program));
}

/** @param {string} program @returns {boolean} */
function installed(program) {
  return FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

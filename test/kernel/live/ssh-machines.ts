import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { isInstalled, programEnvironment } from '../../../src/machine/programs.js';
import { buildProgram } from '../../support/built.js';
import { commandLine } from '../rig/shell.js';

/** sshd becomes other users, which needs more than root in a namespace of users. */
export const canServe = process.geteuid?.() === 0 && isInstalled('sshd') && isInstalled('ssh');

/** The client's address on the link to a machine, and the machine's own; machines are counted from 1. */
export const clientOf = (machine: number) => `10.0.${machine}.1`;
export const addressOf = (machine: number) => `10.0.${machine}.10`;

/** Hosts that let SSH in from the client, and one other port; each is reached by the name `m1`, `m2` of the client's configuration. */
export function machinesAllowing(port: number, machines: number, ssh = 'tcp/22'): string {
  const numbers = Array.from({ length: machines }, (_, at) => at + 1);
  const peers = numbers.map((one) => `${clientOf(one)}`).join(', ');
  return [
    `groups: { g: { ingress: [{ allow: ${ssh}, from: [${peers}] }, { allow: tcp/${port}, from: anywhere }] } }`,
    'hosts:',
    ...numbers.map(
      (one) =>
        `  h${one}: { ssh: m${one}, interfaces: { eth0: { addresses: [${addressOf(one)}], groups: [g] } } }`,
    ),
    '',
  ].join('\n');
}

export interface Machines {
  readonly machines: number;
  /** What else the client's configuration calls them, in order. */
  readonly names?: readonly string[];
  /** Definitions, by the names of their files. */
  readonly files: Readonly<Record<string, string>>;
  /** What each machine does before its sshd is started, for the shell; `$m` is its number. */
  readonly before?: string;
  /**
   * Commands of the client's shell. `run NAME COMMAND` keeps what a command says and its status. `on N COMMAND` runs one on a machine, by no
   * connection. `passes N PORT` says whether a TCP connection to the port comes to anything, `open` or `shut`.
   */
  readonly commands: string;
}

/** Runs machines with a real sshd each, which have no Node and no secgroup, and a client. The result has what `run` kept. */
export async function overSsh({
  machines,
  names = [],
  files,
  before = ':',
  commands,
}: Machines): Promise<Readonly<Record<string, string>>> {
  const { main } = await buildProgram();
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-over-ssh-'));
  try {
    const all = {
      ...files,
      conf: [
        `HostKey ${folder}/key`,
        `AuthorizedKeysFile ${folder}/id.pub`,
        'PidFile none',
        'UsePAM no',
        'StrictModes no',
        'PermitRootLogin yes',
        'Subsystem sftp internal-sftp',
        '',
      ].join('\n'),
      config: [
        ...Array.from(
          { length: machines },
          (_, at) => `Host m${at + 1} ${names[at] ?? ''}\n  HostName ${addressOf(at + 1)}`,
        ),
        `Host *\n  IdentityFile ${folder}/id\n  UserKnownHostsFile ${folder}/known\n  StrictHostKeyChecking yes\n`,
      ].join('\n'),
      ssh: `#!/bin/sh\nexec "$SSH" -F ${folder}/config "$@"\n`,
      secgroup: `#!/bin/sh\ncase $1 in provision | drops) ;; *) set -- "$@" --state ${folder}/state ;; esac\nexec ${commandLine([process.execPath, main])} "$@"\n`,
      driver: driverOf(folder, machines, before, commands),
    };
    for (const [name, text] of Object.entries(all))
      await writeFile(path.join(folder, name), text, { mode: 0o755 });
    const { exitCode, stderr } = await execa('unshare', ['-nm', '--', 'sh', `${folder}/driver`], {
      env: programEnvironment(),
      reject: false,
    });
    if (exitCode !== 0) throw new Error(`the driver has failed: ${stderr}`);
    const ran = [...commands.matchAll(/\brun (\w+) /g)].map(([, name]) => name!);
    const kept = ran.map(async (name) => [name, await readFile(path.join(folder, `${name}.out`), 'utf8')]);
    return Object.fromEntries(await Promise.all(kept));
  } finally {
    // What was started in the background may still be taking its files away.
    await rm(folder, { recursive: true, maxRetries: 10 });
  }
}

function driverOf(folder: string, machines: number, before: string, commands: string): string {
  return `set -eu
cd ${folder}
SSH=$(command -v ssh); export SSH
ssh-keygen -q -t ed25519 -N '' -f key; ssh-keygen -q -t ed25519 -N '' -f id
mkdir bin; mv ssh bin; ln -s ../secgroup bin; PATH=${folder}/bin:$PATH
ip link set lo up
mkdir state
pids=
trap 'kill $pids' EXIT
machine() {
  export m=$1
  unshare -nm sh -c 'mount -t tmpfs tmpfs /run; mkdir -p /run/sshd; mount -t tmpfs -o mode=700 tmpfs state
    mount -t tmpfs tmpfs /root; ! test -e ${process.execPath} || mount --bind /dev/null ${process.execPath}; ip link set lo up; ${before}
    exec '"$(command -v sshd)"' -D -E '"log$m"' -f conf' &
  eval "pid$m=$!"; pids="$pids $!"
  until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
  ip link add c$m type veth peer name eth0 netns $!
  ip address add 10.0.$m.1/24 dev c$m; ip link set c$m up
  on $m ip address add 10.0.$m.10/24 dev eth0; on $m ip link set eth0 up
  echo "10.0.$m.10 $(cut -d' ' -f1,2 key.pub)" >>known
}
on() { eval "to=\\$pid$1"; shift; nsenter -t $to -n -m sh -c 'cd ${folder}; exec "$@"' sh "$@"; }
run() { name=$1; shift; status=0; "$@" >$name.out 2>&1 </dev/null || status=$?; echo "status $status" >>$name.out; }
passes() { rm -f listens; on $1 perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalPort => shift, Listen => 5, ReuseAddr => 1); open my $f, ">", "listens"; alarm 20; my $c = $s->accept; print $c "open\\n"' $2 & server=$!
  until [ -e listens ]; do sleep 0.05; done
  perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(PeerAddr => shift, PeerPort => shift, Timeout => 4); print $s ? scalar <$s> : "shut\\n"' 10.0.$1.10 $2
  kill $server 2>/dev/null || :; wait $server || :; }
for one in ${Array.from({ length: machines }, (_, at) => at + 1).join(' ')}; do machine $one; done
${commands}`;
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { programEnvironment } from '../../../src/machine/programs.js';
import { buildProgram } from '../../support/built.js';
import { describeKernel } from '../rig/index.js';
import { commandLine, quote } from '../rig/shell.js';

const HOST = '203.0.113.10';
const ADMIN = '203.0.113.7';
const STRANGER = '203.0.113.8';
/** On a network of the house. */
const [HOST_NEAR, NEIGHBOUR] = ['10.0.0.5', '10.0.0.9'];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secgroup-init-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Listens on addresses, under a name. */
const LISTEN = `use strict; use IO::Socket::IP; my ($name, @all) = @ARGV; $0 = $name;
my @sockets = map { my ($h, $p) = /^(.*):(\\d+)$/; IO::Socket::IP->new(LocalHost => $h, LocalPort => $p, Listen => 9, ReuseAddr => 1) or die $@ } @all;
sleep 600;`;

/** Prints what can be reached, from an address. */
const REACH = `use strict; use IO::Socket::IP; my ($from, @all) = @ARGV;
for (@all) { my ($h, $p) = /^(.*):(\\d+)$/;
  print "$from $_ ", (IO::Socket::IP->new(LocalHost => $from, PeerHost => $h, PeerPort => $p, Timeout => 1) ? "yes" : "no"), "\\n"; }`;

async function onMachine(commands: string): Promise<string> {
  const { main } = await buildProgram();
  await writeFile(path.join(folder, 'listen.pl'), LISTEN);
  await writeFile(path.join(folder, 'reach.pl'), REACH);
  const driver = `set -eu
cd ${folder}
program=${quote(commandLine([process.execPath, main]))}
secgroup() { eval "$program" '"$@"'; }
ip link set lo up
unshare -n sleep 600 & others=$!
until [ "$(readlink /proc/$others/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
there() { nsenter --net=/proc/$others/ns/net "$@"; }
for n in 0 1; do
  ip link add eth$n type veth peer name o$n netns $others
  ip link set eth$n up; there ip link set o$n up
done
ip address add ${HOST}/24 dev eth0; ip address add ${HOST_NEAR}/24 dev eth1
there ip address add ${ADMIN}/24 dev o0; there ip address add ${STRANGER}/24 dev o0; there ip address add ${NEIGHBOUR}/24 dev o1
perl listen.pl sshd 0.0.0.0:2222 & sshd=$!
perl listen.pl web 0.0.0.0:80 0.0.0.0:9999 & web=$!
perl listen.pl postgres ${HOST_NEAR}:5432 127.0.0.1:5433 & database=$!
trap 'kill $others $sshd $web $database' EXIT
until [ "$(ss -Hlnt | wc -l)" = 5 ]; do sleep 0.05; done
reach() { there perl reach.pl "$@"; }
${commands}`;
  const { exitCode, stdout, stderr } = await execa('unshare', ['-Urn', '--', 'sh', '-c', driver], {
    env: programEnvironment(),
    reject: false,
  });
  expect([exitCode, stderr]).toEqual([0, expect.anything()]);
  return stdout;
}

describeKernel('a first definition', () => {
  it('of a machine lets in administrators and neighbours, and no stranger', async () => {
    const said = await onMachine(`
SSH_CONNECTION='${ADMIN} 50000 ${HOST} 2222' secgroup init --yes --host dut -o first.yaml
secgroup check first.yaml
secgroup compile first.yaml | nft -f -
reach ${ADMIN} ${HOST}:2222 ${HOST}:80 ${HOST}:9999
reach ${STRANGER} ${HOST}:2222 ${HOST}:80
reach ${NEIGHBOUR} ${HOST_NEAR}:2222 ${HOST_NEAR}:80 ${HOST_NEAR}:5432`);
    expect(said.split('\n')).toEqual([
      `${ADMIN} ${HOST}:2222 yes`,
      `${ADMIN} ${HOST}:80 no`,
      `${ADMIN} ${HOST}:9999 no`,
      `${STRANGER} ${HOST}:2222 no`,
      `${STRANGER} ${HOST}:80 no`,
      `${NEIGHBOUR} ${HOST_NEAR}:2222 no`,
      `${NEIGHBOUR} ${HOST_NEAR}:80 yes`,
      `${NEIGHBOUR} ${HOST_NEAR}:5432 yes`,
    ]);
    const text = await readFile(path.join(folder, 'first.yaml'), 'utf8');
    expect(text).toContain(`administrators: [${ADMIN}]`);
    expect(text).not.toContain('5433');
  });

  it('opens what somebody asked for to strangers, and can be applied', async () => {
    const said = await onMachine(`
secgroup init --admin ${ADMIN} --open http --host dut -o first.yaml
secgroup apply first.yaml --yes --confirm 0 --state state
secgroup status --state state
reach ${STRANGER} ${HOST}:80 ${HOST}:9999 ${HOST}:2222
reach ${ADMIN} ${HOST}:2222`);
    expect(said).toMatch(/changed since +nothing/);
    expect(said.split('\n').slice(-4)).toEqual([
      `${STRANGER} ${HOST}:80 yes`,
      `${STRANGER} ${HOST}:9999 no`,
      `${STRANGER} ${HOST}:2222 no`,
      `${ADMIN} ${HOST}:2222 yes`,
    ]);
  });

  it('asks on a terminal, and asks again after what cannot be', async () => {
    await onMachine(`
(sleep 4; for answer in ${ADMIN}/24 ${ADMIN} 'http tcp/81' http; do echo "$answer"; sleep 1; done) |
  script -qec "$program init --host dut -o first.yaml" asked >/dev/null`);
    const asked = await readFile(path.join(folder, 'asked'), 'utf8');
    expect(asked).toContain("'203.0.113.7/24' has host bits set");
    expect(asked).toContain("nothing listens on 'tcp/81' here");
    const text = await readFile(path.join(folder, 'first.yaml'), 'utf8');
    expect(text).toContain(`administrators: [${ADMIN}]`);
    expect(text).toContain('{ allow: http, from: anywhere-ipv4');
  });

  it('is written over no file, and not where it would lock out who writes it', async () => {
    const said = await onMachine(`
echo mine > first.yaml; ln -s nowhere link.yaml
secgroup init --admin ${ADMIN} -o first.yaml 2>&1 || echo "status $?"
secgroup init --admin ${ADMIN} -o link.yaml 2>&1 || echo "status $?"
SSH_CONNECTION='${STRANGER} 50000 ${HOST} 2222' secgroup init --admin ${ADMIN} -o other.yaml 2>&1 || echo "status $?"
secgroup init -o other.yaml 2>&1 </dev/null || echo "status $?"
secgroup init --admin ${ADMIN} -o first.yaml --force --json | grep '"file"'
ls`);
    expect(said).toMatch(/'first.yaml' is there already: [^\n]*\nstatus 3\n/);
    expect(said).toMatch(/'link.yaml' is there already: [^\n]*\nstatus 3\n/);
    expect(said).toMatch(
      /comes from 203.0.113.8, which is not among the administrators; [\s\S]*\nstatus 2\n/,
    );
    expect(said).toMatch(/say where administrators come from: [\s\S]*\nstatus 2\n/);
    expect(said).toMatch(/"file": "first.yaml"\nfirst.yaml\nlink.yaml\nlisten.pl\nreach.pl$/);
    expect(await readFile(path.join(folder, 'first.yaml'), 'utf8')).toContain('administrators:');
  });
});

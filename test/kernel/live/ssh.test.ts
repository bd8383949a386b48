import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isInstalled, programEnvironment } from '../../../src/machine/programs.js';
import { buildProgram } from '../../support/built.js';
import { describeKernel } from '../rig/index.js';
import { commandLine } from '../rig/shell.js';

const HOST = '10.0.1.10';
const CLIENT = '10.0.1.7';

/** A host that lets SSH in from one address, on a port of its own, and something else. */
const definition = (from: string, port: number) => `
groups: { g: { ingress: [{ allow: tcp/2222, from: ${from} }, { allow: tcp/${port}, from: anywhere }] } }
hosts: { dut: { interfaces: { eth0: { addresses: [${HOST}], groups: [g] } } } }
`;

/** sshd becomes other users, which needs more than root in a namespace of users. */
const possible = process.geteuid?.() === 0 && isInstalled('sshd') && isInstalled('ssh');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secgroup-ssh-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Runs commands of the shell on a host with a real sshd; `over NAME COMMAND` is run over a connection of its own. */
async function onHost(commands: string): Promise<Readonly<Record<string, string>>> {
  const { main } = await buildProgram();
  const files = {
    'first.yaml': definition(CLIENT, 80),
    'next.yaml': definition(CLIENT, 81),
    'locked.yaml': definition('192.0.2.1', 80),
    conf: `Port 2222\nHostKey ${folder}/key\nAuthorizedKeysFile ${folder}/id.pub\nPidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin yes\n`,
    secgroup: `#!/bin/sh\nexec ${commandLine([process.execPath, main])} "$@" --state ${folder}/state\n`,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(path.join(folder, name), text, { mode: 0o755 });
  const driver = `set -eu
cd ${folder}
mount -t tmpfs tmpfs /run; mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f key; ssh-keygen -q -t ed25519 -N '' -f id
ip link set lo up
unshare -n sleep 600 & client=$!
until [ "$(readlink /proc/$client/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
there() { nsenter --net=/proc/$client/ns/net "$@"; }
ip link add eth0 type veth peer name c0 netns $client
ip address add ${HOST}/24 dev eth0; ip link set eth0 up
there ip address add ${CLIENT}/24 dev c0; there ip link set c0 up
"$(command -v sshd)" -D -E log -f conf & sshd=$!
trap 'kill $client $sshd' EXIT
over() { name=$1; shift; status=0
  there ssh -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=3 -i id -p 2222 \\
    root@${HOST} "cd ${folder}; PATH=$PATH; $*" >$name.out 2>&1 || status=$?
  echo "status $status" >>$name.out; }
trial='until nft list set inet secgroup trial 2>/dev/null | grep -q ipv6; do sleep 0.05; done;'
${commands}`;
  const { exitCode, stderr } = await execa('unshare', ['-nm', '--', 'sh', '-c', driver], {
    env: programEnvironment(),
    reject: false,
  });
  expect([exitCode, stderr]).toEqual([0, expect.anything()]);
  const names = [...commands.matchAll(/over (\w+) /g)].map(([, name]) => name!);
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(path.join(folder, `${name}.out`), 'utf8')]),
    ),
  );
}

describeKernel('a change over SSH', () => {
  it.skipIf(!possible)('is confirmed over a new connection, and over no older one', async () => {
    const said = await onHost(`
./secgroup apply first.yaml --yes --confirm 0 2>/dev/null >&2
over older "$trial ./secgroup confirm" & older=$!
over own "(./secgroup apply next.yaml --yes --confirm 600; echo applied \\$?) & $trial ./secgroup confirm; echo confirmed \\$?; wait" & own=$!
eval "$trial"
wait $older
sleep 2
over newer "./secgroup confirm"
wait $own
over status "./secgroup status"`);
    expect(said.older).toMatch(/older than the change[\s\S]*status 2/);
    expect(said.own).toMatch(/older than the change[\s\S]*confirmed 2[\s\S]*applied 0[\s\S]*status 0/);
    expect(said.newer).toMatch(/generation 2 stays[\s\S]*status 0/);
    expect(said.status).toMatch(new RegExp(`generation 2 of dut, applied .* by root from ${CLIENT}`));
  });

  it.skipIf(!possible)('that would cut the connection off is refused, unless somebody insists', async () => {
    const said = await onHost(`
./secgroup apply first.yaml --yes --confirm 0 2>/dev/null >&2
over refused "./secgroup apply locked.yaml --yes"
over insisted "./secgroup apply locked.yaml --yes --allow-lockout --confirm 12" & insisted=$!
eval "$trial"
over shut "true"
wait $insisted
over back "./secgroup status"`);
    expect(said.refused).toMatch(/could not be opened again[\s\S]*status 2/);
    expect(said.insisted).toMatch(/warning: [\s\S]*was not confirmed[\s\S]*status 6/);
    expect(said.shut).toMatch(/timed out[\s\S]*status 255/);
    expect(said.back).toMatch(/generation 1 of dut[\s\S]*status 0/);
  });

  it.skipIf(!possible)(
    'is judged too at a terminal that nothing connects with it, such as that of tmux',
    async () => {
      const said = await onHost(`
./secgroup apply first.yaml --yes --confirm 0 2>/dev/null >&2
inside() { script -qec "$*" -E never /dev/null </dev/null; }
over open "touch opened; until [ -e over ]; do sleep 0.1; done" & open=$!
until [ -e opened ]; do sleep 0.05; done
status=0; inside "./secgroup apply locked.yaml --yes --confirm 1" >inside.out || status=$?; echo "status $status" >>inside.out
status=0; inside "./secgroup apply next.yaml --yes --confirm 0" >allowed.out || status=$?; echo "status $status" >>allowed.out
touch over; wait $open
status=0; inside "./secgroup apply locked.yaml --yes --confirm 1" >alone.out || status=$?; echo "status $status" >>alone.out
over said "cat inside.out allowed.out alone.out"`);
      expect(said.said).toMatch(
        /an SSH connection to this machine, over which this may be run as in tmux, from 10\.0\.1\.7 .*could not be opened again[\s\S]*status 2[\s\S]*confirmed\s+status 0[\s\S]*not confirmed[\s\S]*status 6/,
      );
    },
  );

  it.skipIf(!possible)('is where my-ip comes from, also for root whom somebody has made so', async () => {
    const { main } = await buildProgram();
    await writeFile(path.join(folder, 'my.yaml'), definition('my-ip', 80));
    const said = await onHost(`
until grep -q listening log; do sleep 0.05; done
over as_root "env -i PATH=$PATH ${process.execPath} ${main} compile my.yaml; true"`);
    expect(said.as_root).toContain(`ip saddr ${CLIENT} accept`);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { isInstalled, programEnvironment } from '../../../src/machine/programs.js';
import { buildProgram } from '../../support/built.js';
import { backends } from '../backends.js';
import { describeKernel } from '../rig/index.js';
import { commandLine } from '../rig/shell.js';
import { canServe, overSsh } from './ssh-machines.js';

/** tcpdump becomes another user, which needs more than root in a namespace of users. */
const canCapture = process.geteuid?.() === 0 && isInstalled('tcpdump');

const definition = (peer: string, own: readonly string[], ssh = '') => `
groups: { g: { ingress: [{ allow: tcp/22, from: ${peer} }], egress: [{ allow: tcp/22, to: ${peer} }] } }
hosts: { dut: { ${ssh}log: { nflog: 7, prefix: 'refused ' }, interfaces: { eth0: { addresses: [${own.join(', ')}], groups: [g] } } } }
`;

/** For perl: sends so many bytes of UDP to a port. */
const SEND = `send_udp() { perl -MIO::Socket::IP -e 'my $s = IO::Socket::IP->new(PeerAddr => shift, PeerPort => shift, Proto => "udp") or die $!; $s->send("x" x shift)' "$@"; }`;

/** Waits for a line of a file, ten seconds at most. */
const UNTIL = `until_line() { n=0; until grep -q -- "$2" $1; do n=$((n + 1)); [ $n -lt 200 ] || { exec >&2; echo "no $2 in $1"; cat $1 errors; exit 1; }; sleep 0.05; done; }`;

/** For the shell: goes on until something reads group 7, which the kernel says. */
const UNTIL_READ =
  'n=0; until grep -q "^ *7 " /proc/net/netfilter/nfnetlink_log; do n=$((n + 1)); [ $n -lt 200 ] || exit 1; sleep 0.05; done';

/** Runs a host in front of another one, which sends; `secgroup` is the program on it. */
async function onHost(commands: string, target: string): Promise<string> {
  const { main } = await buildProgram();
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-drops-'));
  try {
    await writeFile(path.join(folder, 'd.yaml'), definition('10.0.0.9', ['10.0.0.5', "'fd00::5'"]));
    const driver = `cd ${folder}; mount -t tmpfs tmpfs /run; mount --make-rprivate /; mount -t sysfs sysfs /sys
printf '#!/bin/sh\nexec ${commandLine([process.execPath, main]).replaceAll("'", '')} "$@"\n' >secgroup; chmod +x secgroup
${SEND}
${UNTIL}
unshare -n sleep 60 & other=$!
drops=
trap 'kill $other $drops' EXIT
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
out() { nsenter -t $other -n "$@"; }
for device in default all; do echo 0 >/proc/sys/net/ipv6/conf/$device/accept_dad; done
ip link add eth0 type veth peer name out0 netns $other
ip address add 10.0.0.5/24 dev eth0; ip address add fd00::5/64 dev eth0 nodad; ip link set eth0 up; ip link set lo up
out sh -c 'ip address add 10.0.0.9/24 dev out0; ip address add fd00::9/64 dev out0 nodad; ip link set out0 up'
./secgroup apply d.yaml --yes --confirm 0 --state $PWD/state ${target} >applied 2>&1 || { cat applied; exit 1; }
sent_from_outside() { out sh -c '${SEND.replaceAll("'", `'\\''`)}; send_udp "$@"' sh "$@"; }
${commands}
`;
    await writeFile(path.join(folder, 'driver'), driver);
    const { exitCode, all } = await execa('unshare', ['-nm', '--', 'sh', `${folder}/driver`], {
      env: programEnvironment(),
      reject: false,
      all: true,
    });
    if (exitCode !== 0) throw new Error(all);
    return await readFile(path.join(folder, 'said'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

describeKernel('packets in a group of nflog', () => {
  for (const { name, options } of backends) {
    const target = `--target ${options.target}${options.xtables ? ` --xtables ${options.xtables}` : ''}`;
    it.skipIf(!canCapture)(`are shown as they come: ${name}`, async () => {
      const said = await onHost(
        `./secgroup drops d.yaml --json >said 2>errors & drops=$!
${UNTIL_READ}
sent_from_outside 10.0.0.5 161 1; sent_from_outside fd00::5 162 1400
sent_from_outside 10.0.0.5 163 4000
send_udp 10.0.0.9 53 1 || :
out perl -MIO::Socket::IP -e 'IO::Socket::IP->new(PeerAddr => "fd00::5", PeerPort => 8443, Timeout => 1)'
until_line said tcp/8443
kill -TERM $drops; wait $drops; [ $? = 143 ] || { cat errors; exit 1; }
drops=; cat errors; [ ! -s errors ] && ! grep -q '^ *7 ' /proc/net/netfilter/nfnetlink_log`,
        target,
      );
      const drops = said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const told = drops.map(
        ({ direction, device, traffic, source, destination }) =>
          `${direction} ${device} ${traffic} ${source} ${destination}`,
      );
      expect(told.filter((line, at) => told.indexOf(line) === at)).toEqual([
        'in eth0 udp/161 10.0.0.9 10.0.0.5',
        'in eth0 udp/162 fd00::9 fd00::5',
        'in eth0 udp/163 10.0.0.9 10.0.0.5',
        'out eth0 udp/53 10.0.0.5 10.0.0.9',
        'in eth0 tcp/8443 fd00::9 fd00::5',
      ]);
      expect(drops[0]).toMatchObject({
        sourcePort: expect.any(Number),
        wanted: { groups: ['g'], rule: '{ allow: udp/161, from: 10.0.0.9 }' },
      });
      expect(Math.abs(Date.parse(String(drops[0]!.time)) - Date.now())).toBeLessThan(60_000);
    });
  }

  it.skipIf(!canCapture)('are counted until somebody stops it, and are read by one at a time', async () => {
    const said = await onHost(
      `./secgroup drops d.yaml --summary >said 2>errors & drops=$!
${UNTIL_READ}
./secgroup drops d.yaml >second 2>&1; echo "status $?" >>second
for n in 1 2 3; do sent_from_outside 10.0.0.5 161 1; done
sleep 1; kill -TERM $drops; wait $drops; echo "status $?" >>said; cat errors second >>said
./secgroup drops d.yaml --once >>said 2>&1; echo "status $?" >>said`,
      '',
    );
    expect(said).toMatch(
      /^3 .* in eth0 +udp\/161 +ingress of g: - \{ allow: udp\/161, from: 10\.0\.0\.9 \}/m,
    );
    expect(said).toMatch(/status 143\ncounting until this is stopped/);
    expect(said).toMatch(
      /group 7 of nflog cannot be read \(.*\): does another program, such as ulogd, read it\?\nstatus 3/,
    );
    expect(said).toMatch(/nobody keeps what goes to a group of nflog[\s\S]*status 2/);
  });

  it.skipIf(!canCapture || !canServe)(
    'of another machine are shown over SSH, where nothing goes on after it',
    async () => {
      const file = definition('10.0.1.1', ['10.0.1.10'], 'ssh: m1, ');
      const said = await overSsh({
        machines: 1,
        files: { 'd.yaml': file, 'kernel.yaml': file.replace('nflog: 7, ', '') },
        commands: `${SEND}
${UNTIL}
run apply ./secgroup apply d.yaml --yes
./secgroup drops d.yaml >said 2>errors & drops=$!
on 1 sh -c '${UNTIL_READ}'
send_udp 10.0.1.10 161 1
until_line said udp/161
kill -TERM $drops; how=0; wait $drops || how=$?
run drops cat said errors
echo "status $how" >>drops.out
on 1 sh -c 'n=0; while grep -q "^ *7 " /proc/net/netfilter/nfnetlink_log; do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.05; done'
run logged ./secgroup drops kernel.yaml --once
./secgroup drops kernel.yaml >followed.out 2>&1 & drops=$!
sleep 2; kill -TERM $drops; how=0; wait $drops || how=$?; echo "status $how" >>followed.out
run followed2 cat followed.out`,
      });
      expect(said.apply).toMatch(/status 0/);
      expect(said.drops).toMatch(
        /^\d{4}-.* in eth0 {2}udp\/161 from 10\.0\.1\.1 to 10\.0\.1\.10 {2}ingress of g: - \{ allow: udp\/161, from: 10\.0\.1\.1 \}\nstatus 0\nstatus 143\n$/,
      );
      expect(said.logged).toBe('status 0\n');
      expect(said.followed2).toBe('status 143\nstatus 0\n');
    },
  );
});

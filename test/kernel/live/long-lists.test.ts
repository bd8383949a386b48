import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { nftTrial } from '../../../src/backend/nftables/trial.js';
import { backends } from '../backends.js';
import { flood, floodPlan, OWN, PEER } from '../flood.js';
import { ask, describeKernel, serve } from '../rig/index.js';
import { type LiveMachine, openMachine } from './live-machine.js';

const loading = backends.find(({ name }) => name === 'nftables')!;

/** Longer than what is sent again with every change. */
const LIST = Array.from({ length: 1_500 }, (_, at) => [
  `10.${64 + (at >> 8)}.${at & 255}.1`,
  `2001:db8:a:${(2 * at).toString(16)}::/64`,
]).flat();

/** A host that lets a list in, and a few more. What floods bring in is allowed too. */
function definition(more: readonly string[] = []): string {
  const peers = [...LIST, ...more].map((peer) => `'${peer}'`).join(', ');
  return `
prefixLists: { members: [${peers}] }
groups:
  g:
    ingress:
      - { allow: tcp/80, from: list:members }
      - { allow: [udp/5555, udp/8888], from: anywhere }
    egress: [{ allow: all, to: anywhere }]
hosts:
  dut: { interfaces: { eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [g] } } }
`;
}

let machine: LiveMachine;
let without: string;
let withPeer: string;

afterEach(() => machine.close());

async function opened(): Promise<void> {
  machine = await openMachine(floodPlan, loading);
  for (const address of Object.values(OWN)) await serve(machine.lab, 'host', 'tcp', address, 80);
  without = await machine.write('without.yaml', definition());
  withPeer = await machine.write('with.yaml', definition(Object.values(PEER)));
}

async function applied(file: string): Promise<void> {
  expect(await machine.secgroup('apply', file, '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
}

/** Over which families port 80 answers. */
async function answering(): Promise<readonly string[]> {
  const tries = (['ipv4', 'ipv6'] as const).map(async (family) => {
    const answer = await ask(machine.lab, 'outside', 'tcp', OWN[family], 80, {
      own: { port: 0, address: PEER[family] },
      seconds: 0.5,
    });
    return answer.startsWith('answer') ? [family] : [];
  });
  return (await Promise.all(tries)).flat();
}

/** How many elements the chains of a generation have between them. */
async function elements(generation: number): Promise<number> {
  const { stdout } = await machine.shell('nft list table inet secgroup');
  const chains = stdout.split(/^\tchain /m).filter((chain) => chain.startsWith(`g${generation}/`));
  return chains.join('').split(',').length;
}

const both = ['ipv4', 'ipv6'];

describeKernel('a long list of which little changes', () => {
  it('stays where it is, and packets meet the change', async () => {
    await opened();
    await applied(without);
    expect(await answering()).toEqual([]);
    for (const [generation, file, passes] of [
      [2, withPeer, both],
      [3, without, []],
      [4, withPeer, both],
    ] as const) {
      await applied(file);
      expect(await answering()).toEqual(passes);
      expect(await elements(1)).toBeGreaterThan(LIST.length - 100);
      expect(await elements(generation)).toBeLessThan(100);
      expect(await machine.secgroup('verify', '--live', file)).toMatchObject({ exitCode: 0 });
      expect(await machine.secgroup('status')).toMatchObject({ exitCode: 0 });
      expect(await machine.secgroup('plan', file)).toMatchObject({ exitCode: 0 });
    }
    expect(await machine.secgroup('rollback', '--yes', '--confirm', '0')).toMatchObject({ exitCode: 0 });
    expect(await answering()).toEqual([]);
  });

  it('is on trial like any other change', async () => {
    await opened();
    await applied(withPeer);
    expect(await machine.secgroup('apply', without, '--yes', '--confirm', '1')).toMatchObject({
      exitCode: 6,
    });
    expect(await answering()).toEqual(both);
    expect(await elements(2)).toBeLessThan(2);
    expect(await machine.secgroup('status')).toMatchObject({ exitCode: 0 });
  });

  it('is shared with the rules that a boot has loaded', async () => {
    await opened();
    await applied(without);
    // As a boot does.
    expect(
      await machine.shell(`nft delete table inet secgroup; nft -f ${machine.state}/confirmed/script`),
    ).toMatchObject({ exitCode: 0 });
    await applied(withPeer);
    expect(await answering()).toEqual(both);
    expect(await elements(2)).toBeLessThan(100);
    expect(await machine.secgroup('verify', '--live', withPeer)).toMatchObject({ exitCode: 0 });
    // A script that is loaded over it leaves nothing behind.
    await machine.shell(
      `${machine.line('compile', without)} >${machine.state}/s.nft; nft -f ${machine.state}/s.nft`,
    );
    expect(await answering()).toEqual([]);
    expect(await machine.secgroup('verify', '--live', without)).toMatchObject({ exitCode: 0 });
  });

  it('stays where the shell stages other rules beside it, as for Ansible', async () => {
    await opened();
    await applied(without);
    await applied(withPeer);
    const { stdout: script } = await machine.shell(machine.line('compile', without));
    await machine.write('staged', nftTrial.staged(script));
    const functions = await machine.write('functions.sh', nftTrial.functions(undefined));
    const staging = `work=${path.dirname(functions)}; highest_kept() { echo 0; }; . ${functions}; stage`;
    expect(await machine.shell(staging)).toMatchObject({ exitCode: 0 });
    expect(await elements(1)).toBeGreaterThan(LIST.length - 100);
    expect(await elements(3)).toBeGreaterThan(LIST.length - 100);
    expect(await answering()).toEqual(both);
  });

  it('is made anew where somebody has changed it', async () => {
    await opened();
    await applied(without);
    const { stdout } = await machine.shell('nft -a list table inet secgroup');
    const [chain] = /chain g1\/\S*-tcp4-80\b/.exec(stdout)!;
    await machine.shell(`nft insert rule inet secgroup ${chain.slice(6)} ip saddr 192.0.2.77 accept`);
    expect(await machine.secgroup('status')).toMatchObject({ exitCode: 4 });
    await applied(withPeer);
    expect(await elements(2)).toBeGreaterThan(LIST.length - 100);
    expect(await machine.secgroup('verify', '--live', withPeer)).toMatchObject({ exitCode: 0 });
    expect(await answering()).toEqual(both);
  });

  it('hides nothing that somebody has put in front', async () => {
    await opened();
    await applied(withPeer);
    await applied(without);
    expect(await answering()).toEqual([]);
    expect(await machine.secgroup('status')).toMatchObject({ exitCode: 0 });
    const front = async (commands: string) => {
      expect(await machine.shell(commands)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(await machine.secgroup('status')).toMatchObject({ exitCode: 4 });
      expect(await machine.secgroup('verify', '--live', without)).toMatchObject({ exitCode: 4 });
      const repaired = await machine.secgroup('apply', '--repair', '--yes', '--confirm', '0');
      expect(repaired.exitCode === 0 ? '' : repaired.stderr).toBe('');
      expect(await answering()).toEqual([]);
    };
    // The rules before have let the peer in.
    await front(
      'for n in 4 6; do nft insert rule inet secgroup input iifname eth0 tcp dport 80 jump g1/eth0-in-tcp$n-80; done',
    );
    await front(
      `nft add chain inet secgroup g2/any; nft add rule inet secgroup g2/any iifname eth0 ip saddr ${PEER.ipv4} tcp dport 80 accept; nft insert rule inet secgroup input goto g2/any`,
    );
  });

  it('lets nothing through that no rule allows, and loses nothing that rules allow, while it changes', async () => {
    await opened();
    await applied(without);
    const round = [withPeer, without]
      .map((file) => `${machine.line('apply', file, '--yes', '--confirm', '0')} >/dev/null`)
      .join('; ');
    const { rounds, refused, known, fresh, printed } = await flood(machine.lab, round, 4);
    expect(printed).not.toContain('error');
    expect(rounds).toBeGreaterThan(0);
    expect(refused).toMatchObject({ passed: 0 });
    expect(known).toMatchObject({ lost: 0 });
    expect(fresh).toMatchObject({ lost: 0 });
  });
});

import { expect, it } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { runInNamespace } from '../../src/machine/namespace.js';
import { compare } from '../../src/proof/compare.js';
import { Diagrams } from '../../src/proof/diagram/diagrams.js';
import { devicesNamedBy } from '../../src/proof/named-devices.js';
import { scriptOfListing } from '../../src/proof/nftables/listing.js';
import { readListed, readNftables } from '../../src/proof/nftables/script.js';
import { mutations } from '../proof/mutations.js';
import { type Subject, subjectOf } from '../proof/support.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { secgroup } from '../support/cli.js';
import { compileText, oneGroup } from '../support/compile.js';
import { withFiles } from '../support/definition.js';
import { sample } from '../support/sample.js';
import { describeKernel } from './rig/index.js';

const SEEDS = sample(3, 1_000, 5);
/** Damaged scripts that are loaded too, for each definition. */
const MUTANTS = 4;

type Read = typeof readNftables;

/** Proven, different, or what is not understood. */
function opinionOf({ policy, script }: Subject, read: Read = readNftables): string {
  const faults: string[] = [];
  const fault = (line: number, problem: string) => faults.push(`${line}: ${problem}`);
  const firewall = read(script, fault);
  if (faults.length > 0) return faults.join();
  const found = compare(new Diagrams(), devicesNamedBy(policy, firewall), policy, firewall, 1, fault);
  if (faults.length > 0) return faults.join();
  return found.map(({ path }) => `differs on ${path}`).join() || 'proven';
}

/** Undefined where nft does not load the script. */
async function kernelsOpinionOf({ policy, script }: Subject): Promise<string | undefined> {
  const loading = await runInNamespace(script, backendOf('nftables').kernel.loadAndList(script));
  if (!('printed' in loading)) return undefined;
  const listed = scriptOfListing(loading.printed, (_, problem) => {
    throw new Error(problem);
  });
  return opinionOf({ policy, script: listed }, readListed);
}

describeKernel('what the kernel holds means what the text says', () => {
  it('for the scripts of random definitions, whole and damaged', async () => {
    const wrong: string[] = [];
    const counts = { whole: 0, damaged: 0, different: 0 };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const subject = await subjectOf(toYaml(generate(seed)), DUT);
      if (!subject) continue;
      const listed = await kernelsOpinionOf(subject);
      if (listed !== 'proven') wrong.push(`seed ${seed}: ${listed}`);
      counts.whole++;
      const random = new Random(seed);
      for (const [name, mutate] of random.some(Object.entries(mutations), MUTANTS)) {
        const script = mutate(subject.script, random);
        const read = script === undefined ? undefined : opinionOf({ ...subject, script });
        if (script === undefined || !/^(proven|differs.*)$/.test(read!)) continue;
        const loaded = await kernelsOpinionOf({ ...subject, script });
        if (loaded === undefined) continue;
        counts.damaged++;
        if (loaded !== 'proven') counts.different++;
        if (loaded !== read)
          wrong.push(`seed ${seed}, ${name}: ${loaded} in the kernel, ${read} in the text`);
      }
    }
    expect(wrong).toEqual([]);
    expect(counts.whole).toBeGreaterThan(SEEDS * 0.8);
    expect(counts.different).toBeGreaterThan(SEEDS);
  });
});

describeKernel('verify --kernel', () => {
  const definition = oneGroup('ingress: [{ allow: tcp/22, from: 10.0.0.0/8 }]');

  it('proves early drops', async () => {
    const early = oneGroup('ingress: [{ allow: tcp/22, from: 10.0.0.0/8 }]\negress: []', 'earlyDrop: true');
    const { text } = await compileText(early);
    expect(text).toContain('hook prerouting');
    await withFiles({ 'd.yaml': early, 'dut.nft': text }, async (folder) => {
      const result = await secgroup('verify', `${folder}/dut.nft`, `${folder}/d.yaml`, '--kernel');
      expect(result).toMatchObject({ status: 0, stdout: '' });
    });
  });

  it.each<[what: string, from: string, to: string, status: number, said: string]>([
    ['proves what nft makes of a script', '', '', 0, 'enforces exactly the definition'],
    [
      'shows what it lets through',
      '10.0.0.0/8 accept',
      '10.0.0.0/7 accept',
      4,
      'the script accepts tcp/22 from 11.0.0.0/8',
    ],
    [
      'refuses what nft does not load',
      'ct state',
      'iifname "longer-than-a-device-name-can-be" drop\nct state',
      4,
      "'longer-than-a-device-name-can-be' is not a value of ifname",
    ],
    // An empty namespace does not show what an older script has left in the table.
    [
      'refuses what adds to a table that may be there',
      'flush table inet secgroup\n',
      '',
      4,
      'is not emptied before',
    ],
    // nft lists this as `icmp type`, which asks for IPv4 where it stands alone.
    [
      'refuses what nft lists as something else',
      'ct state',
      'meta l4proto icmp icmp type 8 accept\nct state',
      4,
      "'icmp type' after a match",
    ],
  ])('%s', async (_, from, to, status, said) => {
    const { text } = await compileText(definition);
    expect(await verifyLoaded(definition, text.replace(from, to))).toMatchObject({
      status,
      stdout: '',
      stderr: expect.stringContaining(said),
    });
  });

  // nft lists the last rule without its family, as if all were open.
  it('refuses what differs in its text alone', async () => {
    const open = oneGroup('ingress: [{ allow: all, from: anywhere }]');
    const all = '\n\t\tiifname "eth0" accept\n';
    const rest = ['meta l4proto != icmp', 'meta nfproto ipv4 meta l4proto icmp'];
    const { text } = await compileText(open);
    expect(text).toContain(all);
    const most = rest.map((match) => `\niifname "eth0" ${match} accept`).join('');
    const { status, stderr } = await verifyLoaded(open, text.replace(all, `${most}\n`));
    expect(stderr).toContain('the script drops icmp over ipv6 into eth0');
    expect(status).toBe(4);
  });

  async function verifyLoaded(text: string, script: string) {
    return withFiles({ 'd.yaml': text, 'dut.nft': script }, (folder) =>
      secgroup('verify', `${folder}/dut.nft`, `${folder}/d.yaml`, '--kernel'),
    );
  }
});

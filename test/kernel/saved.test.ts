import { expect, it } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { runInNamespace } from '../../src/machine/namespace.js';
import { compare } from '../../src/proof/compare.js';
import { Diagrams } from '../../src/proof/diagram/diagrams.js';
import type { Firewall } from '../../src/proof/firewall.js';
import { readSaved } from '../../src/proof/iptables/saved.js';
import { devicesNamedBy } from '../../src/proof/named-devices.js';
import type { Target } from '../../src/target/target.js';
import { mutations } from '../proof/iptables/mutations.js';
import { type Making, type Subject, subjectOf } from '../proof/support.js';
import { generate, toYaml } from '../reference/generate.js';
import { DUT } from '../reference/model.js';
import { Random } from '../reference/random.js';
import { secgroup } from '../support/cli.js';
import { compileText, oneGroup } from '../support/compile.js';
import { withFiles } from '../support/definition.js';
import { inTurn, sample } from '../support/sample.js';
import { script as written } from '../target/iptables/host.js';
import { describeKernel } from './rig/index.js';

const SEEDS = sample(2, 200);
/** Damaged scripts that are loaded too, for each definition. */
const MUTANTS = 4;

type Read = (text: string, fault: (line: number, problem: string) => void) => Firewall;

/** Proven, different, or what is not understood. */
function opinionOf({ policy }: Subject, text: string, read: Read): string {
  const faults: string[] = [];
  const fault = (line: number, problem: string) => faults.push(`${line}: ${problem}`);
  const firewall = read(text, fault);
  if (faults.length > 0) return faults.join();
  const found = compare(new Diagrams(), devicesNamedBy(policy, firewall), policy, firewall, 1, fault);
  if (faults.length > 0) return faults.join();
  return found.map(({ path }) => `differs on ${path}`).join() || 'proven';
}

const load = (text: string, target: Target) =>
  runInNamespace(text, backendOf(target).kernel.loadAndList(text));

const variants = (['legacy', 'nft'] as const).flatMap((xtables) =>
  (['ipset', 'iptables'] as const).map((target) => ({ target, xtables })),
);

for (const { target, xtables } of inTurn(variants, 2)()) {
  const making: Making = { target, xtables, treeRun: 2 };

  /** Undefined where the script does not load. */
  const kernelsOpinionOf = async (subject: Subject, script: string): Promise<string | undefined> => {
    const loading = await load(script, target);
    return 'printed' in loading ? opinionOf(subject, loading.printed, readSaved) : undefined;
  };

  describeKernel(
    `what the kernel holds of a script for ${target} over ${xtables} means what the text says`,
    () => {
      it('for random definitions, whole and damaged', async () => {
        const wrong: string[] = [];
        const counts = { whole: 0, damaged: 0, different: 0 };
        for (let seed = 1; seed <= SEEDS; seed++) {
          const subject = await subjectOf(toYaml(generate(seed)), DUT, making);
          if (!subject) continue;
          const whole = await kernelsOpinionOf(subject, subject.script);
          if (whole !== 'proven') wrong.push(`seed ${seed}: ${whole}`);
          counts.whole++;
          const random = new Random(seed);
          for (const [name, mutate] of random.some(Object.entries(mutations), MUTANTS)) {
            const script = mutate(subject.script, random);
            const read =
              script === undefined ? undefined : opinionOf(subject, script, backendOf(target).read);
            if (script === undefined || !/^(proven|differs.*)$/.test(read!)) continue;
            const loaded = await kernelsOpinionOf(subject, script);
            if (loaded === undefined) continue;
            counts.damaged++;
            if (loaded !== 'proven') counts.different++;
            if (loaded !== read)
              wrong.push(`seed ${seed}, ${name}: ${loaded} in the kernel, ${read} in the text`);
          }
        }
        expect(wrong).toEqual([]);
        expect(counts.whole).toBeGreaterThan(SEEDS * 0.8);
        expect(counts.different).toBeGreaterThanOrEqual(SEEDS / 2);
      });
    },
  );
}

describeKernel('everything that scripts say', () => {
  const everything = written(
    {
      settings: { log: { prefix: 'drop $(touch canary) ', rate: 5, burst: 10 } },
      interfaces: [
        {
          id: 'eth0',
          ingress: [
            { allow: 'tcp/22', peers: '10.0.0.1 10.0.0.9 10.1.0.0/16 2001:db8::1 2001:db8:1::/48' },
            { allow: 'tcp/100-200', peers: 'anywhere' },
            { allow: 'icmp/65280-65281', peers: 'ipv4' },
            { allow: 'icmp/2048', peers: 'ipv4' },
            { allow: 'icmp/768-1023', peers: 'ipv4' },
            { allow: 'icmpv6/32768-33023', peers: 'ipv6' },
            { allow: 'icmpv6/260', peers: 'ipv6' },
            ...Array.from({ length: 256 }, (_, protocol) => ({
              allow: String(protocol),
              peers: '10.0.0.0/8',
            })),
            ...[51, 50, 132, 135].map((protocol) => ({ allow: String(protocol), peers: '2001:db8::/32' })),
            { allow: 'udp/53', peers: '0.0.0.0/1 192.0.0.0/2 ::/1 c000::/2' },
          ],
          egress: [{ allow: 'all', peers: 'anywhere' }],
        },
        { id: 'wlan0.5-x', trusted: true },
        { id: 'eni-0', addresses: '10.9.0.1 2001:db8::9', ingress: [{ allow: 'udp/53', peers: '10.0.0.1' }] },
      ],
    },
    { sets: true },
  );

  it.each(['legacy', 'nft'] as const)('is understood as iptables-%s prints it', async (xtables) => {
    const loading = await load(
      everything.replaceAll(/(ip6?tables)-(save|restore)/g, `$1-${xtables}-$2`),
      'ipset',
    );
    const faults: string[] = [];
    expect(loading).toHaveProperty('printed');
    if ('printed' in loading)
      readSaved(loading.printed, (line, problem) => faults.push(`${line}: ${problem}`));
    expect(faults).toEqual([]);
  });
});

describeKernel('verify --kernel of iptables and ipset', () => {
  it('says why a script is not loaded', async () => {
    // More rules than fit into a message of a namespace.
    const list = Array.from({ length: 12_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/25`);
    const long = oneGroup(`ingress: [{ allow: tcp/22, from: [${list}] }]`);
    const { text } = await compileText(long, { target: 'iptables' });
    await withFiles({ 'd.yaml': long, 'dut.sh': text }, async (folder) => {
      const files = [`${folder}/dut.sh`, `${folder}/d.yaml`];
      const result = await secgroup('verify', ...files, '--target', 'iptables', '--kernel');
      expect(result).toMatchObject({ status: 4, stderr: expect.stringContaining('error[not-loaded]: ') });
    });
  });

  const definition = oneGroup('ingress: [{ allow: tcp/22, from: [10.0.0.0/8, 172.16.0.0/12, 192.0.2.7] }]');

  it.each<[what: string, from: string, to: string, status: number, said: string]>([
    ['proves what iptables makes of a script', '', '', 0, 'enforces exactly the definition'],
    [
      'shows what it lets through',
      '-net 10.0.0.0/8',
      '-net 10.0.0.0/7',
      4,
      'the script accepts tcp/22 from 11.0.0.0/8',
    ],
    [
      'runs no program that it does not know',
      '\nset -euf\n',
      '\nset -euf\ntouch canary\n',
      4,
      'this is not the known shell program',
    ],
  ])('%s', async (_, from, to, status, said) => {
    const { text } = await compileText(definition, { target: 'ipset' });
    expect(text).toContain(from);
    await withFiles({ 'd.yaml': definition, 'dut.sh': text.replace(from, to) }, async (folder) => {
      const result = await secgroup(
        'verify',
        `${folder}/dut.sh`,
        `${folder}/d.yaml`,
        '-t',
        'ipset',
        '--kernel',
      );
      expect(result).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(said) });
    });
  });
});

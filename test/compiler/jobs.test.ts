import { beforeAll, describe, expect, test } from 'vitest';
import { type Analysis, analyse } from '../../src/compiler/analyse.js';
import { compileAnalysis } from '../../src/compiler/compile.js';
import { compileInJobs } from '../../src/compiler/jobs.js';
import type { CompileOptions } from '../../src/compiler/options.js';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { printDiagnostic } from '../../src/diagnostics/print.js';
import { textFile } from '../../src/document/file.js';
import { FileText } from '../../src/document/file-text.js';
import { type Built, buildProgram } from '../support/built.js';
import { inTurn } from '../support/sample.js';

let built: Built;
let worker: URL;

beforeAll(async () => {
  built = await buildProgram();
  worker = built.worker;
});

const options: CompileOptions = { target: 'nftables', devices: new Map(), sizeLimit: 1e9 };
const names = Array.from({ length: 50 }, (_, i) => `h${i}`);

/** A fleet of which every host refers to others, and every seventh has something to be told about. */
const fleet = (rules = '') => `
groups:
  web: { ingress: [{ allow: https, from: anywhere }, { allow: ssh, from: 'group:web' }${rules}] }
hosts:
${names
  .map(
    (name, i) =>
      `  ${name}: { ${i % 7 === 3 ? 'output: ignore, ' : ''}interfaces: { eth0: { addresses: [10.0.0.${i}], groups: [web] } } }\n`,
  )
  .join('')}`;

/** Lowering alone finds out that an extension header cannot be matched. */
const IN_AWS = JSON.stringify({
  SecurityGroups: [
    {
      GroupId: 'sg-1',
      GroupName: 'odd',
      IpPermissions: [{ IpProtocol: '43', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
      IpPermissionsEgress: [],
    },
  ],
  NetworkInterfaces: names.slice(0, 9).map((name, i) => ({
    NetworkInterfaceId: `eni-${name}`,
    PrivateIpAddress: `10.0.0.${i + 1}`,
    Groups: [{ GroupId: 'sg-1' }],
  })),
});

/** Rules enough to be read in pieces, of which two are one to people, and one matches nothing. */
const LONG = JSON.stringify({
  SecurityGroups: [
    {
      GroupId: 'sg-1',
      GroupName: 'long',
      IpPermissions: [
        ...Array.from({ length: 300 }, (_, i) => ({
          IpProtocol: 'tcp',
          FromPort: 1000 + (i % 3),
          ToPort: 1000 + (i % 3),
          IpRanges: [{ CidrIp: `${i < 150 ? 10 : 192}.${i % 150}.0.0/24`, Description: `rule ${i >> 1}` }],
        })),
        { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, UserIdGroupPairs: [{ GroupId: 'sg-0' }] },
      ],
      IpPermissionsEgress: [],
    },
  ],
  NetworkInterfaces: names.slice(0, 9).map((name, i) => ({
    NetworkInterfaceId: `eni-${name}`,
    PrivateIpAddress: `10.0.0.${i + 1}`,
    Groups: [{ GroupId: 'sg-1' }],
  })),
});

async function analysed(name: string, text: string): Promise<Analysis> {
  const file = { ...textFile(name, text), content: FileText.of(Buffer.from(text)) };
  const { value, diagnostics } = await analyse([file], options);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return value!;
}

const printed = (diagnostics: readonly Diagnostic[]) => diagnostics.map((one) => printDiagnostic(one));

const countTurn = inTurn([2, 3]);

describe('hosts that are compiled side by side', () => {
  test.each<[what: string, name: string, text: string, all: CompileOptions]>([
    ['a fleet', 'd.yaml', fleet(), options],
    ['for iptables', 'd.yaml', fleet(), { ...options, target: 'iptables' }],
    ['for ipset', 'd.yaml', fleet(), { ...options, target: 'ipset' }],
    ['some of them, one unknown', 'd.yaml', fleet(), { ...options, hosts: ['h9', 'h3', 'nobody', 'h10'] }],
    ['above a budget', 'd.yaml', fleet(), { ...options, budget: 1 }],
    ['a rule that cannot be expressed', 'd.yaml', fleet(', { allow: protocol/43, from: "::/0" }'), options],
    ['one in an AWS export', 'd.json', IN_AWS, options],
    ['rules that are read in pieces', 'd.json', LONG, options],
  ])('have the same scripts and diagnostics as one by one: %s', async (_, name, text, all) => {
    const analysis = await analysed(name, text);
    const alone = compileAnalysis(analysis, all);
    for (const count of [1, ...countTurn()]) {
      const several = await compileInJobs(analysis, all, { count, worker, worth: 0 });
      expect(several.value).toEqual(alone.value);
      expect(printed(several.diagnostics)).toEqual(printed(alone.diagnostics));
    }
  });

  test('have something to compare', async () => {
    const { value, diagnostics } = compileAnalysis(await analysed('d.yaml', fleet()), options);
    expect(value).toHaveLength(50);
    expect(printed(diagnostics)[0]).toContain('h3:');
    const refused = compileAnalysis(await analysed('d.json', IN_AWS), options);
    expect(refused.value).toBeUndefined();
    expect(printed(refused.diagnostics).at(-1)).toMatch(/^d\.json:1:\d+: error\[not-expressible\][\s\S]*\^/);
  });

  test('are counted as they are done', async () => {
    const counted: number[] = [];
    const analysis = await analysed('d.yaml', fleet());
    await compileInJobs(analysis, options, { count: 2, worker, worth: 0 }, (done, total) => {
      expect(total).toBe(50);
      counted.push(done);
    });
    expect(counted).toEqual(counted.toSorted((a, b) => a - b));
    expect(counted[0]).toBe(1);
    expect(counted.at(-1)).toBe(50);
  });
});

describe('worker threads', () => {
  const nowhere = new URL('file:///nowhere/main.js');

  test('do the work: without them there is no result', async () => {
    const analysis = await analysed('d.yaml', fleet());
    await expect(compileInJobs(analysis, options, { count: 2, worker: nowhere, worth: 0 })).rejects.toThrow();
  });

  test('are not started for one job, for little work, or where there is no program for them', async () => {
    const analysis = await analysed('d.yaml', fleet());
    const jobs = [
      { count: 1, worker: nowhere, worth: 0 },
      { count: 2, worker: nowhere, worth: 60_000 },
      { count: 2, worth: 0 },
    ];
    for (const one of jobs) expect((await compileInJobs(analysis, options, one)).value).toHaveLength(50);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { median, number, ratio, seconds, table } from './figures.js';
import { ROOT, secondsInFresh } from './namespace.js';
import type { Options } from './options.js';
import { type Compiled, mustRun, runProgram, secgroup } from './process.js';
import { dotted } from './rules.js';

const LINES = 1_000_000;

/** Merging a list of CIDRs: Debian's `iprange`, written in C, does nothing else; secgroup writes a firewall too. */
export async function listSection({ rounds }: Options, folder: string): Promise<string> {
  const list = path.join(folder, 'cidrs.netset');
  const source = path.join(folder, 'cidrs.yaml');
  writeFileSync(list, randomCidrs());
  writeFileSync(source, DEFINITION);
  const beside = runProgram(['iprange', '--version']).status !== null;
  const [script, merged] = [path.join(folder, 'cidrs.nft'), path.join(folder, 'cidrs.merged')];
  const words = ['compile', source, '--host', 'bench'];
  const own: Compiled[] = [];
  const unproven: Compiled[] = [];
  const others: number[] = [];
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    unproven.push(secgroup([...words, '--no-proof'], script));
    own.push(secgroup(words, script));
    if (ROOT) loads.push(await secondsInFresh(['nft', '-f', script]));
    if (beside) others.push(mustRun(['iprange', list], { output: merged }).seconds);
  }
  const row = (name: string, runs: readonly Compiled[]) => [
    name,
    seconds(median(runs.map((one) => one.seconds))),
    beside ? ratio(median(others.map((other, round) => runs[round]!.seconds / other))) : '–',
    number(Math.max(...runs.map((one) => one.megabytes))),
  ];
  const rows = [
    row('`secgroup compile`, to nftables', own),
    row('the same without proof', unproven),
    ...(ROOT ? [['`nft -f` of the result', seconds(median(loads)), '–', '–']] : []),
    ...(beside ? [['`iprange`', seconds(median(others)), ratio(1), '–']] : []),
  ];
  return [
    `## A list of ${number(LINES)} CIDRs`,
    table(['Process', 's', '/ iprange', 'peak, MB'], rows),
    beside ? agreement(script, merged, folder) : 'To compare: apt-get install iprange.',
  ].join('\n\n');
}

/** Reads the elements of the script with iprange itself: both hold the same addresses if it prints the same. */
function agreement(script: string, merged: string, folder: string): string {
  const elements = path.join(folder, 'cidrs.elements');
  const own = path.join(folder, 'cidrs.own');
  const found = elementsOf(readFileSync(script, 'utf8'));
  writeFileSync(elements, `${found.join('\n')}\n`);
  mustRun(['iprange', elements], { output: own });
  const same = readFileSync(own).equals(readFileSync(merged));
  return `${number(found.length)} elements; ${same ? 'the same addresses' : 'NOT THE SAME ADDRESSES'} as iprange has.`;
}

/** Of all sets of the list's chain; those of one that is asked for masked addresses are networks of one length. */
function elementsOf(script: string): readonly string[] {
  const chain = /\tchain eth0-in-tcp4-443 \{\n([\s\S]*?)\n\t\}/.exec(script)?.[1];
  if (chain === undefined) throw new Error('the script has no chain for the list');
  return Array.from(chain.matchAll(/ip saddr(?: & (\S+))? \{([^}]*)\}/g)).flatMap(([, mask, text]) => {
    const length = mask === undefined ? '' : `/${lengthOf(mask)}`;
    return text!.split(',').map((element) => element.trim() + length);
  });
}

/** How many bits a mask such as `255.255.255.0` has. */
function lengthOf(mask: string): number {
  const [a, b, c, d] = mask.split('.').map(Number) as [number, number, number, number];
  return 32 - Math.log2(2 ** 32 - (((a * 256 + b) * 256 + c) * 256 + d));
}

/** Mixed lengths from 16 to 32, most of them long, as in lists of real networks; the same list every time. */
function randomCidrs(): string {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  const lines = Array.from({ length: LINES }, () => {
    const length = 32 - Math.floor(16 * ((next() >>> 8) / 2 ** 24) ** 3);
    const address = next();
    return `${dotted((address & (-1 << (32 - length))) >>> 0)}/${length}\n`;
  });
  return lines.join('');
}

const DEFINITION = `prefixLists:
  cidrs: { file: cidrs.netset }
groups:
  bench:
    ingress: [{ allow: https, from: list:cidrs }]
hosts:
  bench:
    interfaces:
      eth0: { addresses: [10.0.1.10], groups: [bench] }
`;

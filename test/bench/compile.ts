import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { handIpset, linearIptables, linearNft, nftSets } from './by-hand.js';
import { median, number, ratio, seconds, table } from './figures.js';
import { ROOT, secondsInFresh } from './namespace.js';
import type { Options } from './options.js';
import { type Compiled, secgroup } from './process.js';
import { awsExport, rules } from './rules.js';
import { compileAws, TARGETS } from './targets.js';

const HEAD = [
  'Rules, target',
  'compile, s',
  'without proof, s',
  'with / without',
  'peak, MB',
  'load, s',
  'compile / load',
];

export async function compileSection(options: Options, folder: string): Promise<string> {
  const rows: (readonly string[])[] = [];
  const hand: (readonly string[])[] = [];
  for (const size of options.compileSizes) {
    const measured = await measure(size, options.rounds, folder);
    rows.push(...measured.targets);
    hand.push(...measured.hand);
  }
  return [
    '## Compiling an AWS export, and loading the result',
    table(HEAD, rows),
    'The same rules by hand:',
    table(['Rules, by hand', 'load, s'], hand),
    ...(ROOT ? [] : ['Loading is measured as root only: it takes larger batches than others may send.']),
  ].join('\n\n');
}

/** One way to write the same rules, made once or compiled anew in each round, and loaded into a fresh namespace. */
interface Way {
  readonly name: string;
  readonly make?: () => Compiled;
  readonly makeUnproven?: () => Compiled;
  readonly load: readonly string[];
}

async function measure(size: number, rounds: number, folder: string) {
  const targets = compiledWays(size, folder);
  const hand = handWays(size, folder);
  const compiles = new Map<Way, Compiled[]>(targets.map((way) => [way, []]));
  const unproven = new Map<Way, Compiled[]>(targets.map((way) => [way, []]));
  const loads = new Map<Way, number[]>([...targets, ...hand].map((way) => [way, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const way of loads.keys()) {
      if (way.makeUnproven !== undefined) unproven.get(way)!.push(way.makeUnproven());
      if (way.make !== undefined) compiles.get(way)!.push(way.make());
      if (ROOT) loads.get(way)!.push(await secondsInFresh(way.load));
    }
  return {
    targets: targets.map((way) =>
      targetRow(`${number(size)}, ${way.name}`, compiles.get(way)!, unproven.get(way)!, loads.get(way)!),
    ),
    hand: hand.map((way) => [`${number(size)}, ${way.name}`, ROOT ? seconds(median(loads.get(way)!)) : '–']),
  };
}

function targetRow(
  name: string,
  compiles: readonly Compiled[],
  unproven: readonly Compiled[],
  loads: readonly number[],
): readonly string[] {
  const without = median(unproven.map((one) => one.seconds));
  const proving = median(compiles.map((one, round) => one.seconds / unproven[round]!.seconds));
  const time = median(compiles.map((one) => one.seconds));
  const megabytes = Math.max(...compiles.map((one) => one.megabytes));
  const ratios = loads.map((load, round) => compiles[round]!.seconds / load);
  const loading = loads.length === 0 ? ['–', '–'] : [seconds(median(loads)), ratio(median(ratios))];
  return [name, seconds(time), seconds(without), ratio(proving), number(megabytes), ...loading];
}

function compiledWays(size: number, folder: string): readonly Way[] {
  const source = path.join(folder, `${size}.json`);
  writeFileSync(source, awsExport(size));
  return TARGETS.map((target) => {
    const script = path.join(folder, `${size}-${target.name.replace(', ', '-')}`);
    return {
      name: target.name,
      make: () => secgroup(compileAws(source, target), script),
      makeUnproven: () => secgroup(compileAws(source, target, ['--no-proof']), script),
      load: target.load(script),
    };
  });
}

function handWays(size: number, folder: string): readonly Way[] {
  const written = (ending: string, text: string): string => {
    const file = path.join(folder, `${size}.${ending}`);
    writeFileSync(file, text);
    return file;
  };
  const all = rules(size);
  const lines = written('rules', linearIptables(all));
  return [
    { name: 'nft, two sets', load: ['nft', '-f', written('sets.nft', nftSets(all))] },
    { name: 'nft, a line a rule', load: ['nft', '-f', written('nft', linearNft(all))] },
    { name: 'ipset restore, one set', load: ['ipset', 'restore', '-file', written('ipset', handIpset(all))] },
    { name: 'iptables-legacy-restore, a line a rule', load: ['iptables-legacy-restore', lines] },
    { name: 'iptables-nft-restore, a line a rule', load: ['iptables-nft-restore', lines] },
  ];
}

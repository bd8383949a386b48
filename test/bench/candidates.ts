import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { linearIptables, linearNft, nftSets } from './by-hand.js';
import { number } from './figures.js';
import { secgroup } from './process.js';
import { awsExport, cidr, HOST, type Rule, ruleAt, rules, sourceAt } from './rules.js';
import { compileAws, TARGETS } from './targets.js';

/** A firewall whose cost for a packet is measured. */
export interface Candidate {
  readonly name: string;
  readonly load: readonly string[];
}

/** What all candidates allow, and the candidates. */
export interface Workload {
  readonly name: string;
  readonly count: number;
  readonly ruleAt: (index: number) => Rule;
  /** Protocol and port of the packets to be refused; left out, those of the rules. */
  readonly refusedAt?: (index: number) => Rule;
  readonly candidates: readonly Candidate[];
}

/** Rules as an AWS export, compiled for every target, beside what is written by hand for the same. */
export function ruleWorkload(count: number, folder: string): Workload {
  const source = path.join(folder, `${count}.json`);
  writeFileSync(source, awsExport(count));
  const compiled = TARGETS.map((target) => {
    const script = path.join(folder, `${count}-${target.name.replace(', ', '-')}`);
    secgroup(compileAws(source, target), script);
    return { name: target.name, load: target.load(script) };
  });
  return {
    name: `${number(count)} rules`,
    count,
    ruleAt,
    candidates: [...compiled, ...byHand(count, folder)],
  };
}

function byHand(count: number, folder: string): readonly Candidate[] {
  const written = (name: string, text: string): string => {
    const file = path.join(folder, `${count}-${name}`);
    writeFileSync(file, text);
    return file;
  };
  const all = rules(count);
  // nft joins neighbours of one kind only, so that TCP and UDP in turn would leave it nothing to do.
  const grouped = all.toSorted((a, b) => a.protocol.localeCompare(b.protocol));
  const nft = (name: string, text: string): readonly string[] => ['-f', written(name, text)];
  return [
    { name: 'by hand: nft, two sets', load: ['nft', ...nft('sets.nft', nftSets(all))] },
    {
      name: 'by hand: `nft --optimize`',
      load: ['nft', '--optimize', ...nft('grouped.nft', linearNft(grouped))],
    },
    { name: 'by hand: nft, a line a rule', load: ['nft', ...nft('lines.nft', linearNft(all))] },
    {
      name: 'by hand: iptables-legacy, a line a rule',
      load: ['iptables-legacy-restore', written('lines.rules', linearIptables(all))],
    },
  ];
}

const LIST = 1_000_000;
const LISTED = { tcp: 1_000, udp: 1_001 } as const;

/** One list of a million prefixes that may use two ports. */
export function listWorkload(folder: string): Workload {
  const source = path.join(folder, 'listed.yaml');
  const prefixes = rules(LIST).map((rule) => `${cidr(rule)}\n`);
  writeFileSync(path.join(folder, 'listed.netset'), prefixes.join(''));
  writeFileSync(source, LIST_DEFINITION);
  const candidates = TARGETS.filter(({ name }) => !name.startsWith('iptables')).map((target) => {
    const script = path.join(folder, `listed-${target.name.replace(', ', '-')}`);
    secgroup(['compile', source, '--host', 'bench', ...target.options], script);
    return { name: target.name, load: target.load(script) };
  });
  return {
    name: 'One list of 1,000,000 prefixes, for two ports',
    count: LIST,
    ruleAt: listedRule,
    candidates,
  };
}

function listedRule(index: number): Rule {
  const protocol = index % 2 === 0 ? 'tcp' : 'udp';
  return { protocol, port: LISTED[protocol], source: sourceAt(index) };
}

const LIST_DEFINITION = `prefixLists:
  many: { file: listed.netset }
groups:
  bench:
    ingress:
      - { allow: [tcp/${LISTED.tcp}, udp/${LISTED.udp}], from: list:many }
hosts:
  bench:
    interfaces:
      ${HOST.device}: { addresses: [${HOST.address}], groups: [bench] }
`;

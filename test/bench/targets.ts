import { HOST } from './rules.js';

/** One way to make a firewall of a definition, and to load it. */
export interface Target {
  readonly name: string;
  readonly options: readonly string[];
  readonly load: (script: string) => readonly string[];
}

const sh = (script: string): readonly string[] => ['sh', script];

const xtables = (target: string, kind: string): Target => ({
  name: `${target}, ${kind}`,
  options: ['-t', target, '--xtables', kind],
  load: sh,
});

export const TARGETS: readonly Target[] = [
  { name: 'nftables', options: ['-t', 'nftables'], load: (script) => ['nft', '-f', script] },
  xtables('ipset', 'legacy'),
  xtables('ipset', 'nft'),
  xtables('iptables', 'legacy'),
  xtables('iptables', 'nft'),
];

/** The words after `secgroup` for the host of an AWS export. */
export const compileAws = (
  source: string,
  { options }: Target,
  more: readonly string[] = [],
): readonly string[] => [
  ...['compile', source, ...more, '--host', HOST.instance, '--device', `${HOST.card}=${HOST.device}`],
  ...options,
];

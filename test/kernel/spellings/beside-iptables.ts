import type { Firewall } from '../../../src/proof/firewall.js';
import { readSaved, savedMarks } from '../../../src/proof/iptables/saved.js';
import { isObject, itemsOf, type JsonObject, scriptOfItems } from '../../../src/proof/nftables/listing.js';
import { madeByNft } from '../../../src/proof/nftables/own-table.js';
import { readListed } from '../../../src/proof/nftables/script.js';
import type { Random } from '../../reference/random.js';
import { inNamespace } from '../in-namespace.js';
import { all, type Grammar, mostly, oneOf, several } from './grammar.js';
import { difference, type Opinion, opinionOf, type Read } from './meaning.js';

export type Family = 'ip' | 'ip6';

/** A rule that nft puts into a table of iptables, and a chain of its own there. */
export interface Beside {
  readonly family: Family;
  readonly chain: string;
  readonly rule: string;
}

const operator = oneOf('', '', '', '!= ', '!= ', '== ', '< ', '> ', '<= ', '>= ');
const equality = oneOf('', '', '!= ');
const ports = oneOf('0', '22', '256', '65535', '22-80', '0-65535', '0-1023', '1024-65535');
const protocols = oneOf('tcp', 'udp', 'icmp', 'ipv6-icmp', '0', '0', '50', '255');
const devices = oneOf(
  '"eth0"',
  '"lo"',
  '"eth+"',
  '"eth0+"',
  '"+"',
  '"e+h"',
  '"eth*"',
  '"a -j DROP"',
  '"eth0:1"',
);

const addresses = (family: Family): Grammar =>
  family === 'ip'
    ? oneOf(
        '10.0.0.1',
        '10.0.0.0/8',
        '10.0.1.0/24',
        '0.0.0.0',
        '0.0.0.0/0',
        '10.0.0.1/32',
        '10.0.0.0/9',
        '10.0.0.1-10.0.0.9',
      )
    : oneOf(
        '2001:db8::1',
        '2001:db8::/32',
        '::',
        '::/0',
        '::1/128',
        '2001:db8::/33',
        '2001:db8::/47',
        'ff00::/8',
        '::1-::9',
      );

function match(family: Family): Grammar {
  const address = all(family, oneOf(' saddr ', ' daddr '), operator, addresses(family));
  const own =
    family === 'ip'
      ? oneOf(
          all('ip protocol ', operator, protocols),
          all('icmp type ', operator, oneOf('8', '0', '255', '3')),
          all('icmp code ', operator, oneOf('0', '1')),
        )
      : oneOf(
          all('ip6 nexthdr ', operator, protocols),
          all('ip6 hoplimit ', operator, oneOf('255', '1', '0')),
          all('icmpv6 type ', operator, oneOf('128', '133', '133-136', '255', '0')),
          all('icmpv6 type 1 icmpv6 code ', operator, oneOf('0', '1')),
        );
  return oneOf(
    address,
    address,
    own,
    own,
    all(oneOf('tcp', 'udp', 'th', 'sctp'), oneOf(' sport ', ' dport '), operator, ports),
    all(oneOf('tcp', 'udp'), oneOf(' sport ', ' dport '), equality, ports),
    all('meta l4proto ', equality, protocols),
    all('meta l4proto ', equality, protocols),
    all('meta ', oneOf('iifname ', 'oifname '), equality, devices),
    all('meta ', oneOf('iifname ', 'oifname '), equality, devices),
    all(
      'tcp flags & (',
      several(oneOf('syn', 'ack', 'fin', 'rst'), 1, 4, '|'),
      ')',
      oneOf(' == ', ' != '),
      oneOf('syn', '0', 'syn|ack'),
    ),
    oneOf(
      'tcp flags syn',
      'tcp flags != syn',
      'meta nfproto ipv4',
      'meta nfproto ipv6',
      'meta length 100',
      'ip6 length 5',
      'ip ttl 5',
    ),
    oneOf('counter', 'log group 1', 'ct state new', 'limit rate 5/second', 'limit rate over 5/second'),
  );
}

export function besideIptables(random: Random, index: number): Beside {
  const family = random.pick(['ip', 'ip6', 'ip6'] as const);
  const verdict = mostly(
    oneOf('accept', 'drop', 'return'),
    oneOf('', 'jump t', 'goto t', 'reject', 'counter accept'),
    5,
  );
  const rule = all(mostly(match(family), several(match(family), 2, 3, ' '), 3), ' ', verdict)(random);
  return { family, chain: `c${index}`, rule: rule.trim() };
}

/** What became of rules: whether nft takes one, and whether iptables-save shows the table that it is in. */
export interface Judged {
  readonly loaded: number;
  /** Those that a proof would take for what iptables has made, and that both readers understand. */
  readonly taken: number;
  /** Those of these that iptables-save shows as something else. */
  readonly wrong: readonly string[];
}

/** Puts each rule alone into the filter table of iptables over nft, and lists it with both programs. */
export function judgeBeside(rules: readonly Beside[]): Judged {
  const files = Object.fromEntries(
    rules.map(({ family, chain, rule }) => [
      chain,
      `add chain ${family} filter t\nadd chain ${family} filter ${chain}\nadd rule ${family} filter ${chain} ${rule}\n`,
    ]),
  );
  const printed = inNamespace(
    files,
    rules.map(({ family, chain }) => {
      const program = family === 'ip' ? 'iptables' : 'ip6tables';
      const other = family === 'ip' ? 'ip6' : 'ip';
      return `nft delete table ${family} filter 2>/dev/null; ${program}-nft -N t && nft -f ${chain} && { nft -j list table ${family} filter; ${program}-nft-save -t filter; nft delete table ${family} filter; } || echo refused by ${other}`;
    }),
  );
  const judged = rules.map((one, i) => judge(one, printed[i]!));
  return {
    loaded: judged.filter((one) => one !== 'refused').length,
    taken: judged.filter((one) => typeof one === 'object').length,
    wrong: judged.flatMap((one) => (typeof one === 'object' && one.wrong !== undefined ? [one.wrong] : [])),
  };
}

type Verdict = 'refused' | 'not taken' | { readonly wrong: string | undefined };

function judge(one: Beside, printed: string): Verdict {
  if (!printed.startsWith('{"nftables"')) return 'refused';
  const json = printed.slice(0, printed.indexOf('\n'));
  const saved = printed.slice(printed.indexOf('\n') + 1);
  if (!saved.includes('COMMIT')) return 'not taken';
  if (madeByNft(json, () => undefined).length > 0) return 'not taken';
  const [shown, held] = [opinionOf(saved, readerOf(one)), opinionOf(json, readJson)];
  if ('refused' in shown || 'refused' in held) return 'not taken';
  const found = difference(
    only(shown, one, `${one.family === 'ip' ? 'ipv4' : 'ipv6'} filter ${one.chain}`),
    only(held, one, `inet secgroup ${one.chain}`),
  );
  if (found === undefined) return { wrong: undefined };
  const line = saved.split('\n').find((text) => text.startsWith(`-A ${one.chain}`));
  return { wrong: `${one.family}: ${one.rule}\nis shown as ${line}: ${found}` };
}

const readerOf =
  ({ family }: Beside): Read =>
  (saved, fault) =>
    readSaved(
      `${savedMarks.ipv6}\n${family === 'ip6' ? saved : ''}${savedMarks.ipv4}\n${family === 'ip' ? saved : ''}${savedMarks.sets}\n`,
      fault,
    );

/** The table as if it were ours, and in both families: what is compared is asked of one. */
const readJson: Read = (json, fault) => {
  const items = itemsOf(json, fault).map((item) =>
    Object.fromEntries(
      Object.entries(item).map(([kind, one]) => [kind, isObject(one) ? renamed(kind, one) : one]),
    ),
  );
  return readListed(scriptOfItems(items), fault);
};

function renamed(kind: string, one: JsonObject): JsonObject {
  return { ...one, family: 'inet', ...(kind === 'table' ? { name: 'secgroup' } : { table: 'secgroup' }) };
}

/** The chain of the rule, as if the kernel called it for what is forwarded. */
function only(opinion: Opinion, { family }: Beside, id: string): Firewall {
  if ('refused' in opinion) throw new Error(opinion.refused);
  const chain = opinion.firewall.chains.get(id);
  if (!chain) throw new Error(`chain ${id} is gone`);
  const families = [family === 'ip' ? 'ipv4' : 'ipv6'] as const;
  const base = { hook: 'forward', families, priority: 0, policy: 'drop', line: 1, chain } as const;
  return { bases: [base], chains: opinion.firewall.chains };
}

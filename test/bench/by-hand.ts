import { cidr, type Rule } from './rules.js';

/** What people write who have no compiler: a line a rule. */

export const linearNft = (all: readonly Rule[]): string => nftInput('drop', all.map(nftRule));

const nftRule = (rule: Rule): string => `ip saddr ${cidr(rule)} ${rule.protocol} dport ${rule.port} accept`;

/** What one who knows nftables well writes: a set of source and port together for each protocol. */
export function nftSets(all: readonly Rule[]): string {
  const protocols = ['tcp', 'udp'] as const;
  const sets = protocols.map((protocol) => {
    const elements = all
      .filter((rule) => rule.protocol === protocol)
      .map((rule) => `${cidr(rule)} . ${rule.port}`);
    const list = elements.length === 0 ? '' : `elements = { ${elements.join(', ')} }`;
    return `  set ${protocol}_allows { type ipv4_addr . inet_service; flags interval; ${list}\n  }\n`;
  });
  const lines = protocols.map((protocol) => `ip saddr . ${protocol} dport @${protocol}_allows accept`);
  return nftInput('drop', lines, sets.join(''));
}

/** One chain of input behind what every stateful firewall begins with; without rules it is the floor. */
export function nftInput(policy: 'accept' | 'drop', lines: readonly string[] = [], sets = ''): string {
  return `table inet byhand {
${sets}  chain input {
    type filter hook input priority filter; policy ${policy};
    ct state established,related accept
${lines.map((line) => `    ${line}\n`).join('')}  }
}
`;
}

/** Drops everything before the kernel looks at it: what remains of the cost is the sending. */
export const NOTHING_BUT_SENDING = `table netdev nothing {
  chain ingress {
    type filter hook ingress device "eth0" priority 0; policy drop;
  }
}
`;

export function linearIptables(all: readonly Rule[]): string {
  const lines = all.map(
    (rule) =>
      `-A INPUT -s ${cidr(rule)} -p ${rule.protocol} -m ${rule.protocol} --dport ${rule.port} -j ACCEPT`,
  );
  return iptablesInput(lines);
}

const iptablesInput = (lines: readonly string[]): string => `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
${lines.join('\n')}
COMMIT
`;

/** One set that holds source and port together. */
export function handIpset(all: readonly Rule[]): string {
  const size = `hashsize ${2 ** Math.ceil(Math.log2(Math.max(64, all.length)))} maxelem ${Math.max(64, all.length)}`;
  const elements = all.map((rule) => `add byhand ${cidr(rule)},${rule.protocol}:${rule.port}`);
  return `create byhand hash:net,port ${size}\n${elements.join('\n')}\n`;
}

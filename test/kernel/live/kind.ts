import type { Loading } from '../backends.js';

/** What tests have to know of a kind of rules, as commands of the shell. */
export interface Kind {
  readonly name: string;
  /** Prints what the kernel holds of ours. */
  readonly show: string;
  /** Of what that prints: all but what packets change, and what ends flows. */
  readonly comparable: (printed: string) => string;
  /** Whether rules are on trial. */
  readonly onTrial: string;
  /** Loads the script in this file. */
  readonly load: (file: string) => string;
  /** Lets everything in on a port: `rules` are those of a script, `base` what packets meet first, `trial` the second generation. */
  readonly letIn: Readonly<Record<'base' | 'trial', (port: number) => string>>;
  /** Takes away, from the second generation, what answers what comes in and is refused. */
  readonly silence: string;
  /** Takes away what leads packets to the rules, and leaves those. */
  readonly unhook: string;
  /** Takes out all that is ours. */
  readonly clear: string;
  /** Programs that list, and those that change; the input of the latter is a text. */
  readonly programs: readonly string[];
  readonly changing: readonly string[];
  /** Whether a call of a program in `changing` has an input that changes rules. */
  readonly changes: string;
}

export function kindOf({ name, options: { target, xtables } }: Loading): Kind {
  return target === 'nftables' ? nft : xtablesKind(name, target, xtables!);
}

const nft: Kind = {
  name: 'nftables',
  show: 'nft list table inet secgroup 2>/dev/null',
  comparable: (printed) =>
    printed
      .replace(/packets \d+ bytes \d+/g, '')
      .replace(/expires \w+/g, 'expires')
      .replace(/\n\tchain g\d+\/ended-\w+ \{\n(.*\n)*?\t\}\n/g, '')
      .replace(/\t\tct state established jump g\d+\/ended-.*\n/g, ''),
  onTrial: 'nft list set inet secgroup trial 2>/dev/null | grep -q ipv6',
  load: (file) => `nft -f ${file}`,
  letIn: {
    base: (port) => `nft insert rule inet secgroup input tcp dport ${port} accept`,
    trial: (port) => `nft insert rule inet secgroup g2/eth0-in tcp dport ${port} accept`,
  },
  silence: 'nft flush chain inet secgroup g2/input-refuse',
  unhook: 'nft flush chain inet secgroup input; nft chain inet secgroup input "{ policy accept; }"',
  clear: 'nft delete table inet secgroup',
  programs: ['nft'],
  changing: ['nft'],
  changes: '[ "$1" = -f ]',
};

function xtablesKind(name: string, target: 'iptables' | 'ipset', xtables: string): Kind {
  const programs = ['ip6tables', 'iptables'].map((program) => `${program}-${xtables}`);
  const each = (command: string) => programs.map((program) => command.replaceAll('IPT', program)).join('; ');
  const letIn = (chain: string) => (port: number) =>
    each(`IPT -I ${chain} 1 -p tcp --dport ${port} -j ACCEPT`);
  return {
    name,
    show: `${each('IPT-save | grep "SECG"')}; ipset save | grep ' SECG' | sort`,
    comparable: (printed) => printed.replace(/ \[\d+:\d+\]/g, '').replace(/^.*SECG[~.,@%]ENDED-.*\n/gm, ''),
    // IPv4 goes last.
    onTrial: `iptables-${xtables}-save | grep -q -- '--datestop .*-g SECG.INPUT'`,
    load: (file) => `sh ${file}`,
    letIn: { base: letIn('SECG-INPUT'), trial: letIn('SECG,eth0-in') },
    silence: each('IPT -F SECG,INPUT-REFUSE'),
    unhook: each('IPT -P INPUT ACCEPT; IPT -F INPUT'),
    clear: each('IPT -F; IPT -X'),
    programs: [
      ...programs.flatMap((program) => [`${program}-save`, `${program}-restore`]),
      ...(target === 'ipset' ? ['ipset'] : []),
    ],
    changing: programs.map((program) => `${program}-restore`),
    changes: 'true',
  };
}

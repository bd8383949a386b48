import type { Random } from '../../reference/random.js';
import { type Mutation, replaceOne } from '../mutations.js';

const lines = (script: string) => script.split('\n');
const isRule = (line: string) => line.startsWith('-A SECG-');

/** Changes one of the lines that are rules of chains. */
function onRule(change: (line: string, random: Random) => readonly string[] | undefined): Mutation {
  return (script, random) => {
    const all = lines(script);
    const places = all.flatMap((line, at) => {
      const changed = isRule(line) ? change(line, random) : undefined;
      return changed ? [{ at, changed }] : [];
    });
    if (places.length === 0) return undefined;
    const { at, changed } = random.pick(places);
    return [...all.slice(0, at), ...changed, ...all.slice(at + 1)].join('\n');
  };
}

const replaced = (pattern: RegExp, by: (random: Random, ...groups: string[]) => string): Mutation =>
  onRule((line, random) => {
    const changed = line.replace(pattern, (...groups) => by(random, ...groups.map(String)));
    return changed === line ? undefined : [changed];
  });

const without = (pattern: RegExp): Mutation => replaced(pattern, () => '');

const byOne = (random: Random, value: number) => (random.chance(0.5) ? value + 1 : Math.max(0, value - 1));

const swapped = (word: string, one: string, other: string) => (word === one ? other : one);

const ADDRESS = '(?<![0-9a-f:.])([0-9a-f]*[.:][0-9a-f.:]+)';

/** A family's rules, as the script holds them. */
const withChains = (script: string) => [...script.matchAll(/^:(SECG-\S+-\S+) /gm)].map(([, name]) => name!);

/** Every way in which a script of iptables or ipset is damaged here. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'drop a rule': onRule(() => []),
  'drop a chain': (script, random) => {
    const names = withChains(script);
    if (names.length === 0) return undefined;
    const name = random.pick(names);
    return lines(script)
      .filter((line) => !line.startsWith(`:${name} `) && !line.startsWith(`-A ${name} `))
      .join('\n');
  },
  'empty a chain': (script, random) => {
    const names = withChains(script);
    if (names.length === 0) return undefined;
    const start = `-A ${random.pick(names)} `;
    return lines(script)
      .filter((line) => !line.startsWith(start))
      .join('\n');
  },
  'change the length of a prefix': replaced(
    new RegExp(`${ADDRESS}/([0-9]+)`),
    (random, _, address, length) => {
      const changed = Math.min(byOne(random, Number(length)), address!.includes(':') ? 128 : 32);
      return `${address}/${changed}`;
    },
  ),
  'change an address': replaced(/(-[sd] \d+\.\d+\.\d+\.)(\d+)(?= )/, (random, _, head, last) => {
    return `${head}${byOne(random, Number(last)) % 256}`;
  }),
  'give an address a length': replaced(new RegExp(`-([sd]) ${ADDRESS}(?= )`), (_, __, side, address) => {
    return `-${side} ${address}/${address!.includes(':') ? 127 : 31}`;
  }),
  'change a port': replaced(/(?<=--[sd]port )(\d+)/, (random, port) =>
    String(Math.min(byOne(random, Number(port)), 65_535)),
  ),
  'widen a range': replaced(/(?<=port \d+:)(\d+)/, (_, last) => String(Math.min(Number(last) + 1, 65_535))),
  'change a type': replaced(/(?<=--icmp(?:v6)?-type )(\d+)/, (random, type) =>
    String(byOne(random, Number(type)) % 256),
  ),
  'change a code': replaced(
    /(?<=-type \d+)\/(\d+)/,
    (random, _, code) => `/${byOne(random, Number(code)) % 256}`,
  ),
  'lose a code': without(/(?<=-type \d+)\/\d+/),
  'swap accept and drop': replaced(/(?<=-j )(ACCEPT|DROP)$/, (_, target) =>
    swapped(target!, 'ACCEPT', 'DROP'),
  ),
  'lose an answer': onRule((line) => (line.includes(' -j REJECT ') ? [] : undefined)),
  'an answer for a drop': replaced(/(?<=-j )DROP$/, () => 'REJECT --reject-with icmp-admin-prohibited'),
  'an answer of another kind': replaced(/(?<=--reject-with )(\S+)$/, (_, __, how) =>
    how === 'tcp-reset'
      ? 'icmp-admin-prohibited'
      : how!.startsWith('icmp6')
        ? 'icmp6-port-unreachable'
        : 'tcp-reset',
  ),
  'an answer for an accept': replaced(/(?<=-p tcp .*-j )ACCEPT$/, () => 'REJECT --reject-with tcp-reset'),
  'accept what is beyond the limit of answers': onRule((line) =>
    line.endsWith(' tcp-reset')
      ? [line, `${line.split(' ', 2).join(' ')} -p tcp -m conntrack --ctstate NEW -j ACCEPT`]
      : undefined,
  ),
  'answer without a limit': replaced(/-m limit --limit \S+ --limit-burst \S+ (?=-j REJECT)/, () => ''),
  'return for a verdict': replaced(/(?<=-j )(ACCEPT|DROP)$/, () => 'RETURN'),
  'lose the target': without(/ -[jg] \S+$/),
  'change a policy': replaceOne(/^:(\w+) DROP/gm, (_, __, hook) => `:${hook} ACCEPT`),
  'lose a policy': replaceOne(/^:\w+ DROP \[0:0\]\n/gm, () => ''),
  'lose a call from a hook': replaceOne(/^-I \w+ 1 .*\n/gm, () => ''),
  'lose the device': without(/-[io] \S+ /),
  'lose an address': without(/-[sd] \S+ /),
  'lose the protocol': without(/-p \S+ (?!.*(?:port|-type|tcp))/),
  'lose a port': without(/--[sd]port \S+ /),
  'lose the hop limit': without(/-m hl --hl-eq \d+ /),
  'lose the type': without(/--icmp(v6)?-type \S+ /),
  'lose the state': without(/-m conntrack --ctstate \S+ /),
  'lose a set': without(/-m set --match-set \S+ \S+ /),
  'other state': replaced(/RELATED|ESTABLISHED|INVALID/, (_, state) =>
    state === 'INVALID' ? 'NEW' : 'UNTRACKED',
  ),
  'one state more': replaced(/(?<=--ctstate )/, () => 'NEW,'),
  'other protocol': replaced(/-p (tcp|udp)/, (_, __, name) => `-p ${swapped(name!, 'tcp', 'udp')}`),
  'every protocol': replaced(/-p (\d+|tcp|udp|icmp|ipv6-icmp)(?!.*(?:port|-type|tcp))/, () => '-p all'),
  'source for destination': replaced(/-([sd]) (?=\S*[.:])/, (_, __, side) => `-${swapped(side!, 's', 'd')} `),
  'source port for destination port': replaced(
    /--([sd])port/,
    (_, __, side) => `--${swapped(side!, 's', 'd')}port`,
  ),
  'source for destination of a set': replaced(
    / (src|dst) /,
    (_, __, side) => ` ${swapped(side!, 'src', 'dst')} `,
  ),
  'device in for device out': replaced(/-([io]) (?=\w)/, (_, __, side) => `-${swapped(side!, 'i', 'o')} `),
  'other device': replaced(/(-[io] \w+)/, (_, match) => `${match}9`),
  'any device of a name': replaced(/(-[io] \w+)/, (_, match) => `${match}+`),
  'negate a match': replaced(/(?= (-[siodp] |--[sd]port|--match-set|--ctstate|--icmp))/, () => ' !'),
  'repeat a rule with a wider condition': onRule((line) => {
    const wider = line.replace(
      /-[sd] \S+ |-m set --match-set \S+ \S+ |--[sd]port \S+ |--icmp(v6)?-type \S+ /,
      '',
    );
    return wider === line ? undefined : [line, wider];
  }),
  'a rule for everything': (script, random) => {
    const names = withChains(script);
    return names.length === 0 ? undefined : insertRule(script, `-A ${random.pick(names)} -j ACCEPT`, random);
  },
  'other target of a jump': (script, random) => {
    const names = withChains(script);
    if (names.length < 2) return undefined;
    return replaced(/-([jg]) SECG-\S+$/, (_, __, how) => `-${how} ${random.pick(names)}`)(script, random);
  },
  'goto for jump': replaced(/-j (?=SECG-)/, () => '-g '),
  'jump for goto': replaced(/-g (?=SECG-)/, () => '-j '),
  'reorder two rules': (script, random) => {
    const all = lines(script);
    const chain = (line: string | undefined) => /^-A (\S+)/.exec(line ?? '')?.[1];
    const pairs = all.flatMap((line, i) =>
      chain(line) !== undefined && chain(line) === chain(all[i + 1]) ? [i] : [],
    );
    if (pairs.length === 0) return undefined;
    const at = random.pick(pairs);
    return [...all.slice(0, at), all[at + 1]!, all[at]!, ...all.slice(at + 2)].join('\n');
  },
  'move a rule to another chain': (script, random) => {
    const names = withChains(script);
    if (names.length < 2) return undefined;
    return replaced(/^-A \S+/, () => `-A ${random.pick(names)}`)(script, random);
  },
  'drop an element of a set': replaceOne(/^add \S+ \S+\n/gm, () => ''),
  'change an element of a set': replaceOne(/^(add \S+ \d+\.\d+\.\d+\.)(\d+)$/gm, (random, _, head, last) => {
    return `${head}${byOne(random, Number(last)) % 256}`;
  }),
  'change the length of an element': replaceOne(
    /^(add \S+-net )(\S+)\/(\d+)$/gm,
    (random, _, head, address, length) => {
      return `${head}${address}/${Math.min(byOne(random, Number(length)), address!.includes(':') ? 128 : 32) || 1}`;
    },
  ),
  'an element more': replaceOne(
    /^add (\S+) (\d\S*\.\S+)$/gm,
    (_, line, set) => `${line}\nadd ${set} 203.0.113.99`,
  ),
  'an element that is none': replaceOne(/^(add \S+ \S+)$/gm, (_, line) => `${line} nomatch`),
  'drop a set': replaceOne(/^create (\S+) .*\n(?:add \1 .*\n)*/gm, () => ''),
  'other family of a set': replaceOne(/(?<=^create .*)family (inet6?)(?= )/gm, (_, __, family) => {
    return `family ${swapped(family!, 'inet', 'inet6')}`;
  }),
  'other set': (script, random) => {
    const names = [...script.matchAll(/^create (\S+) /gm)].map(([, name]) => name!);
    if (names.length < 2) return undefined;
    return replaced(/--match-set \S+/, () => `--match-set ${random.pick(names)}`)(script, random);
  },
  'the families swapped': (script) => {
    const swap = (text: string) =>
      text.replace(/rules_ipv([46])\(\)/g, (_, version) => `rules_ipv${swapped(version, '4', '6')}()`);
    return swap(script);
  },
  'a command between the texts': replaceOne(
    /^END_OF_RULES$/gm,
    () => 'END_OF_RULES\n  echo "-A INPUT -j ACCEPT"',
  ),
  'rules added, not replaced': replaceOne(/--noflush/g, () => '--noflush -n'),
};

function insertRule(script: string, rule: string, random: Random): string {
  const all = lines(script);
  const places = all.flatMap((line, i) => (isRule(line) ? [i] : []));
  const at = random.pick(places);
  return [...all.slice(0, at), rule, ...all.slice(at)].join('\n');
}

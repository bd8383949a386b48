import type { Random } from '../reference/random.js';

/** One way to damage a script; undefined where there is nothing of that kind in it. */
export type Mutation = (script: string, random: Random) => string | undefined;

/** Replaces one of the places that a pattern finds, by what is made of its groups. */
export function replaceOne(pattern: RegExp, by: (random: Random, ...groups: string[]) => string): Mutation {
  return (script, random) => {
    const places = [...script.matchAll(pattern)];
    if (places.length === 0) return undefined;
    const place = random.pick(places);
    const text = by(random, ...(place as string[]));
    return script.slice(0, place.index) + text + script.slice(place.index + place[0].length);
  };
}

const lines = (script: string) => script.split('\n');
const isRule = (line: string) =>
  /^\t\t(meta|ip|ip6|iifname|oifname|tcp|udp|icmp|icmpv6|ct) |^\t\t(jump \S+|drop)( |$)/.test(line);
const isWholeRule = (line: string) => isRule(line) && !line.endsWith('{');

/** Changes one of the lines that are rules of their own. */
function onRule(change: (line: string, random: Random) => readonly string[] | undefined): Mutation {
  return (script, random) => {
    const all = lines(script);
    const rules = all.flatMap((line, i) => (isWholeRule(line) && change(line, random) ? [i] : []));
    if (rules.length === 0) return undefined;
    const at = random.pick(rules);
    return [...all.slice(0, at), ...change(all[at]!, random)!, ...all.slice(at + 1)].join('\n');
  };
}

const without = (pattern: RegExp): Mutation =>
  onRule((line) => (pattern.test(line) ? [line.replace(pattern, '')] : undefined));

const byOne = (random: Random, value: number) => (random.chance(0.5) ? value + 1 : Math.max(0, value - 1));

const swapVerdict = (verdict: string) => (verdict === 'accept' ? 'drop' : 'accept');

/** Every way in which a script of nftables is damaged here. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'drop a rule': onRule(() => []),
  'drop an entry of a map': replaceOne(
    /(?<=\{ |, |\t\t\t)[^\n,{}]+ : (accept|drop|goto \S+|jump [^\s,]+),? ?/g,
    () => '',
  ),
  'drop an element of a set': replaceOne(
    /(?<=addr (?:& \S+ )?\{(?:[^{}]*, )?\s*)[0-9a-f.:/-]+,\s+(?=[0-9a-f])/g,
    () => '',
  ),
  'drop a chain': (script, random) => {
    const chains = [...script.matchAll(/\tchain \S+-\S+ \{\n[\s\S]*?\n\t\}\n/g)];
    if (chains.length === 0) return undefined;
    return script.replace(random.pick(chains)[0], '');
  },
  'empty a chain': replaceOne(
    /(\tchain \S+-\S+ \{\n)[\s\S]*?(\n\t\}\n)/g,
    (_, __, head, tail) => head! + tail!,
  ),
  'change the length of a prefix': replaceOne(/([0-9a-f.:]+)\/([0-9]+)/g, (random, _, address, length) => {
    const changed = byOne(random, Number(length));
    return `${address}/${Math.min(changed, address!.includes(':') ? 128 : 32)}`;
  }),
  'change an address': replaceOne(/(\d+\.\d+\.\d+\.)(\d+)(?=[ ,\n-])/g, (random, _, head, last) => {
    return `${head}${byOne(random, Number(last)) % 256}`;
  }),
  'change a port': replaceOne(/(?<=\t\t\t|dport )(\d+)(?= : | accept|-)/g, (random, port) =>
    String(Math.min(byOne(random, Number(port)), 65_535)),
  ),
  'widen a range': replaceOne(/(\d+)-(\d+)(?= : )/g, (_, __, first, last) => `${first}-${Number(last) + 1}`),
  'swap accept and drop': replaceOne(/\b(accept|drop)\b(?=[ ,\n}])/g, (_, verdict) => swapVerdict(verdict!)),
  'change a policy': replaceOne(/policy drop/g, () => 'policy accept'),
  'lose the device': without(/[io]ifname (!= )?("\S+"|\{[^}]*\}) /),
  'lose the family': without(/meta nfproto \S+ /),
  'lose an address': without(/ip6? [sd]addr (?:& \S+ )?(?:\{[^}]*\}|\S+) /),
  'lose a source port': without(/udp sport \S+ /),
  'lose the hop limit': without(/ip6 hoplimit \S+ /),
  'lose the type': without(/icmpv6 type (\S+|\{[^}]*\}) /),
  'lose a state': replaceOne(/(?<=ct state )(established,|\w+,?(?=related))/g, () => ''),
  'lose the states': without(/ct state \S+ /),
  'other state': replaceOne(/(?<=ct state (?:\w+,)?)(established|related|invalid)/g, (_, state) =>
    state === 'invalid' ? 'new' : 'untracked',
  ),
  'one state more': replaceOne(/(?<=ct state )(?=established|related)/g, () => 'new,'),
  'other family': replaceOne(/\bipv([46])(?= [.a-z])/g, (_, __, version) =>
    version === '4' ? 'ipv6' : 'ipv4',
  ),
  'other protocol': replaceOne(/(?<= \. )(tcp|udp|icmp|icmpv6)(?= :)/g, (_, protocol) =>
    protocol === 'tcp' ? 'udp' : 'tcp',
  ),
  'other transport': replaceOne(/\b(tcp|udp)(?= [sd]port)/g, (_, protocol) =>
    protocol === 'tcp' ? 'udp' : 'tcp',
  ),
  'source for destination': replaceOne(/\b(saddr|daddr)\b/g, (_, side) =>
    side === 'saddr' ? 'daddr' : 'saddr',
  ),
  'source port for destination port': replaceOne(/\b(sport|dport)\b/g, (_, side) =>
    side === 'sport' ? 'dport' : 'sport',
  ),
  'device in for device out': replaceOne(/\b(iifname|oifname)\b/g, (_, name) =>
    name === 'iifname' ? 'oifname' : 'iifname',
  ),
  'other device': replaceOne(/(?<=ifname[^\n]*)"(\w+)"/g, (_, __, name) => `"${name}9"`),
  'any device of a name': replaceOne(/(?<=ifname[^\n]*)"(\w+)"/g, (_, __, name) => `"${name}*"`),
  'negate a match': onRule((line) => {
    const negated = line.replace(/( (?:saddr|daddr|nfproto|hoplimit|sport)|ifname) (?=[^!v])/, '$1 != ');
    return negated === line ? undefined : [negated];
  }),
  'repeat a rule with a wider condition': onRule((line) => {
    const wider = line.replace(/(ip6? [sd]addr|tcp dport|udp dport|icmpv6 type) (\S+|\{[^}]*\}) /, '');
    return wider === line ? undefined : [line, wider];
  }),
  'other target of a jump': (script, random) => {
    const names = [...script.matchAll(/\tchain (\S+-\S+) \{/g)].map(([, name]) => name!);
    if (names.length < 2) return undefined;
    return replaceOne(/(goto|jump) ([^\s,]+)/g, (_, __, kind) => `${kind} ${random.pick(names)}`)(
      script,
      random,
    );
  },
  'goto for jump': replaceOne(/\bjump (?=\S)/g, () => 'goto '),
  'jump for goto': replaceOne(/\bgoto (?=\S)/g, () => 'jump '),
  'reorder two rules': (script, random) => {
    const all = lines(script);
    const pairs = all.flatMap((line, i) => (isWholeRule(line) && isWholeRule(all[i + 1] ?? '') ? [i] : []));
    if (pairs.length === 0) return undefined;
    const at = random.pick(pairs);
    return [...all.slice(0, at), all[at + 1]!, all[at]!, ...all.slice(at + 2)].join('\n');
  },
  'an accept in another hook': replaceOne(
    /(hook (?:input|output|forward) [^\n]*\n)/g,
    (_, line) => `${line}\t\taccept\n`,
  ),
  'a drop in another hook': replaceOne(/\n\}\n$/g, () => {
    return '\n\tchain more {\n\t\ttype filter hook prerouting priority 0; policy accept;\n\t\tudp dport 0-1023 drop\n\t}\n}\n';
  }),
  'other hook': replaceOne(
    /hook (input|output|forward)/g,
    (random) => `hook ${random.pick(['input', 'output', 'forward'])}`,
  ),
  'lose an answer': onRule((line) => (/ reject with /.test(line) ? [] : undefined)),
  'an answer for a drop': onRule((line) =>
    / drop\b|^\t\tdrop/.test(line)
      ? [line.replace('drop', 'reject with icmpx type admin-prohibited')]
      : undefined,
  ),
  'an answer of another kind': replaceOne(
    /reject with (tcp reset|icmpx type admin-prohibited)/g,
    (_, __, how) =>
      how === 'tcp reset' ? 'reject with icmpx type admin-prohibited' : 'reject with tcp reset',
  ),
  'an answer for an accept': replaceOne(/\baccept\b(?= comment|\n)/g, () => 'reject with tcp reset'),
  'accept what is beyond the limit of answers': onRule((line) =>
    / reject with tcp reset/.test(line) ? [line, '\t\tct state new meta l4proto tcp accept'] : undefined,
  ),
  'answer what is of no flow': replaceOne(/ct state new (?=[^\n]* reject)/g, () => ''),
  'answer without a limit': replaceOne(/limit rate \S+ burst \d+ packets (?=[^\n]*reject)/g, () => ''),
  'leave the old rules': replaceOne(/^flush table.*$/gm, () => ''),
  'delete instead of flush': replaceOne(/^flush table/gm, () => 'delete table'),
  'flush behind the rules': (script) => script.replace(/^(flush table.*\n)([\s\S]*)$/m, '$2$1'),
  'leave a base chain alone': replaceOne(/\tchain (input|output|forward) \{ .*\n/g, () => ''),
  'leave an old chain': replaceOne(/^delete chain.*$/gm, () => ''),
  'take a chain out': replaceOne(/^flush table.*$/gm, (random, line) => {
    return `${line}\ndelete chain inet secgroup ${random.pick(['input', 'output', 'forward'])}`;
  }),
  'rules before the flush': replaceOne(/(?<=\tchain (?:input|output) \{ .*) \}$/gm, () => ' accept; }'),
  'a set with a name': replaceOne(/ip saddr (\{ [^}]* \})/g, () => 'ip saddr @named'),
  'a set that may hold more': (script) =>
    script
      .replace(/ip saddr (\{ [^}]* \})/, 'ip saddr @named')
      .replace(/^(flush[\s\S]*?table inet secgroup \{\n)/m, '$1\tset named { type ipv4_addr; }\n'),
  'one family only': replaceOne(/table inet (?=\S+ \{)/g, () => 'table ip '),
  'another table': replaceOne(/(?<=table inet )secgroup(?= \{)/g, () => 'other'),
};

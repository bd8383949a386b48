import { expect, test } from 'vitest';
import { faultsOf, script } from './reading.js';

/** Each of these could change what a script lets through: none may be passed over. */
const statements: readonly (readonly [string, string])[] = [
  ['frobnicate', "'frobnicate' is not understood"],
  ['queue', "'queue' is not understood"],
  ['meta mark 1 accept', "'meta mark 1' is not understood"],
  ['meta mark set 1', 'not understood'],
  ['ct mark 1 accept', 'not understood'],
  ['ip version 4 accept', 'not understood'],
  ['iif "eth0" accept', "'iif' is not understood"],
  ['iif "lo" accept', "'iif' is not understood"],
  ['iif 2 accept', 'not understood'],
  ['tcp dport ssh accept', "'ssh' is not a value of inet_service"],
  ['tcp dport 65536 accept', "'65536' is not a value"],
  ['tcp dport 90-80 accept', "'90-80' is not a value"],
  ['tcp dport 022 accept', "'022' is not a value"],
  ['ip saddr 10.0.0.256 accept', 'is not a value'],
  ['ip saddr 10.0.0.1/33 accept', 'is not a value'],
  ['ip saddr example.com accept', 'is not a value'],
  ['ip saddr 010.0.0.1 accept', 'is not a value'],
  ['ip6 saddr ::1::2 accept', 'is not a value'],
  ['ip saddr & 255.0.255.0 10.0.0.0 accept', 'is not a mask of a prefix'],
  ['ip saddr & 0xffffff00 10.0.0.0 accept', 'is not a mask of a prefix'],
  ['ip saddr 10.0.0.1, 10.0.0.2 accept', "',' is not understood here"],
  ['ct state != new,established accept', "',' is not understood here"],
  ['ct state 8 accept', 'is not a value of ct_state'],
  ['ct state established-untracked accept', 'is not a value of ct_state'],
  ['ct state { established-related } accept', 'is not a value of ct_state'],
  ['tcp dport 22 accept\r', "'\r'"],
  // nft leaves out the family: these let IPv6 with ICMP of IPv4 through, and the other way round.
  ['meta l4proto icmp icmp type 8 accept', "'icmp type' after a match on the protocol alone"],
  ['meta l4proto { icmp } icmp type 8 accept', "'icmp type' after a match on the protocol alone"],
  ['meta l4proto icmpv6 icmpv6 type . icmpv6 code { 1 . 0 } accept', "'icmpv6 type' after"],
  ['ip6 nexthdr icmp icmp type vmap { 8 : accept }', "'icmp type' after a match"],
  ['ip protocol tcp accept', "'ip protocol tcp' is not understood"],
  ['ip ttl 1 accept', "'ip ttl 1' is not understood"],
  ['sctp dport 22 accept', "'sctp dport 22' is not understood"],
  ['th sport 22 accept', "'th sport 22' is not understood"],
  // Behind a match of the other family nft adds none: protocol 1 over IPv6 passes (fact 41).
  ['ip6 hoplimit 0-255 icmp type 0-255 accept', "'icmp type' after another match on the family"],
  ['meta nfproto ipv6 icmp type 8 accept', "'icmp type' after another match on the family"],
  ['meta nfproto != ipv6 icmp type 8 accept', "'icmp type' after another match on the family"],
  ['meta nfproto { ipv4, ipv6 } icmp type 8 accept', "'icmp type' after another match on the family"],
  ['ip6 saddr fe80::/10 ip daddr 10.0.0.1 accept', "'ip daddr' after another match on the family"],
  ['meta l4proto udp tcp dport 22 accept', "'tcp dport' after another match on the protocol"],
  ['meta l4proto != udp tcp dport 22 accept', "'tcp dport' after another match on the protocol"],
  ['meta l4proto { tcp, udp } tcp dport 22 accept', "'tcp dport' after another match on the protocol"],
  ['ip6 nexthdr icmpv6 icmpv6 type 128 accept', 'icmpv6 type'],
  ['ip6 nexthdr tcp tcp dport 22 accept', "'tcp dport' after another match on the protocol"],
  ['udp sport 67 tcp dport 22 accept', "'tcp dport' after another match on the protocol"],
  // `&` binds before `|` (fact 41): a connection that is there passes.
  ['tcp dport 81 tcp flags & syn | ack != syn,ack drop', "'syn' where '(' belongs"],
  ['tcp flags & (syn | ack) == syn,ack accept', "','"],
  ['tcp flags & (syn | ack) != syn accept', "where '==' belongs"],
  ['tcp flags syn accept', "where '&' belongs"],
  ['tcp flags == syn accept', "where '&' belongs"],
  ['tcp flags != syn accept', "where '&' belongs"],
  ['tcp flags syn / syn,ack accept', "where '&' belongs"],
  ['tcp flags { syn, ack } accept', "where '&' belongs"],
  // Octal to nft (fact 41).
  ['ip saddr 10.0.16.0/024 accept', 'is not a value'],
  ['ip saddr { 10.0.0.1, 10.0.16.0/024 } accept', 'is not a value'],
  ['ip6 saddr 2001:db8::/064 accept', 'is not a value'],
  ['meta l4proto 017 accept', 'is not a value'],
  ['ip saddr 10.0.1.10/30 accept', 'is not a value'],
  ['ip6 saddr 2001:db8::1/64 accept', 'is not a value'],
  // Loaded with another mask (fact 41).
  ['ip saddr & 255.255.255.0 10.0.0.0 accept', 'a mask before anything but a set'],
  ['ip saddr & 255.255.255.0 10.0.0.0/24 accept', 'a mask before anything but a set'],
  ['ip saddr & 255.255.255.0 == 10.0.0.0 accept', 'a mask before anything but a set'],
  ['ip saddr & 255.255.255.0 != { 10.0.0.0 } accept', 'a mask before anything but a set'],
  ['ip saddr & 255.255.255.0 { 10.0.0.0/24 } accept', 'are not understood'],
  ['ip saddr & 255.255.255.0 { 10.0.0.1 } accept', 'are not understood'],
  ['ip saddr & 255.255.255.0 { 10.0.0.0-10.0.1.0 } accept', 'are not understood'],
  // What the routing table calls an address differs with policy routing (fact 42), the hop limit from hook to hook.
  [
    'fib daddr type { unicast, unspec, unreachable } accept',
    'these types of addresses are not understood in input',
  ],
  ['fib daddr type local accept', 'these types of addresses are not understood in input'],
  [
    'fib daddr type != { broadcast, multicast } accept',
    'these types of addresses are not understood in input',
  ],
  ['iifname "eth*" accept', "'eth*' is not a value of ifname"],
  ['ip saddr < 10.0.0.1 accept', 'is not a value'],
  ['ip saddr { 10.0.0.1 10.0.0.2 } accept', "where ',' belongs"],
  ['ip saddr { 10.0.0.1 timeout 5m } accept', "'timeout'"],
  ['ip saddr @none accept', "there is no set 'none'"],
  ['tcp dport @hosts accept', "'hosts' holds ipv4_addr, where inet_service is looked up"],
  ['ip saddr vmap @hosts', "'hosts' is not a map"],
  ['ip saddr . tcp dport @hosts accept', 'is looked up'],
  ['jump nowhere', "there is no chain 'nowhere'"],
  ['jump input', "chain 'input' is called by the kernel, and by no rule"],
  ['tcp dport vmap { 22 : jump nowhere }', "there is no chain 'nowhere'"],
  ['tcp dport vmap { 22 : accept, 22 : drop }', 'entries that overlap are not understood'],
  ['tcp dport vmap { 20-30 : accept, 22 : drop }', 'entries that overlap are not understood'],
  [
    'ip saddr . tcp dport vmap { 10.0.0.1 . 22 : accept, 10.0.0.1 . 22 : drop }',
    'overlap and say different things',
  ],
  ['tcp dport vmap { 22 }', "where ':' and a verdict belong"],
  ['tcp dport vmap { 22 : queue }', 'is not a supported verdict'],
  ['accept drop', "'drop' after a verdict"],
  ['accept tcp dport 22', "'tcp' after a verdict"],
  ['limit name "x" accept', "where 'rate' belongs"],
  ['limit rate 5 mbytes/second accept', 'not understood'],
  ['log group 65536', 'a group of nflog is at most 65535'],
  ['log group 2 snaplen 5', "'snaplen 5' is not understood"],
  ['comment unquoted', 'where a comment belongs'],
  ['iifname "*" accept', 'is not a value of ifname'],
  ['iifname { "lo", "eth*" } accept', "'eth*' is not a value of ifname"],
  ['iifname "e*h" accept', 'is not a value of ifname'],
  ['iifname $CARD accept', 'is not a value of ifname'],
  ['tcp dport 22 accept \\', 'is not understood'],
  ['policy accept', 'a policy comes after the hook'],
  ['type filter hook output priority 0', "'type filter hook' is not understood"],
  ['tcp flags & syn ack accept', "'syn' where '(' belongs"],
  ['@th,16,16 22 accept', 'is not understood'],
  // Where a hook has no such device, some kernels compare with an empty name, and others end the rule.
  ['oifname != "eth0" accept', 'packets have no such device in input'],
  ['oifname "eth0" accept', 'packets have no such device in input'],
  // nft refuses these, lists them as something else, or does not survive them.
  ['iifname eth0 accept', "'eth0' is not a value of ifname"],
  ['iifname "a-name-of-16-chs" accept', 'is not a value of ifname'],
  ['iifname "$CARD" accept', 'is not a value of ifname'],
  ['nfproto ipv4 accept', "'nfproto ipv4 accept' is not understood"],
  ['icmp type echo-reply-echo-request accept', 'is not a value of icmp_type'],
  ['ip saddr . tcp dport 10.0.0.1 . 22 accept', 'values of several kinds stand in a set'],
  ['tcp dport . udp sport { 22 . 23 } accept', "'udp sport' after another match on the protocol"],
  ['ip saddr { } accept', 'a list of nothing'],
  ['ip saddr { 10.0.0.0/8, 10.0.0.1 } accept', 'elements that overlap'],
  ['ip saddr { 10.0.0.1 comment "x" } accept', "where ',' belongs"],
  ['ip saddr { 10.0.0.1 counter } accept', "where ',' belongs"],
  ['tcp flags & (syn) == syn accept', 'these TCP flags'],
  ['tcp flags & (syn | syn) == syn accept', 'these TCP flags'],
  ['tcp flags & (syn | ack) == fin accept', 'these TCP flags'],
  ['counter packets 1 bytes 2 accept', 'not understood'],
  ['counter name "x" accept', "there is no counter 'x'"],
  ['counter name x accept', 'counter'],
  ['accept counter', "'counter' after a verdict"],
  ['tcp dport 22 accept log', "'log' after a verdict"],
  ['comment "x" accept', "'accept' behind a comment"],
  [`accept comment "${'x'.repeat(128)}"`, 'at most 127 bytes'],
  [`log prefix "${'x'.repeat(128)}" accept`, 'at most 127 bytes'],
  ['log level info accept', "'level info accept' is not understood"],
  ['log flags all accept', "'flags all accept' is not understood"],
  ['limit rate 0/second accept', 'the rate'],
  ['reject', "where 'with' belongs"],
  ['reject with icmp type admin-prohibited', "the answer 'icmp'"],
  ['reject with icmpx type port-unreachable', "the answer 'port-unreachable'"],
  ['reject with tcp accept', "where 'reset' belongs"],
  ['reject with tcp reset accept', 'after a verdict'],
  ['limit rate 05/second accept', 'the rate'],
  ['limit rate 5/second burst 0 packets accept', 'a burst of no packets'],
  ['limit rate 5/second burst 05 packets accept', 'where a number belongs'],
  ['limit rate 5/second burst 5 bytes accept', "where 'packets' belongs"],
  ['dup to 10.0.0.1', 'is not understood'],
];

const hosts = 'set hosts { type ipv4_addr; elements = { 10.0.0.1 } }';

test.each(statements)('%s', (statement, problem) => {
  const faults = faultsOf(script(statement, hosts));
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.join('\n')).toContain(problem);
  expect(faults[0]).toMatch(/^7: /);
});

const declarations: readonly (readonly [string, string])[] = [
  ['set s { type mark; }', "the type 'mark' is not understood"],
  ['set s { type ipv4_addr; flags timeout; }', "the flag 'timeout'"],
  ['set s { type ipv4_addr; timeout 5m; }', "'timeout' in a set"],
  ['set s { type ipv4_addr }', 'where a semicolon or the end of the line belongs'],
  ['chain c { accept }', 'where a semicolon or the end of the line belongs'],
  ['chain c { type filter hook input priority filter; policy drop }', "where ';' belongs"],
  ['chain c { type filter hook input priority dstnat; }', 'where a number belongs'],
  ['chain c { type filter hook input priority filter + 10; }', "where ';' belongs"],
  ['chain 6c { accept; }', 'where the name of a chain belongs'],
  ['chain c:c { accept; }', 'where the name of a chain belongs'],
  ['# a comment \\\naccept', 'in a table is not understood'],
  ['# a \rcomment', 'in a table is not understood'],
  ['set s { type ct_state; }', "the type 'ct_state'"],
  ['set s { type ipv4_addr; elements = { 10.0.0.0/8 } }', "needs the flag 'interval'"],
  ['set s { type ipv4_addr; elements = { 10.0.0.1-10.0.0.2 } }', "needs the flag 'interval'"],
  ['map m { type inet_service : verdict; elements = { 22-23 : drop } }', "needs the flag 'interval'"],
  ['set s { type ipv4_addr; elements = { 10.0.0.1 }; flags interval; }', "'flags' after the elements"],
  ['set s { type ipv4_addr; size 010; }', 'where a number belongs'],
  ['set s { type ipv4_addr; size -1; }', 'where a number belongs'],
  ['set s { elements = { 10.0.0.1 } }', 'elements before the type'],
  [
    'set s { type ipv4_addr; elements = { 10.0.0.1 }; elements = { 10.0.0.2 } }',
    "'elements' after the elements",
  ],
  ['set s { type ipv4_addr; elements = { 10.0.0.1 }; type ipv6_addr; }', "'type' after the elements"],
  ['map m { type ipv4_addr : ipv4_addr; }', 'maps of anything but verdicts'],
  ['set hosts { type ipv4_addr; }\nset hosts { type ipv4_addr; }', 'already exists'],
  ['chain c { accept; }\nchain c { drop; }', 'already exists'],
  ['chain c { type nat hook prerouting priority -100; }', 'chains of type'],
  ['chain c { type filter hook ingress device eth0 priority 0; }', "the hook 'ingress'"],
  ['chain c { type filter hook input priority later; }', 'where a number belongs'],
  ['flags dormant', "'flags' in a table"],
  ['counter x { packets 1 }', "where 'bytes' belongs"],
  ['counter x { quota 5 }', "where '}' belongs"],
  ['counter x', "where '{' belongs"],
  ['quota x { }', "'quota' in a table"],
  ['include "other.nft"', "'include' in a table"],
];

test.each(declarations)('%s', (declaration, problem) => {
  expect(faultsOf(script('accept', declaration)).join('\n')).toContain(problem);
});

/** A script that keeps its table's base chain: what it declares, how it empties the table, what it fills it with. */
function keeping(declared: string, emptied: string, filled: string): string {
  return `table inet secgroup { ${declared} }\n${emptied}\ntable inet secgroup { ${filled} }\n`;
}

const base = 'chain input { type filter hook input priority filter; policy drop; }';
const filledBase = 'chain input { type filter hook input priority filter; policy drop;\naccept\n}';
const flushed = 'flush table inet secgroup';

const scripts: readonly (readonly [string, string])[] = [
  ['', 'the script loads no table'],
  ['# nothing', 'the script loads no table'],
  ['flush ruleset', "flushing 'ruleset' is not understood"],
  ['flush table inet secgroup', 'is flushed before the script made its chains'],
  ['flush chain inet secgroup input', "flushing 'chain' is not understood"],
  ['delete chain inet secgroup input', 'fails where it is not there yet'],
  ['delete set inet secgroup s', "deleting 'set' is not understood"],
  ['include "x"', "'include' is not understood"],
  ['define x = 1', "'define' is not understood"],
  ['add rule inet secgroup input accept', "'add' is not understood"],
  ['table inet secgroup { chain c { accept; } }', 'is not emptied before'],
  ['delete table inet secgroup', 'fails where it is not there yet'],
  ['table netdev t { }', "'netdev t' is not our table"],
  ['table ip nat\ndelete table ip nat', "'ip nat' is not our table"],
  ['table inet other { }', "'inet other' is not our table"],
  ['table ip secgroup { }', "'ip secgroup' is not our table"],
  ['table inet secgroup\ndelete table inet secgroup\ntable inet secgroup {', 'the table is not closed'],
  [
    'table inet secgroup\ndelete table inet secgroup\ntable inet secgroup { chain c {',
    'the braces are not closed',
  ],
  ['}', 'is not understood'],
  [`${script('accept')}delete table inet secgroup`, 'is deleted after what the script loads'],
  // With the table goes the base chain that drops.
  [
    `table inet secgroup\n${keeping(base, `${flushed}\ndelete table inet secgroup`, '')}`,
    'is deleted after what the script loads',
  ],
  // nft adds the elements to those that the set has.
  [
    `${script('ip saddr @hosts accept', hosts)}table inet secgroup { ${hosts} }`,
    "set 'hosts' already exists",
  ],
  [
    script('ip saddr @hosts accept', hosts).replace(
      'table inet secgroup {',
      `table inet secgroup { ${hosts} }\n$&`,
    ),
    "set 'hosts' already exists",
  ],
];

test.each(scripts)('%s', (text, problem) => {
  expect(faultsOf(text).join('\n')).toContain(problem);
});

test('a table that is flushed holds what the script puts there', () => {
  expect(faultsOf(keeping(base, flushed, filledBase))).toEqual([]);
  expect(faultsOf(keeping(base, flushed, ''))).toEqual([]);
  const other = 'chain output { type filter hook output priority filter; policy accept; }';
  const taken = `${flushed}\ndelete chain inet secgroup output`;
  expect(faultsOf(keeping(`${base}\n${other}`, taken, filledBase))).toEqual([]);
});

test.each<[declared: string, emptied: string, filled: string, problem: string]>([
  [base, '', filledBase, 'is not emptied before'],
  [base, 'flush table inet u', filledBase, "'inet u' is not our table"],
  [filledBase, flushed, '', 'is not emptied before'],
  [`${base}\nchain c { }`, flushed, filledBase, 'is not emptied before'],
  [`${base}\n${hosts}`, flushed, filledBase, 'is not emptied before'],
  [base, flushed, `${hosts}\n${filledBase}`, "set 'hosts' may hold what was in it before"],
  [base, flushed, filledBase.replace('policy drop', 'policy accept'), "chain 'input' is not what"],
  [base, flushed, filledBase.replace('hook input', 'hook output'), "chain 'input' is not what"],
  [base, flushed, filledBase.replace('priority filter', 'priority raw'), "chain 'input' is not what"],
  [base, flushed, 'chain input { accept\n}', "chain 'input' is not what"],
  [base, `delete chain inet secgroup input\n${flushed}`, '', "deleting chain 'input' fails"],
  [base, `${flushed}\ndelete chain inet secgroup output`, filledBase, "deleting chain 'output' fails"],
  [
    base,
    `${flushed}\ndelete chain inet secgroup input`,
    filledBase,
    "chain 'input' is deleted and recreated",
  ],
  [
    base,
    flushed,
    `${filledBase}\n}\n${flushed}\ntable inet secgroup {`,
    'is flushed after what the script loads',
  ],
  [
    base,
    flushed,
    `${filledBase}\n}\ndelete chain inet secgroup input\ntable inet secgroup {`,
    'is deleted after',
  ],
  // A flush empties chains that no packet comes to so far, too.
  [
    base,
    `${flushed}\ntable inet secgroup { chain guard { drop\n }\n}\n${flushed}`,
    filledBase,
    'is flushed after what the script loads',
  ],
  [base, flushed, filledBase.replace(' policy drop;', ''), 'keeps the one that it had before'],
  [base.replace(' policy drop;', ''), flushed, '', 'keeps the one that it had before'],
])('a table that is not flushed as it should be: %s %s %s', (declared, emptied, filled, problem) => {
  expect(faultsOf(keeping(declared, emptied, filled)).join('\n')).toContain(problem);
});

// nft takes one line break between two elements.
test.each([
  ['ip saddr { 10.0.0.1,\n\n10.0.0.2 } accept', 'the end of the line is not a value of ipv4_addr'],
  ['ip saddr { 10.0.0.1,\n# c\n10.0.0.2 } accept', 'the end of the line is not a value of ipv4_addr'],
  ['ip6 saddr {\n\n::1 } accept', 'the end of the line is not a value of ipv6_addr'],
  ['ip6 saddr { ::1\n\n} accept', "the end of the line where ',' belongs"],
])('an empty line in a list: %j', (statement, problem) =>
  expect(faultsOf(script(statement))[0]).toContain(problem),
);

test('one line break in a list', () =>
  expect(faultsOf(script('ip saddr {\n10.0.0.1 # c\n,\n10.0.0.3,\n10.0.0.5,\n} accept'))).toEqual([]));

test('one statement that is not understood hides none of the others', () => {
  expect(faultsOf(script('one\naccept\ntwo { \n } three\nfour'))).toEqual([
    "7: 'one' is not understood",
    "9: 'two' is not understood",
    "11: 'four' is not understood",
  ]);
});

test('thousands of faults are not told one by one', () => {
  expect(faultsOf(script('wrong\n'.repeat(5_000))).length).toBe(20);
});

test.each([
  'meta nfproto ipv4 meta l4proto icmp icmp type 8 accept',
  'ip saddr 10.0.0.1 meta l4proto icmp icmp type 8 accept',
  'icmp type 8 icmp code 0 accept',
])('the family of ICMP is known: %s', (statement) => {
  expect(faultsOf(script(statement))).toEqual([]);
});

test('sets of a table may stand in a block of their own', () => {
  const text = script('ip saddr @hosts accept').replace(
    'table inet secgroup {',
    `table inet secgroup { ${hosts} }\n$&`,
  );
  expect(faultsOf(text)).toEqual([]);
});

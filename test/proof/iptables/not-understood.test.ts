import { describe, expect, test } from 'vitest';
import { faultsOf, lineOf, scriptOf, table } from './reading.js';

/** Rules of IPv4 that are refused, and what is said of them. */
const rules: readonly (readonly [rule: string, problem: RegExp])[] = [
  ['-j REJECT', /the line ends where --reject-with belongs/],
  ['-j REJECT --reject-with', /the line ends where an answer belongs/],
  ['-j REJECT --reject-with tcp-reset', /a reset answers TCP alone/],
  ['! -p tcp -j REJECT --reject-with tcp-reset', /a reset answers TCP alone/],
  ['-j REJECT --reject-with icmp-port-unreachable', /the answer 'icmp-port-unreachable' is not understood/],
  ['-j REJECT -s 10.0.0.1', /'-s' where '--reject-with' belongs/],
  ['-j MASQUERADE', /'MASQUERADE' is neither/],
  ['-j SECG-none', /'SECG-none' is neither/],
  ['-g ACCEPT', /'ACCEPT' is neither/],
  ['-j', /ends where a target belongs/],
  ['-j ACCEPT -j DROP', /one target/],
  ['-j ACCEPT DROP', /'DROP' is not understood/],
  ['-p tcp --dport 22 --dport 23 -j ACCEPT', /duplicate '--dport'/],
  ['-s 10.0.0.1 -s 10.0.0.2 -j ACCEPT', /duplicate '-s'/],
  ['-p tcp -p udp -j ACCEPT', /duplicate '-p'/],
  // What iptables-save never prints.
  ['--source 10.0.0.2 -j ACCEPT', /'--source' is not understood/],
  ['--src 10.0.0.2 -j ACCEPT', /'--src' is not understood/],
  ['--dst 10.0.0.2 -j ACCEPT', /'--dst' is not understood/],
  ['--protocol tcp -j ACCEPT', /'--protocol' is not understood/],
  ['--in-interface eth0 -j ACCEPT', /'--in-interface' is not understood/],
  ['-p tcp --destination-port 22 -j ACCEPT', /'--destination-port' is not understood/],
  ['--jump ACCEPT', /'--jump' is not understood/],
  ['--goto SECG-INPUT', /'--goto' is not understood/],
  ['--match tcp -j ACCEPT', /'--match' is not understood/],
  ['-p tcp ! --syn -j ACCEPT', /'!' before '--syn'/],
  ['-p tcp --tcp-flags NONE SYN -j ACCEPT', /these TCP flags/],
  ['-p tcp --tcp-flags SYN ACK -j ACCEPT', /these TCP flags/],
  ['-p tcp --tcp-flags ALL NONE -j ACCEPT', /'ALL' is not a TCP flag/],
  ['-p icmp --icmp-type echo-request -j ACCEPT', /ICMP type 'echo-request'/],
  ['-p icmp --icmp-type 08 -j ACCEPT', /ICMP type '08'/],
  ['-p icmp --icmp-type 8/00 -j ACCEPT', /ICMP type '8\/00'/],
  ['-p all -j ACCEPT', /protocol 'all'/],
  ['-p 0 -j ACCEPT', /protocol '0'/],
  ['-p 06 -j ACCEPT', /protocol '06'/],
  ['-p 0x6 -j ACCEPT', /protocol '0x6'/],
  ['-p TCP -j ACCEPT', /protocol 'TCP'/],
  ['-p tcp --dport 0x16 -j ACCEPT', /port '0x16'/],
  ['-p tcp --dport ２２ -j ACCEPT', /port '２２'/],
  ['-p tcp --dport :1024 -j ACCEPT', /port ':1024'/],
  // Octal to iptables.
  ['-s 10.0.16.0/024 -j ACCEPT', /is not a prefix/],
  ['-s 010.0.16.0/24 -j ACCEPT', /is not a prefix/],
  ['-s 10.0.16.9/24 -j ACCEPT', /is not a prefix/],
  ['-s 10.0.0.0/255.255.0.0 -j ACCEPT', /is not a prefix/],
  ['-s 0x0a000001 -j ACCEPT', /is not a prefix/],
  ['-m u32 --u32 06&0xff=0 -j ACCEPT', /test of bytes/],
  ['-m u32 --u32 6&0x0ff=0 -j ACCEPT', /test of bytes/],
  ['-m u32 --u32 6&0377=0 -j ACCEPT', /test of bytes/],
  ['-m u32 --u32 6&0xFF=0 -j ACCEPT', /test of bytes/],
  ['-p icmp -m u32 --u32 4&0x1fff=0&&0>>22&0x3c@0>>16=04000 -j ACCEPT', /test of bytes/],
  ['--dport 22 -j ACCEPT', /'--dport' belongs to a match/],
  ['-p gre --dport 22 -j ACCEPT', /'--dport' belongs to a match/],
  ['! -p tcp --dport 22 -j ACCEPT', /'--dport' belongs to a match/],
  ['-p tcp -m udp --dport 22 -j ACCEPT', /'udp' does not fit the protocol/],
  ['-p udp --syn -j ACCEPT', /'--syn' belongs to a match/],
  ['-p tcp --dport 65536 -j ACCEPT', /port '65536'/],
  ['-p tcp --dport 9:8 -j ACCEPT', /port '9:8'/],
  ['-p tcp --dport ssh -j ACCEPT', /port 'ssh'/],
  ['-p tcp --dport 022 -j ACCEPT', /port '022'/],
  ['-p tcp -m multiport --dports 22, -j ACCEPT', /ports '22,'/],
  ['-p tcp -m multiport -j ACCEPT', /'multiport' has no option/],
  ['-p tcp --tcp-flags SYN,ECE SYN -j ACCEPT', /'ECE' is not a TCP flag/],
  ['-p tcp --tcp-option 5 -j ACCEPT', /'--tcp-option' is not understood/],
  ['-p icmp --icmp-type 256 -j ACCEPT', /ICMP type '256'/],
  ['-p icmp --icmp-type 3/4/5 -j ACCEPT', /ICMP type/],
  ['-p tcp --icmp-type 8 -j ACCEPT', /'--icmp-type' belongs/],
  ['-p icmp --icmpv6-type 128 -j ACCEPT', /'--icmpv6-type' belongs/],
  ['-p ipv6-icmp --icmpv6-type 128 -j ACCEPT', /'--icmpv6-type' belongs/],
  ['-p nonsense -j ACCEPT', /protocol 'nonsense'/],
  ['-p 256 -j ACCEPT', /protocol '256'/],
  ['-i eth*x -j ACCEPT', /device 'eth\*x'/],
  ['-i + -j ACCEPT', /device '\+'/],
  ['-i a-name-that-is-too-long -j ACCEPT', /device/],
  ['-s example.com -j ACCEPT', /'example.com' is not a prefix/],
  // Octal to iptables (fact 41); iptables-save clears what stands behind a length.
  ['-s 10.0.16.0/024 -j ACCEPT', /is not a prefix/],
  ['-s 10.0.1.10/30 -j ACCEPT', /is not a prefix/],
  ['-s 10.0.0.1,10.0.0.2 -j ACCEPT', /is not a prefix/],
  ['-s 10.0.0.1-10.0.0.2 -j ACCEPT', /is not a prefix/],
  ['-s 10.0.0.0/33 -j ACCEPT', /is not a prefix/],
  ['-s 10.0.0.0/255.0.255.0 -j ACCEPT', /is not a prefix/],
  ['-s 10 -j ACCEPT', /is not a prefix/],
  ['-s 2001:db8::1 -j ACCEPT', /is not a prefix of ipv4/],
  ['-f -j ACCEPT', /'-f' is not understood/],
  ['-m conntrack -j ACCEPT', /'conntrack' has no option/],
  ['--ctstate NEW -j ACCEPT', /'--ctstate' belongs/],
  ['-m conntrack --ctstate NEW,DNAT -j ACCEPT', /state 'DNAT'/],
  ['-m conntrack --ctstate new -j ACCEPT', /state 'new'/],
  ['-m conntrack --ctdir ORIGINAL -j ACCEPT', /'--ctdir'/],
  ['-m set --match-set SECG-none src -j ACCEPT', /no set 'SECG-none'/],
  ['-m set --match-set SECG-s from -j ACCEPT', /neither src nor dst/],
  ['-m set --match-set SECG-six src -j ACCEPT', /'SECG-six' holds no addresses of ipv4/],
  ['-j NFLOG --nflog-group 65536', /'65536' is no group of nflog/],
  ['-j NFLOG --nflog-size 9', /'--nflog-size'/],
  ['-j NFLOG --log-prefix x', /'--log-prefix' belongs/],
  ['-j LOG --nflog-group 5', /'--nflog-group' belongs/],
  ['-j LOG --log-level -4', /'-4' is no such level/],
  ['-j LOG --log-level info', /'info' is no such level/],
  ['-m limit --limit 0/sec -j ACCEPT', /'0\/sec' is no such rate/],
  ['-m limit --limit 05/sec -j ACCEPT', /is no such rate/],
  ['-m limit --limit 5/fortnight -j ACCEPT', /is no such rate/],
  ['-m limit --limit 5/sec --limit-burst 0 -j ACCEPT', /'0' is no such number/],
  // iptables over nft refuses it behind a '!', and nothing lists it.
  ['-s 0.0.0.0/0 -j ACCEPT', /is not a prefix/],
  ['-m set --match-set SECG-s src,src,src -j ACCEPT', /neither src nor dst/],
  ['-m set --return-nomatch --match-set SECG-s src -j ACCEPT', /'--return-nomatch'/],
  ['-m hl --hl-eq 1 -j ACCEPT', /ipv4 has no match 'hl'/],
  ['-m ah -j ACCEPT', /ipv4 has no match 'ah'/],
  ['-m addrtype --src-type LOCAL -j ACCEPT', /'--src-type'/],
  ['-m addrtype --dst-type NAT -j ACCEPT', /type 'NAT'/],
  ['-m u32 --u32 8&0xff=0 -j ACCEPT', /test of bytes/],
  ['-m u32 --u32 6&0xff=0&&2=3 -j ACCEPT', /test of bytes/],
  // Without -p icmp these are no type and code.
  ['-m u32 --u32 4&0x1fff=0&&0>>22&0x3c@0>>16=5 -j ACCEPT', /test of bytes/],
  ['-m owner --uid-owner 0 -j ACCEPT', /match 'owner'/],
  ['-m __proto__ -j ACCEPT', /match '__proto__'/],
  ['-m constructor -j ACCEPT', /match 'constructor'/],
  ['! -m tcp -j ACCEPT', /'-m' is not understood/],
  ['! -j ACCEPT', /'-j' is not understood/],
  ['-m limit ! --limit 5/second -j ACCEPT', /'!' before/],
  ['-m comment --comment "open -j ACCEPT', /quoted text does not end/],
  ['-m comment --comment a"b" -j ACCEPT', /'"' inside a word/],
  ["-m comment --comment 'a b' -j ACCEPT", /''' inside a word/],
  ['-p tcp -j ACCEPT\r', /inside a word/],
  ['-p tcp\u00a0-j ACCEPT', /protocol/],
];

const sets = 'create SECG-s hash:ip family inet\ncreate SECG-six hash:ip family inet6';

describe('a rule that is not understood is told by its line', () => {
  test.each(rules)('%s', (rule, problem) => {
    const script = scriptOf({ sets, 'rules ipv4': table('-p udp -j DROP', rule, '-p udp -j DROP') });
    const faults = faultsOf(script);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(
      new RegExp(`^${lineOf(script, `-A SECG-INPUT ${rule}\n`)}: [^]*${problem.source}`),
    );
  });

  test.each([
    ['-p icmp --icmp-type 8 -j ACCEPT', /'--icmp-type' belongs/],
    ['-m u32 --u32 6&0xff=0 -j ACCEPT', /test of bytes/],
    ['-s 10.0.0.1 -j ACCEPT', /is not a prefix of ipv6/],
    ['-s 2001:db8::/064 -j ACCEPT', /is not a prefix/],
    ['-s 2001:db8::1/64 -j ACCEPT', /is not a prefix/],
    ['-s 2001:db8::/ffff:ffff:: -j ACCEPT', /is not a prefix/],
    ['-m addrtype --dst-type UNICAST -j ACCEPT', /in IPv6/],
    ['-m icmp --icmp-type 8 -j ACCEPT', /ipv6 has no match 'icmp'/],
  ])('of IPv6: %s', (rule, problem) => {
    expect(faultsOf(scriptOf({ 'rules ipv6': table(rule) }))).toEqual([expect.stringMatching(problem)]);
  });
});

describe('among the rules, only what the script can replace later is understood', () => {
  const base = table('-p udp -j ACCEPT');
  test.each([
    ['*filter', /'\*filter' is not understood among the rules/],
    ['COMMIT', /'COMMIT'/],
    ['-A INPUT -j ACCEPT', /'-A INPUT -j ACCEPT'/],
    ['-P INPUT ACCEPT', /'-P INPUT ACCEPT'/],
    ['-D INPUT 1', /'-D INPUT 1'/],
    ['-F', /'-F'/],
    ['-I INPUT 1 -j SECG-INPUT', /is not a call that this script can replace/],
    ['-I INPUT -j ACCEPT', /is not a call that this script can replace/],
    ['-I SECG-INPUT 1 -j ACCEPT', /is not a call that this script can replace/],
    ['-I FORWARD 1 -j SECG-INPUT', /is not a call that this script can replace/],
    ['-I PREROUTING 1 -j SECG-PREROUTING', /is not a call that this script can replace/],
    ['-I FORWARD 1 -j SECG-FORWARD', /'SECG-FORWARD' is neither/],
    ['-A SECG-none -j ACCEPT', /no chain 'SECG-none'/],
    [' -A SECG-INPUT -j ACCEPT', /is not understood among the rules/],
    ['[0:0] -A SECG-INPUT -j ACCEPT', /is not understood among the rules/],
    ['touch canary', /'touch canary'/],
    ['# unreadable', /'# unreadable'/],
    [':FORWARD DROP [0:0]', /FORWARD has a policy, but does not call SECG-FORWARD/],
    [':FORWARD QUEUE [0:0]', /policy 'QUEUE'/],
    [':INPUT DROP [0:0]', /'INPUT' already exists/],
    [':SECG-INPUT - [0:0]', /'SECG-INPUT' already exists/],
    [':SECG-x DROP [0:0]', /have no policy/],
    [':SECG-x - [0:0] more', /after the counters/],
    [':SECG-x - [0]', /'\[0\]'/],
    [':SECG-a-name-that-is-too-long-x - [0:0]', /none that this script can replace/],
    [':SECG-* - [0:0]', /chain name 'SECG-\*'/],
    [':OTHER - [0:0]', /called 'OTHER' is none that this script can replace/],
    [':PREROUTING ACCEPT [0:0]', /have no policy/],
    // iptables-restore takes what stands behind 10,239 bytes for the next line.
    [`#${'x'.repeat(10_238)}-I SECG-INPUT -j ACCEPT`, /more than 10238 bytes/],
    [`#${'ä'.repeat(5_119)}-I SECG-INPUT -j ACCEPT`, /more than 10238 bytes/],
  ])('%s', (line, problem) => {
    const faults = faultsOf(scriptOf({ 'rules ipv4': `${base}\n${line}` }));
    expect(faults).toEqual([expect.stringMatching(problem)]);
  });

  test('the raw table has no states', () => {
    const early =
      ':SECG-PREROUTING - [0:0]\n-I PREROUTING 1 -j SECG-PREROUTING\n-A SECG-PREROUTING -m conntrack --ctstate NEW -j DROP';
    expect(faultsOf(scriptOf({ 'early ipv4': early }))).toEqual([expect.stringMatching(/no state yet/)]);
  });

  // The program looks for its own in PREROUTING alone, and others have rules of their own there.
  test.each([
    ['-A SECG-PREROUTING -j ACCEPT', /ACCEPT in the raw table passes by the rules of others/],
    [':PREROUTING ACCEPT [0:0]', /policy of PREROUTING in the raw table belongs to others/],
    [':SECG-OUTPUT - [0:0]\n-I OUTPUT 1 -j SECG-OUTPUT', /'-I OUTPUT 1 -j SECG-OUTPUT' is not a call/],
  ])('in the raw table: %s', (lines, problem) => {
    const early = `:SECG-PREROUTING - [0:0]\n${lines}\n-I PREROUTING 1 -j SECG-PREROUTING`;
    expect(faultsOf(scriptOf({ 'early ipv4': early }))).toEqual([expect.stringMatching(problem)]);
  });

  test('chains that call themselves are refused', () => {
    const rules = table(':SECG-a - [0:0]', '-j SECG-a', '-A SECG-a -p tcp -j SECG-INPUT');
    expect(faultsOf(scriptOf({ 'rules ipv4': rules })).join()).toMatch(/calls itself/);
  });
});

describe('a set that is not understood is told by its line', () => {
  test.each([
    ['create OTHER hash:ip', /'OTHER' is none that this script can replace/],
    ['create SECG-a-name-that-is-too-long-by-far-x hash:ip', /is none that this script can replace/],
    ['create SECG-x list:set', /type 'list:set'/],
    ['create SECG-x hash:ip,port,ip', /type 'hash:ip,port,ip'/],
    ['create SECG-x hash:ip timeout 60', /'timeout' of a set/],
    ['create SECG-x hash:ip netmask 24', /'netmask' of a set/],
    ['create SECG-x hash:ip forceadd', /'forceadd' of a set/],
    ['create SECG-x hash:ip family ipv4', /family 'ipv4'/],
    ['create SECG-x hash:ip maxelem many', /'many' is not a number/],
    ['create SECG-s hash:ip', /'SECG-s' already exists/],
    ['create SECG-x', /type of a set belongs/],
    ['add SECG-none 10.0.0.1', /no set 'SECG-none'/],
    ['add SECG-s 10.0.0.1 timeout 5', /'timeout' of an element/],
    ['add SECG-s 10.0.0.1 nomatch', /'nomatch' of an element/],
    ['add SECG-s 2001:db8::1', /'2001:db8::1' is not an element/],
    ['add SECG-s 010.0.0.1', /is not an element/],
    ['add SECG-s 10.0.0.9-10.0.0.1', /is not an element/],
    ['add SECG-s 10.0.0.1-10.0.0.9', /is not an element/],
    ['add SECG-s 10.0.0.0/24', /is not an element/],
    ['create SECG-x hash:net\nadd SECG-x 10.0.16.0/024', /is not an element/],
    ['create SECG-x hash:net\nadd SECG-x 10.0.16.1/24', /is not an element/],
    ['create SECG-x hash:net\nadd SECG-x 10.0.16.0-10.0.16.9', /is not an element/],
    ['create SECG-x hash:net,port\nadd SECG-x 10.0.0.0/8,80', /is not an element/],
    ['create SECG-x hash:net,port\nadd SECG-x 10.0.0.0/08,tcp:80', /is not an element/],
    ['create SECG-x hash:net,port\nadd SECG-x 10.0.0.0/8,tcp:080', /is not an element/],
    ['create SECG-x hash:ip maxelem 010', /'010' is not a number/],
    ['create SECG-x hash:ip skbinfo', /'skbinfo' of a set/],
    ['swap SECG-s SECG-x', /'swap' is not a supported command/],
    ['add SECG-s', /an element belongs/],
    ['del SECG-s 10.0.0.1', /'del' is not a supported command/],
    ['flush SECG-s', /'flush'/],
    ['COMMIT', /'COMMIT'/],
    ['touch canary', /'touch'/],
    ['create SECG-x hash:ip maxelem 1\nadd SECG-x 10.0.0.1\nadd SECG-x 10.0.0.2', /more than 1 elements/],
    ['create SECG-x hash:net family inet6\nadd SECG-x ::1-::2', /is not an element/],
    ['create SECG-x hash:net,port\nadd SECG-x 10.0.0.0/8,nonsense:80', /is not an element/],
    ['create SECG-x hash:net,port\nadd SECG-x 10.0.0.0/8,tcp:80,1', /is not an element/],
    ['create SECG-x bitmap:port range 0-9', /type 'bitmap:port'/],
    ['create SECG-x hash:ip counters', /'counters' of a set/],
    ['create SECG-x hash:ip comment', /'comment' of a set/],
    ['create SECG-x hash:ip maxelem 0', /'0' is not a number of elements/],
    ['create SECG-x hash:ip initval 00x1', /'00x1' is not understood/],
    ['add SECG-s 10.0.0.2 comment "x"', /'comment' of an element/],
    ['add SECG-s 10.0.0.2 packets 1 bytes 2', /'packets' of an element/],
    ['create SECG-x hash:net\nadd SECG-x 0.0.0.0/0', /is not an element/],
    ['add SECG-s 0.0.0.0', /is not an element/],
    ['add SECG-six ::', /is not an element/],
    ['create SECG-x hash:net family inet6\nadd SECG-x ::/0', /is not an element/],
    ['create SECG-x hash:net,port\nadd SECG-x 10.0.0.0/8,tcp:80-81', /is not an element/],
    // Under other names than these the shell program does not find the set that it fills.
    ['add "SECG-s" 10.0.0.2', /'SECG-s' does not come right after 'add '/],
    ['add\tSECG-s 10.0.0.2', /does not come right after 'add '/],
    [' add SECG-s 10.0.0.2', /does not come right after 'add '/],
    ['create  SECG-x hash:ip', /does not come right after 'create '/],
    // ipset takes what stands behind 1,023 bytes for the next line.
    [`#${'x'.repeat(1_022)}add SECG-s 6.6.6.6`, /more than 1022 bytes/],
    [`#${'ä'.repeat(511)}add SECG-s 6.6.6.6`, /more than 1022 bytes/],
  ])('%s', (lines, problem) => {
    const script = scriptOf({ sets: `${sets}\n${lines}`, 'rules ipv4': table() });
    const last = lines.split('\n').at(-1)!;
    expect(faultsOf(script)).toEqual([expect.stringMatching(problem)]);
    expect(faultsOf(script)[0]).toMatch(
      new RegExp(`^${lineOf(script, `${lines}\n`) + lines.split('\n').length - 1}: `),
    );
    expect(last).not.toBe('');
  });
});

test('elements that overlap are told by the line of their set', () => {
  for (const lines of [
    'create SECG-x hash:ip\nadd SECG-x 10.0.0.1\nadd SECG-x 10.0.0.1',
    'create SECG-x hash:net\nadd SECG-x 10.0.0.0/8\nadd SECG-x 10.0.0.1',
    'create SECG-x hash:net,port\nadd SECG-x 10.0.0.1,tcp:80\nadd SECG-x 10.0.0.1/32,tcp:80',
    'create SECG-x hash:net family inet6\nadd SECG-x ::1\nadd SECG-x ::1/128',
  ]) {
    const script = scriptOf({ sets: lines, 'rules ipv4': table() });
    expect(faultsOf(script)).toEqual([
      `${lineOf(script, lines)}: elements of set 'SECG-x' overlap, or one is added twice`,
    ]);
  }
});

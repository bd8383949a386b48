import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { script as compiled, type TestHost } from '../target/iptables/host.js';
import { environment, inNamespace, type Scripts } from './in-namespace.js';
import { describeKernel, differences, type Probe, runBatch, SCRIPT } from './lab/index.js';

type Xtables = 'legacy' | 'nft';
const A: TestHost = {
  settings: { log: { prefix: 'drop $(touch canary) ', rate: 5, burst: 10 } },
  interfaces: [
    {
      id: 'eth0',
      ingress: [
        {
          allow: 'tcp/22',
          peers: '10.0.0.1 10.0.0.9 10.1.0.0/16 2001:db8::1 2001:db8:1::/48',
          description: '$(touch canary)',
        },
        { allow: 'tcp/80-81', peers: 'anywhere', description: '`touch canary`\nEND_OF_RULES\ntouch canary' },
        { allow: 'icmp/65280-65281', peers: 'ipv4' },
        { allow: 'icmpv6/32768-33023', peers: 'ipv6' },
        { allow: '50', peers: '10.0.0.0/8 12.1.0.0/16' },
        { allow: '0', peers: 'ipv4' },
        { allow: '51', peers: 'anywhere' },
        { allow: 'udp/53', peers: '0.0.0.0/1 192.0.0.0/2 ::/1 c000::/2' },
      ],
      egress: [{ allow: 'all', peers: 'anywhere' }],
    },
    { id: '-x', trusted: true },
    {
      id: 'eni-0123456789abcdef0',
      addresses: '10.9.0.1 2001:db8::9',
      ingress: [{ allow: 'udp/53', peers: '10.0.0.1 10.0.0.3' }],
    },
  ],
};

/** Shares one set's name with A, which holds something else, and leaves a hook alone. */
const B: TestHost = {
  settings: { forward: 'ignore' },
  interfaces: [
    {
      id: 'eth0',
      ingress: [
        { allow: 'tcp/22', peers: '10.0.0.9 10.0.0.17 2001:db8::9 2001:db8::11' },
        { allow: 'tcp/443', peers: '10.0.0.1 10.0.0.9 10.1.0.0/16 10.3.0.0/16' },
      ],
    },
    { id: 'eth1', ingress: [{ allow: 'tcp/5432', peers: '10.7.0.1' }] },
  ],
};

const FOREIGN = (kind: Xtables) => `for program in iptables-${kind} ip6tables-${kind}; do
  $program -N FOREIGN
  $program -A FOREIGN -p tcp --dport 9 -j RETURN
  $program -A INPUT -j FOREIGN
  $program -A FORWARD -j FOREIGN
done
ipset create foreign hash:ip`;

/** Stands in for a program and fails, but not where it only tries. */
const FAILING =
  '#!/bin/sh\ncase "$*" in *--test*) exec cat >/dev/null ;; *) cat >/dev/null; exit 9 ;; esac\n';

/** Those that are installed, of the shells that systems have as `sh`. */
const shells = ['dash', 'bash --posix', 'busybox sh'].filter(
  (shell) =>
    spawnSync('sh', ['-c', `command -v ${shell.split(' ')[0]}`], { env: environment() }).status === 0,
);

const combinations = (['legacy', 'nft'] as const).flatMap((kind) =>
  [false, true].map((sets) => ({ kind, sets, name: `${kind}${sets ? ' with ipset' : ''}` })),
);

for (const { kind, sets, name } of combinations) {
  const scriptOf = (host: TestHost) => compiled(host, { sets, xtables: kind });
  const state = `state ${kind}`;

  describeKernel(`a script for iptables-${name}`, () => {
    it('loads; loading it again changes nothing; unloading leaves what was there', () => {
      const commands = [
        FOREIGN(kind),
        state,
        'sh a',
        state,
        'sh a',
        state,
        'sh a unload',
        state,
        'sh a unload',
        state,
      ];
      const [, before, first, once, second, twice, third, after, fourth, still] = inNamespace(
        { a: scriptOf(A) },
        [...commands],
      );
      expect([first, second, third, fourth]).toEqual(['', '', '', '']);
      expect(once).toContain(':INPUT DROP\n');
      expect(once).toContain('-A INPUT -j SECG-INPUT\n-A INPUT -j FOREIGN\n');
      expect(once).toContain('-A FOREIGN -p tcp -m tcp --dport 9 -j RETURN\n');
      expect(once).toContain('-A SECG-eth0-in-tcp -p tcp -m tcp --dport 22 -g SECG-eth0-in-tcp-22\n');
      expect(twice).toBe(once);
      expect(after).toBe(before);
      expect(still).toBe(before);
    });

    it('holds the same whatever was loaded before', () => {
      const scripts = { a: scriptOf(A), b: scriptOf(B), other: compiled(A, { sets: !sets, xtables: kind }) };
      const [, alone] = inNamespace(scripts, ['sh b', state]);
      expect(alone).toContain(':FORWARD ACCEPT\n');
      expect(inNamespace(scripts, ['sh a', 'sh b', state])).toEqual(['', '', alone]);
      expect(inNamespace(scripts, ['sh other', 'sh b', state])).toEqual(['', '', alone]);
    });

    it('leaves everything as it was if a rule is not accepted', () => {
      const b = scriptOf(B);
      const broken = b.replace(/^-A SECG-eth1-in -j DROP$/gm, '-A SECG-eth1-in -j NOWHERE');
      expect(broken).not.toBe(b);
      const scripts = { a: scriptOf(A), broken };
      const [, before, failed, after] = inNamespace(scripts, ['sh a', state, 'sh broken', state]);
      expect(failed).toMatch(/not loaded; the firewall is as it was\nstatus 1\n$/);
      expect(after).toBe(before);
      const [clean, refused, still] = inNamespace(scripts, [state, 'sh broken', state]);
      expect(refused).toMatch(/status 1\n$/);
      expect(still).toBe(clean);
    });

    it('puts IPv6 back as it was if IPv4 does not switch after it', () => {
      const scripts = { a: scriptOf(A), b: scriptOf(B), [`iptables-${kind}-restore`]: FAILING };
      const failing = 'PATH=$PWD:$PATH sh b';
      const [, , before, failed, after] = inNamespace(scripts, [
        FOREIGN(kind),
        'sh a',
        state,
        failing,
        state,
      ]);
      expect(failed).toMatch(/not loaded; the firewall is as it was\nstatus 1\n$/);
      expect(after).toBe(before);
      const [, clean, refused, still] = inNamespace(scripts, [FOREIGN(kind), state, failing, state]);
      expect(refused).toMatch(/as it was\nstatus 1\n$/);
      expect(still).toBe(clean);
    });

    it('changes nothing where it cannot read what is there', () => {
      const scripts = { a: scriptOf(A), b: scriptOf(B), [`iptables-${kind}-save`]: '#!/bin/sh\nexit 1\n' };
      const blind = (command: string) => `PATH=$PWD:$PATH ${command}`;
      const commands = ['sh a', state, blind('sh b'), state];
      const [, before, failed, after] = inNamespace(scripts, commands);
      expect(failed).toBe('b: not loaded: what is there cannot be read\nstatus 1\n');
      expect(after).toBe(before);
    });

    it('removes jumps that others added to its chains, too', () => {
      const again = `iptables-${kind} -A FORWARD -j SECG-FORWARD`;
      const commands = [
        state,
        'sh a',
        again,
        'sh a unload',
        state,
        'sh a',
        again,
        'sh b',
        state,
        'sh b unload',
      ];
      const printed = inNamespace({ a: scriptOf(A), b: scriptOf(B) }, [...commands, 'sh b', state]);
      expect(printed[4]).toBe(printed[0]);
      expect(printed[8]).toBe(printed[11]);
    });

    it('does nothing for wrong arguments', () => {
      const commands = ['sh a load', 'sh a unload now', state];
      const [one, two, after] = inNamespace({ a: scriptOf(A) }, commands);
      expect([one, two]).toEqual(['usage: sh a [unload]\nstatus 2\n', 'usage: sh a [unload]\nstatus 2\n']);
      expect(after).not.toContain('SECG');
    });

    it('never runs what a definition says', () => {
      expect(inNamespace({ a: scriptOf(A) }, ['sh a', 'ls', 'sh a unload', 'ls']).join()).not.toContain(
        'canary',
      );
    });

    it.each(shells)('runs in %s', (shell) => {
      const [, expected] = inNamespace({ a: scriptOf(A) }, ['sh a', state]);
      const commands = [`${shell} a`, state, `${shell} a unload`];
      expect(inNamespace({ a: scriptOf(A) }, commands)).toEqual(['', expected, '']);
    });
  });
}

for (const { kind, sets, name } of combinations) {
  const early = (host: TestHost): string =>
    compiled({ ...host, settings: { ...host.settings, earlyDrop: true } }, { sets, xtables: kind });
  const plain = compiled(A, { sets, xtables: kind });
  // B forwards, so that it drops nothing early.
  const other = early({ ...B, settings: {} });
  const both = `for save in iptables-${kind}-save ip6tables-${kind}-save; do
    $save 2>/dev/null | sed -e '/^#/d' -e 's/ \\[.*//'
  done`;
  const foreign = `for program in iptables-${kind} ip6tables-${kind}; do
    $program -t raw -P OUTPUT DROP
    $program -t raw -A PREROUTING -p tcp --dport 9 -j RETURN
  done`;
  const steps = (scripts: Scripts, ...commands: readonly string[]) => inNamespace(scripts, commands);

  describeKernel(`what is dropped early by iptables-${name}`, () => {
    it('loads; loading it again changes nothing; unloading leaves what was there', () => {
      const [, before, first, once, again, twice, last, after] = steps(
        { a: early(A) },
        foreign,
        both,
        'sh a',
        both,
        'sh a',
        both,
        'sh a unload',
        `${both} | sed '/^\\*filter/,/^COMMIT/d; /^\\*raw/!b'`,
      );
      expect([first, again, last]).toEqual(['', '', '']);
      expect(once).toContain(
        '-A PREROUTING -j SECG-PREROUTING\n-A PREROUTING -p tcp -m tcp --dport 9 -j RETURN\n',
      );
      expect(once).toContain('--dport 23:79 -m addrtype --dst-type LOCAL -j SECG-DROP\n');
      expect(twice).toBe(once);
      expect(after).toBe(before);
    });

    it('goes with a script that drops nothing early, which leaves raw tables alone', () => {
      const [, , early1] = steps({ a: early(A), plain }, 'sh a', 'sh plain', both);
      expect(early1).toContain('*raw\n');
      expect(early1).not.toContain('PREROUTING -j');
      const [, alone] = steps({ plain }, 'sh plain', both);
      expect(alone).not.toContain('*raw');
      expect(early1!.replace(/\*raw\n[\s\S]*?COMMIT\n/g, '')).toBe(alone);
    });

    it('is put back if a raw table does not switch, and the rules with it', () => {
      for (const program of [`iptables-${kind}-restore`, `ip6tables-${kind}-restore`]) {
        const failing = `#!/bin/sh
case "$*" in *--test*) ;; *)
  cat >in
  if grep -q '^*raw' in && grep -q -e '--dport 5433:' -e '--dport 23:65535' in; then exit 9; fi
  exec <in ;;
esac
PATH="$REAL" exec ${program} "$@"
`;
        const run = 'export REAL="$PATH"; PATH="$PWD:$PATH" sh b';
        const scripts = { a: early(A), plain, b: other, [program]: failing };
        for (const script of ['a', 'plain']) {
          const [, , before, failed, after] = steps(scripts, foreign, `sh ${script}`, both, run, both);
          expect(failed).toMatch(/not loaded; the firewall is as it was\nstatus 1\n$/);
          expect(after).toBe(before);
        }
      }
    });

    it('is never there but with the rules that it belongs to', () => {
      const spy = (program: string) => `#!/bin/sh
case "$*" in *--test*) ;; *)
  cat >in
  family=$(echo ${program} | sed 's/tables.*//')
  printf '%s %s %s\\n' $family "$(sed -n 's/^*//p' in)" "$(grep -q '^-A SECG' in && echo fills || echo clears)" >>seen
  exec <in ;;
esac
PATH="$REAL" exec ${program} "$@"
`;
      const programs = [`iptables-${kind}-restore`, `ip6tables-${kind}-restore`];
      const spies = Object.fromEntries(programs.map((program) => [program, spy(program)]));
      const spied = (command: string) =>
        `export REAL="$PATH"; rm -f seen; PATH="$PWD:$PATH" sh ${command}; cat seen`;
      const [, loaded, unloaded] = steps(
        { a: early(A), b: other, ...spies },
        'sh a',
        spied('b'),
        spied('b unload'),
      );
      const clears = ['ip6 raw clears', 'ip raw clears'];
      const fills = (table: string) => [`ip6 ${table} fills`, `ip ${table} fills`];
      expect(loaded!.trim().split('\n')).toEqual([...clears, ...fills('filter'), ...fills('raw')]);
      expect(unloaded!.trim().split('\n')).toEqual([...clears, 'ip6 filter clears', 'ip filter clears']);
    });
  });
}

describeKernel('sets', () => {
  const a = compiled(A, { sets: true, xtables: 'nft' });
  const state = 'state nft';

  it('are as they were if one of another kind stands in the way', () => {
    const b = compiled(B, { sets: true, xtables: 'nft' });
    const swapped = 'ipset create SECG-eth0-in-tcp-443-v4-net hash:net family inet6';
    const commands = ['sh a', swapped, state, 'sh b', state];
    const [, , before, failed, after] = inNamespace({ a, b }, commands);
    expect(failed).toMatch(/not loaded; the firewall is as it was\nstatus 1\n$/);
    expect(after).toBe(before);
  });

  it('are as they were if a new one cannot hold its elements', () => {
    const full = a.replaceAll('maxelem 65536', 'maxelem 1');
    const [, before, failed, after] = inNamespace({ a, full }, ['sh a', state, 'sh full', state]);
    expect(failed).toMatch(/Hash is full[\s\S]*as it was\nstatus 1\n$/);
    expect(after).toBe(before);
  });

  it('hold only what they held and shall hold, while the rules are switched', () => {
    const b = compiled(B, { sets: true, xtables: 'nft' });
    const spy = (program: string) =>
      `#!/bin/sh\ncase "$*" in *--test*) ;; *) ipset save | grep -- 'SECG-eth0-in-tcp-22-v4-ip 1' >>seen ;; esac\nPATH="$REAL" exec ${program} "$@"\n`;
    const scripts = Object.fromEntries(
      ['iptables-nft-restore', 'ip6tables-nft-restore'].map((program) => [program, spy(program)]),
    );
    const spied = 'export REAL="$PATH"; PATH="$PWD:$PATH" sh b; cat seen';
    const after = "ipset save | grep -- 'SECG-eth0-in-tcp-22-v4-ip 1' | sort";
    const [loaded, seen, end] = inNamespace({ a, b, ...scripts }, ['sh a', spied, after]);
    const add = (address: string) => `add SECG-eth0-in-tcp-22-v4-ip ${address}\n`;
    expect([loaded, seen, end]).toEqual(['', add('10.0.0.9').repeat(2), add('10.0.0.17') + add('10.0.0.9')]);
  });

  it('that were left by a run that was killed do not matter', () => {
    const left = 'ipset create SECG+eth0-in-tcp-22-v4-ip hash:net; ipset create SECG=x hash:ip';
    const [, alone] = inNamespace({ a }, ['sh a', state]);
    expect(inNamespace({ a }, [left, 'sh a', state])).toEqual(['', '', alone]);
  });
});

describeKernel('what -p and --icmp-type cannot say', () => {
  const PEER = '203.0.113.9';
  const host: TestHost = {
    settings: { invalid: 'ignore' },
    interfaces: [
      {
        id: 'eth0',
        ingress: [
          { allow: '0', peers: PEER },
          { allow: 'icmp/65281-65282', peers: PEER },
          { allow: 'icmp/1024-1279', peers: PEER },
        ],
      },
    ],
  };
  const plan = { interfaces: [{ device: 'eth0', addresses: ['10.0.1.10'] }] };
  const probe = { direction: 'ingress', device: 'eth0', family: 'ipv4', destination: '10.0.1.10' } as const;
  const icmp = [0, 3, 4, 5, 254, 255].flatMap((type) =>
    [0, 1, 2, 3, 255].map((code) => ({ protocol: 1, type, code })),
  );
  const packets = [...icmp, { protocol: 0 }, { protocol: 2 }, { protocol: 255 }];
  const probes: readonly Probe[] = [PEER, '203.0.113.10'].flatMap((source, at) =>
    packets.map((packet, i) => ({ ...probe, ...packet, source, id: at * packets.length + i + 1 })),
  );
  const allowed = ({ source, protocol, type, code }: Probe) =>
    source === PEER && (protocol === 0 || type === 4 || (type === 255 && (code === 1 || code === 2)));

  it('is said exactly', async () => {
    const runs = combinations.map(({ kind, sets, name }) => ({
      name,
      script: compiled(host, { sets, xtables: kind }),
      load: ['sh', SCRIPT],
      unload: ['sh', SCRIPT, 'unload'],
      probes,
    }));
    const results = await runBatch(plan, runs);
    const wrong = runs.flatMap((run, i) => differences(run, results[i]!, allowed));
    expect(wrong).toEqual([]);
  });
});

describeKernel('a table that iptables cannot show (40)', () => {
  const families = ['ip', 'ip6'] as const;
  const made = (family: string, table: string) =>
    `nft 'table ${family} ${table} { chain X { ct state vmap { established : accept, invalid : drop }; }; }'`;

  it.each(families.flatMap((family) => ['filter', 'raw'].map((table) => ({ family, table }))))(
    '$family $table stops a load and an unload before anything is touched',
    ({ family, table }) => {
      const scripts = { a: compiled(A, { sets: true, xtables: 'nft' }) };
      const all = 'nft list ruleset | sed "s/packets .*//"; ipset save';
      const printed = inNamespace(scripts, [made(family, table), all, 'sh a', all]);
      const [, before, failed, after] = printed;
      expect(failed).toContain(`a: table '${family} ${table}' holds what iptables cannot show: move that`);
      expect(failed).toMatch(/a: not loaded: what is there cannot be read\nstatus 1\n$/);
      expect(after).toBe(before);
      const loaded = inNamespace(scripts, ['sh a', made(family, table), all, 'sh a unload', all]);
      expect(loaded[3]).toMatch(
        /cannot show[\s\S]*a: not unloaded: what is there cannot be read\nstatus 1\n$/,
      );
      expect(loaded[4]).toBe(loaded[2]);
    },
  );
});

for (const kind of ['legacy', 'nft'] as const) {
  const a = compiled(A, { sets: false, xtables: kind });

  describeKernel(`beside others, a script for iptables-${kind}`, () => {
    it('puts its jump first again, and back where it was if that fails', () => {
      const before = `for i in 1 2; do iptables-${kind} -I INPUT -p tcp --dport $i -j ACCEPT; done`;
      const jumps = `iptables-${kind}-save -t filter | grep '^-A INPUT'`;
      const failing = `#!/bin/sh
case "$*" in *--test*) ;; *) if [ ! -e failed ]; then touch failed; ip6tables-${kind} -L >/dev/null; PATH="$REAL" iptables-${kind}-restore "$@"; exit 9; fi ;; esac
PATH="$REAL" exec iptables-${kind}-restore "$@"
`;
      const run = 'export REAL="$PATH"; PATH="$PWD:$PATH" sh a';
      const scripts = { a, [`iptables-${kind}-restore`]: failing };
      const [, , moved, failed, back, loaded, first] = inNamespace(scripts, [
        'sh a',
        before,
        jumps,
        run,
        jumps,
        'sh a',
        jumps,
      ]);
      expect(failed).toBe('a: not loaded; the firewall is as it was\nstatus 1\n');
      expect(back).toBe(moved);
      expect(moved).toMatch(/--dport 2 .*\n.*--dport 1 .*\n-A INPUT -j SECG-INPUT\n$/);
      expect(loaded).toBe('');
      expect(first).toMatch(/^-A INPUT -j SECG-INPUT\n.*--dport 2 .*\n.*--dport 1 .*\n$/);
    });

    it('waits for another run, also where /run cannot be written', () => {
      const wait = (file: string) =>
        `flock ${file} sh -c 'sleep 2; echo first' & sleep 1; sh a; echo second; wait`;
      const [, one, , two] = inNamespace({ a }, [
        'touch /run/secgroup.lock',
        wait('/run/secgroup.lock'),
        'mount -o remount,ro /run',
        kind === 'nft' ? `rm -f /run/secgroup.lock; sh a; echo second` : 'echo second',
      ]);
      expect(one).toBe('first\nsecond\n');
      expect(two).toContain('second\n');
    });
  });
}

describeKernel('a kernel without IPv6', () => {
  const a = compiled(A, { sets: false, xtables: 'legacy' });
  const scripts = (message: string) => ({
    a,
    'ip6tables-legacy-save': `#!/bin/sh\necho 'ip6tables-save: Cannot initialize: ${message}' >&2\nexit 1\n`,
  });
  const run = 'PATH="$PWD:$PATH" sh a';
  const ipv4 = 'iptables-legacy-save | grep -c SECG-';

  it('gets the rules of IPv4, and both are told', () => {
    const texts = scripts('Address family not supported by protocol');
    const [loaded, rules, unloaded, none] = inNamespace(texts, [run, ipv4, `${run} unload`, ipv4]);
    expect(loaded).toMatch(/a: this kernel has no IPv6: only IPv4 matters here\n$/);
    expect(Number(rules)).toBeGreaterThan(10);
    expect(unloaded).toMatch(/only IPv4 matters here\n$/);
    expect(none).toMatch(/^0\n/);
  });

  it('is not what any other failure means, or addresses of IPv6 on a device', () => {
    const address = 'ip link add d0 type veth peer d1; ip -6 addr add 2001:db8::1/64 dev d0';
    for (const [message, first] of [
      ['Permission denied', ':'],
      ['Address family not supported by protocol', address],
    ] as const) {
      const [, refused, rules] = inNamespace(scripts(message), [first, run, ipv4]);
      expect(refused).toMatch(/a: not loaded: what is there cannot be read\nstatus 1\n$/);
      expect(rules).toMatch(/^0\n/);
    }
  });
});

import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, it } from 'vitest';
import { type Built, buildProgram } from '../support/built.js';
import { compileText } from '../support/compile.js';
import { withFiles } from '../support/definition.js';
import { inTurn } from '../support/sample.js';
import { backends, type Loading, mixedBackends } from './backends.js';
import { describeKernel, SCRIPT } from './rig/index.js';
import { commandLine, programEnvironment } from './rig/shell.js';

let built: Built;

beforeAll(async () => {
  built = await buildProgram();
});

const definition = `
groups:
  g:
    ingress: [{ allow: tcp/22, from: [10.0.0.0/8, 192.0.2.7, 192.0.2.9, '2001:db8::/32'] }]
    egress: [{ allow: all, to: anywhere }]
hosts:
  dut: { interfaces: { eth0: { addresses: [10.0.1.10], groups: [g] } } }
`;

const early = definition.replace('dut: {', 'dut: { earlyDrop: true,');

const routing = definition.replace('dut: {', 'dut: { forward: ignore,');

interface Verified {
  readonly status: number | undefined;
  readonly stderr: string;
  /** What the commands print. */
  readonly stdout: string;
}

interface Case {
  readonly definition?: string;
  /** Shell commands behind loading, in the same namespace. */
  readonly commands?: string;
  /** Shell commands behind verifying. */
  readonly last?: string;
  readonly load?: boolean;
}

/** Loads the script of a backend into a namespace of its own, runs commands there, and verifies what is then loaded. */
async function verifyLive(
  backend: Loading,
  { definition: text = definition, commands = '', last = '', load: loads = true }: Case,
): Promise<Verified> {
  return withScript(backend, text, ({ loading, verifying }) =>
    inOwnNamespace([
      ...['set -e', loads ? loading : '', commands],
      ...['set +e', verifying, 'status=$?', last, 'exit $status'],
    ]),
  );
}

/** The same for several commands over iptables, each behind what was loaded first: what the one before it has changed is put back. */
async function verifyEach(
  backend: Loading,
  commands: readonly string[],
): Promise<readonly Pick<Verified, 'status' | 'stderr'>[]> {
  const { keep, back } = keeping(backend);
  return withScript(backend, definition, async ({ loading, verifying }) => {
    const steps = commands.map(
      (command) => `( set -e\n${command}\n)
( set +e\n${verifying} 2>&1\necho "\nstatus $?" )
${back}`,
    );
    const { status, stdout, stderr } = await inOwnNamespace(['set -e', loading, keep, ...steps]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const ends = [...stdout.matchAll(/([\s\S]*?)\nstatus (\d+)(?:\n|$)/g)];
    return ends.map(([, said, end]) => ({ stderr: said!, status: Number(end) }));
  });
}

/** Commands that keep the rules of filter tables and the elements of sets, and put them back. */
function keeping({ options }: Loading) {
  const each = (command: (program: string) => string) =>
    ['iptables', 'ip6tables'].map((program) => command(`${program}-${options.xtables}`)).join('\n');
  return {
    keep: `${each((program) => `${program}-save -t filter 2>/dev/null >/run/${program}`)}
ipset save | sed -n 's/^create \\(\\S*\\) .*/flush \\1/p; /^add/p' >/run/sets`,
    back: `${each((program) => `${program}-restore </run/${program}`)}\nipset restore </run/sets`,
  };
}

interface Commands {
  readonly loading: string;
  readonly verifying: string;
}

async function withScript<T>(
  { options, load }: Loading,
  text: string,
  use: (commands: Commands) => Promise<T>,
): Promise<T> {
  const script = await compileText(text, options);
  return withFiles({ 'd.yaml': text, script: script.text }, (folder) => {
    const xtables = 'xtables' in options ? ['--xtables', options.xtables!] : [];
    const args = ['verify', '--live', path.join(folder, 'd.yaml'), '-t', options.target, ...xtables];
    const words = load.map((word) => (word === SCRIPT ? path.join(folder, 'script') : word));
    return use({
      loading: commandLine(words),
      verifying: commandLine([process.execPath, built.main, ...args]),
    });
  });
}

const inOwnNamespace = (lines: readonly string[]): Promise<Verified> =>
  finished(['-Urnm', '--', 'sh', '-c', ['mount -t tmpfs tmpfs /run', ...lines].join('\n')]);

async function finished(args: readonly string[]): Promise<Verified> {
  const { exitCode, stderr, stdout } = await execa('unshare', args, {
    env: programEnvironment(),
    reject: false,
  });
  return { status: exitCode, stderr, stdout };
}

const named = (name: string) => backends.find((backend) => backend.name === name)!;

const nftables = named('nftables');

const overXtables = backends.filter(({ name }) => name !== 'nftables');

/** What `iptables` and `ip6tables` mean in commands. */
const aliases = ({ options }: Loading) =>
  `iptables() { iptables-${options.xtables} "$@"; }; iptables_restore() { iptables-${options.xtables}-restore --noflush; }; ip6tables() { ip6tables-${options.xtables} "$@"; }\n`;

const turn = inTurn(mixedBackends);
const xtablesTurn = inTurn(overXtables);

describeKernel('verify --live', () => {
  it.each(turn())('proves what is loaded, and says that nothing is: $name', async (backend) => {
    expect(await verifyLive(backend, {})).toEqual({
      status: 0,
      stdout: '',
      stderr: 'what is loaded here: enforces exactly the definition for host dut',
    });
    expect(await verifyLive(backend, { load: false })).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('error[nothing-loaded]: the kernel has no '),
    });
  });

  it.each(turn())('proves early drops too, whatever others do before tracking: $name', async (backend) => {
    const commands =
      backend === nftables ? '' : `${aliases(backend)} iptables -t raw -I PREROUTING -p udp -j NOTRACK`;
    const { status, stderr } = await verifyLive(backend, { definition: early, commands });
    expect(stderr).toContain('what is loaded here: enforces exactly the definition');
    if (backend !== nftables) expect(stderr).toContain('rules of others are in table raw of IPv4');
    expect(status).toBe(0);
  });

  it.each(turn())('makes nothing by looking: $name', async (backend) => {
    const last = 'cat /proc/net/ip_tables_names /proc/net/ip6_tables_names; nft list ruleset; ipset list -n';
    const { status, stdout } = await verifyLive(backend, { load: false, last });
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
  });

  it.each(turn())('leaves what is loaded as it is: $name', async (backend) => {
    const list = 'nft list ruleset; cat /proc/net/ip_tables_names /proc/net/ip6_tables_names; ipset save';
    const { status, stdout } = await verifyLive(backend, {
      commands: `${list}; echo ---`,
      last: list,
    });
    const [before, after] = stdout.split('\n---\n');
    expect(status).toBe(0);
    expect(before).not.toBe('');
    expect(after).toBe(before);
  });
});

describeKernel('verify --live of nftables', () => {
  const rows: readonly (readonly [what: string, command: string, said: string])[] = [
    [
      'a rule more',
      'nft insert rule inet secgroup input iifname eth0 ip saddr 203.0.113.7 tcp dport 99 accept',
      'the script accepts tcp/99 from 203.0.113.7 into eth0; no rule allows it',
    ],
    [
      'a rule in front, which drops',
      'nft insert rule inet secgroup input ip saddr 10.9.0.0/16 tcp dport 22 drop',
      "the script drops tcp/22 from 10.9.0.0/16 into eth0; ingress rule 1 of group 'g' allows it",
    ],
    [
      'an element less',
      `nft -a list chain inet secgroup eth0-in-tcp4-22 | sed -n 's/^.*192.0.2.7.*handle //p' > /run/handle
      nft replace rule inet secgroup eth0-in-tcp4-22 handle "$(cat /run/handle)" ip saddr 192.0.2.9 accept`,
      "the script drops tcp/22 from 192.0.2.7 into eth0; ingress rule 1 of group 'g' allows it",
    ],
    [
      'a hook without its last rule, and with another policy',
      `nft flush chain inet secgroup forward
      nft 'chain inet secgroup forward { policy accept; }'`,
      'the script accepts everything; the host forwards nothing',
    ],
    [
      'a base chain more',
      `nft 'add chain inet secgroup early { type filter hook prerouting priority -300; }'
      nft add rule inet secgroup early ip saddr 192.0.2.9 drop`,
      'the script drops everything from 192.0.2.9 into lo; the loopback device is open',
    ],
    [
      'a table that is asleep',
      `nft 'table inet secgroup { flags dormant; }'`,
      "table 'inet secgroup' is dormant, so it filters nothing",
    ],
    // nft lists the second rule without its family: every port is open to IPv6.
    [
      'a rule that is not as nft lists it',
      `nft flush chain inet secgroup eth0-in
      nft add rule inet secgroup eth0-in meta nfproto ipv4 tcp dport 22 goto eth0-in-tcp4-22
      nft add rule inet secgroup eth0-in ct l3proto ipv4 tcp dport != 22 drop
      nft add rule inet secgroup eth0-in meta l4proto tcp ip6 saddr 2001:db8::/32 accept`,
      "of chain 'eth0-in' is not as nft lists it: 'ct l3protocol' is asked for too",
    ],
    [
      'a rule that is not understood',
      'nft insert rule inet secgroup input meta mark 7 accept',
      "error[not-understood]: cannot be proven: 'meta mark'",
    ],
  ];
  it.each(inTurn(rows, 4)())('refuses %s', async (_, commands, said) => {
    const { status, stderr } = await verifyLive(nftables, { commands });
    expect(stderr).toContain(said);
    expect(status).toBe(4);
  });

  it('tells what else is loaded, which can accept nothing that is dropped', async () => {
    const commands = `
      nft add table inet of_others
      nft add table ip other
      nft 'add chain ip other prerouting { type nat hook prerouting priority -100; }'
      nft 'add chain ip other input { type filter hook input priority -10; }'
      nft add rule ip other input accept
      iptables-legacy -A INPUT -s 192.0.2.7 -j DROP`;
    expect(await verifyLive(nftables, { commands })).toEqual({
      status: 0,
      stdout: '',
      stderr: [
        "warning[others-loaded]: table 'inet of_others' of nftables is loaded, which no hook calls",
        "warning[others-loaded]: table 'ip other' of nftables is loaded (prerouting, input): it can drop packets, or change them, and accepts none that is dropped here",
        "warning[others-loaded]: table 'ip filter' of iptables-legacy is loaded: it can drop packets, or change them",
        'what is loaded here: enforces exactly the definition for host dut',
      ].join('\n'),
    });
  });
});

/** What a container's published port is to the kernel. */
describeKernel('verify --live tells of translated ports, which no group is asked about', () => {
  it.each<[how: string, command: string, backend: (typeof backends)[number]]>([
    [
      'nft',
      `nft add table ip docker
      nft 'add chain ip docker pre { type nat hook prerouting priority -100; }'
      nft add rule ip docker pre tcp dport 5432 dnat to 172.17.0.2:5432`,
      nftables,
    ],
    [
      'iptables-nft',
      'iptables-nft -t nat -A PREROUTING -p tcp --dport 5432 -j DNAT --to-destination 172.17.0.2',
      nftables,
    ],
    ...xtablesTurn().map((backend): [string, string, (typeof backends)[number]] => [
      `iptables, beside ${backend.name}`,
      `${aliases(backend)} iptables -t nat -A PREROUTING -p tcp --dport 5432 -j REDIRECT --to-ports 5433`,
      backend,
    ]),
  ])('of %s', async (_, commands, backend) => {
    const { status, stderr } = await verifyLive(backend, { definition: routing, commands });
    expect(stderr).toContain('warning[forward-ignored]');
    expect(stderr).toMatch(
      /translates? where packets go, and what (it sends|they send) on passes the forward hook/,
    );
    expect(status).toBe(0);
  });
});

describeKernel('verify --live of iptables and ipset', () => {
  it.each(xtablesTurn())('refuses what is wider or narrower: $name', async (backend) => {
    const rows: readonly [command: string, said: string][] = [
      [
        'iptables -I INPUT -j ACCEPT',
        'the script accepts tcp/0-21, tcp/23-65535 over ipv4 into eth0; no rule allows it',
      ],
      [
        'ip6tables -I INPUT -i eth0 -p tcp --dport 99 -j ACCEPT',
        'the script accepts tcp/99 over ipv6 into eth0; no rule allows it',
      ],
      // In a chain of the kernel's own, to return is to leave the packet to the policy.
      [
        'iptables -P INPUT ACCEPT; iptables -I INPUT -i eth0 -p tcp --dport 99 -j RETURN',
        'the script accepts tcp/99 over ipv4 into eth0',
      ],
      [
        'iptables -N mine; iptables -A mine -s 192.0.2.99 -j ACCEPT; iptables -I INPUT -i eth0 -p tcp --dport 99 -j mine',
        'the script accepts tcp/99 from 192.0.2.99 into eth0',
      ],
      [
        'iptables -I INPUT -m string --algo bm --string x -j ACCEPT',
        'error[not-understood]: cannot be proven: ',
      ],
      [
        `iptables -I INPUT -m comment --comment 'a
b -j DROP' -j ACCEPT`,
        'error[not-understood]',
      ],
      // Lets all through, and is listed like what logs.
      [
        `printf '*filter\\n:LOG - [0:0]\\n-A LOG -j ACCEPT\\nCOMMIT\\n' | iptables_restore; iptables -I INPUT -j LOG`,
        "a chain is called 'LOG'",
      ],
      // A line break in a comment makes a rule of ours out of a chain that nothing calls.
      [
        `iptables -F SECG-FORWARD; iptables -P FORWARD ACCEPT; iptables -N foo; iptables -A foo -m comment --comment 'x
-A SECG-FORWARD -j DROP
#'`,
        'is no line that a program lists by itself',
      ],
      [
        'iptables -P FORWARD ACCEPT; iptables -D FORWARD -j SECG-FORWARD',
        'the script accepts everything over ipv4; the host forwards nothing',
      ],
      [
        'iptables -I SECG-INPUT -i eth0 -p tcp --dport 22 -s 10.9.0.0/16 -j DROP',
        "the script drops tcp/22 from 10.9.0.0/16 into eth0; ingress rule 1 of group 'g' allows it",
      ],
      // What the firewall leaves to others is not left out.
      [
        'iptables -I SECG-INPUT -i eth0 -p tcp --dport 99 -j RETURN; iptables -A INPUT -m string --algo bm --string x -j ACCEPT',
        'the script may accept or drop tcp/99 over ipv4 into eth0; no rule allows it',
      ],
    ];
    const tried = inTurn(rows, 3)();
    const commands = tried.map(([command]) => aliases(backend) + command);
    expect(await verifyEach(backend, commands)).toEqual(
      tried.map(([, said]) => ({ status: 4, stderr: expect.stringContaining(said) })),
    );
  });

  it.each(inTurn(overXtables.filter(({ options }) => options.target === 'ipset'))())(
    'refuses an element more and one less: $name',
    async (backend) => {
      const set = (element: string) =>
        `set=$(ipset save | sed -n 's,^add \\(\\S*\\) ${element}.*,\\1,p' | head -1); test -n "$set"`;
      const [more, less] = await verifyEach(backend, [
        `${set('192.0.2.7')}; ipset add "$set" 192.0.2.44`,
        `${set('192.0.2.7')}; ipset del "$set" 192.0.2.7`,
      ]);
      expect(more!.stderr).toContain(
        'the script accepts tcp/22 from 192.0.2.44 into eth0; no rule allows it',
      );
      expect(less!.stderr).toContain(
        "the script drops tcp/22 from 192.0.2.7 into eth0; ingress rule 1 of group 'g' allows it",
      );
      expect([more!.status, less!.status]).toEqual([4, 4]);
    },
  );

  it.each(xtablesTurn())('tells what else is loaded, and whether it can accept: $name', async (backend) => {
    const commands = `${aliases(backend)}
      iptables -N f2b
      iptables -A f2b -s 192.0.2.7 -m string --algo bm --string x -j REJECT
      iptables -A f2b -j RETURN
      iptables -I INPUT -p tcp -m multiport --dports 22,80 -j f2b
      iptables -A INPUT -m string --algo bm --string x -j ACCEPT
      ip6tables -A OUTPUT -j ACCEPT
      iptables -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
      ipset create theirs list:set
      nft add table inet other`;
    const { status, stderr } = await verifyLive(backend, { commands });
    const told = stderr
      .split('\n')
      .filter((line) => line.startsWith('warning') && !/iptables-legacy/.test(line));
    expect(told.sort()).toEqual(
      [
        'chains of others are in table filter of IPv4: f2b',
        'rules of others are in INPUT of IPv4: they come after the firewall, which leaves nothing to them if this is proven',
        'rules of others are in INPUT of IPv4: they come before the firewall, and can drop packets that it accepts',
        'rules of others are in OUTPUT of IPv6: they come after the firewall, which leaves nothing to them if this is proven',
        'rules of others are in table nat of IPv4: they can drop packets, or change them; some translate where packets go, and what they send on passes the forward hook',
        "table 'inet other' of nftables is loaded: it can drop packets, or change them",
      ].map((line) => `warning[others-loaded]: ${line}`),
    );
    expect(stderr).toContain('what is loaded here: enforces exactly the definition');
    expect(status).toBe(0);
  });

  it.each(xtablesTurn())('leaves a hook to others that the definition ignores: $name', async (backend) => {
    const commands = `${aliases(backend)}
      iptables -P FORWARD DROP
      iptables -A FORWARD -m string --algo bm --string x -j ACCEPT`;
    const { status, stderr } = await verifyLive(backend, { definition: routing, commands });
    expect(stderr).toContain(
      'rules or a policy of others are in FORWARD of IPv4: the definition ignores that hook',
    );
    expect(status).toBe(0);
  });

  // iptables-save shows these as `--icmp-type 8`, `-s 10.0.0.1`, `--dport 23`, and as if the kernel called the table.
  const made = [
    'nft insert rule ip filter SECG-INPUT icmp type != 8 accept',
    "nft insert rule ip filter SECG-INPUT 'ip saddr > 10.0.0.1' accept",
    'nft insert rule ip filter SECG-INPUT tcp dport 22 tcp dport 23 drop',
    "nft add table ip filter '{ flags dormant; }'",
  ];
  it.each(inTurn(made, 2)())('refuses what iptables cannot have made: %s', async (commands) => {
    const { status, stderr } = await verifyLive(named('iptables-nft'), { commands });
    expect(stderr).toContain("table 'ip filter' holds what nft has put into it");
    expect(status).toBe(4);
  });

  it.each(inTurn(overXtables.filter(({ options }) => options.xtables === 'nft'))())(
    'refuses what nft has put between, which iptables-save shows as something else: $name',
    async (backend) => {
      const commands = `
        nft 'add set ip filter few { type ipv4_addr; }'
        nft insert rule ip filter SECG-INPUT ip saddr @few drop`;
      const { status, stderr } = await verifyLive(backend, { commands });
      expect(stderr).toContain(
        "error[not-understood]: cannot be proven: table 'ip filter' holds what nft has put into it",
      );
      expect(status).toBe(4);
    },
  );
});

describeKernel('verify --live and names that iptables-save prints as they are', () => {
  // The first is for a device that no kernel has, and the others accept; they are listed like the rule of ours, and like rules that log.
  const rows: readonly [command: string, said: RegExp][] = [
    [
      `n=$(iptables -S SECG-INPUT | grep -n -- '-i lo -j ACCEPT$' | cut -d : -f 1)
      iptables -R SECG-INPUT $((n - 1)) -i 'lo -j ACCEPT' 2>/dev/null`,
      /iptables has no rule as it is listed: -A SECG-INPUT -i lo -j ACCEPT|holds what nft has put into it/,
    ],
    [
      `iptables -N q; iptables -I INPUT -m hashlimit --hashlimit-upto 5/sec --hashlimit-name 'x -j LOG
-A q -s 192.0.2.1' -j ACCEPT`,
      /a name in '\/proc\/net\/ipt_hashlimit' has a blank or a line break|: a name may hold a line break/,
    ],
    [
      `iptables -N q; iptables -I INPUT -m recent ! --rcheck --name 'x -j LOG
-A q -m comment --comment "' -m recent ! --rcheck --name '" -j LOG
-A q -m recent --set --name y' -j ACCEPT`,
      /a name in '\/proc\/net\/xt_recent' has a blank or a line break/,
    ],
  ];
  it.each(xtablesTurn())('refuses what looks like another rule: $name', async (backend) => {
    const tried = await verifyEach(
      backend,
      rows.map(([command]) => aliases(backend) + command),
    );
    expect(tried).toEqual(rows.map(([, said]) => ({ status: 4, stderr: expect.stringMatching(said) })));
  });

  it.each(xtablesTurn())('takes lists of others as they are: $name', async (backend) => {
    const commands = `${aliases(backend)}
      iptables -I INPUT -m hashlimit --hashlimit-above 5/sec --hashlimit-name ssh -j DROP
      iptables -I INPUT -m recent --set --name seen
      ip6tables -I INPUT -i eth0 -m recent --rcheck --name seen -j DROP`;
    const { status, stderr } = await verifyLive(backend, { commands });
    expect(stderr).toContain('what is loaded here: enforces exactly the definition');
    expect(status).toBe(0);
  });
});

// nft 1.0.6 stops in the middle of its listing where a table has flags.
describeKernel('verify --live beside a table of others that is dormant', () => {
  it.each(turn())('$name', async (backend) => {
    const commands = `nft 'table ip sleeping { flags dormant; chain x { type filter hook input priority -5; policy drop; }; }'`;
    const { status, stderr } = await verifyLive(backend, { commands });
    expect(stderr).toContain("table 'ip sleeping' of nftables is");
    expect(stderr).toContain('what is loaded here: enforces exactly the definition');
    expect(status).toBe(0);
  });
});

describeKernel('verify --live says what is missing', () => {
  const command = (...args: readonly string[]) => [process.execPath, built.main, 'verify', '--live', ...args];

  it('to others than root', async () => {
    await withFiles({ 'd.yaml': definition }, async (folder) => {
      const { status, stderr } = await finished(['-U', '--', ...command(`${folder}/d.yaml`)]);
      expect({ status, stderr }).toEqual({
        status: 3,
        stderr: 'secgroup: only root sees what the kernel holds: run this with sudo, or as root',
      });
    });
  });

  it.each([
    ['nftables', 'nft'],
    ['iptables', 'ip6tables-save'],
  ])('where there is no program for %s', async (target, program) => {
    await withFiles({ 'd.yaml': definition }, async (folder) => {
      const hidden = `mount -t tmpfs tmpfs "$(dirname "$(command -v ${program})")"\nexec "$@"`;
      const verify = command(`${folder}/d.yaml`, '-t', target);
      const { status, stderr } = await finished(['-Urnm', '--', 'sh', '-ec', hidden, 'sh', ...verify]);
      expect({ status, stderr }).toEqual({
        status: 3,
        stderr: `secgroup: ${program} is not installed, and only it lists what the kernel holds`,
      });
    });
  });
});

import { expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { aliases, named, overXtables, routing, verifyEach, verifyLive } from './support.js';

const xtablesTurn = inTurn(overXtables, 1, 1);

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

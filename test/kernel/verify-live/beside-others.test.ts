import { expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { type backends, mixedBackends } from '../backends.js';
import { describeKernel } from '../rig/index.js';
import { aliases, nftables, overXtables, routing, verifyLive } from './support.js';

const turn = inTurn(mixedBackends, 1, 4);
const xtablesTurn = inTurn(overXtables);

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

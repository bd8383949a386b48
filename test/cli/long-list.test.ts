import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';
import { longListDefinition } from '../support/long-list.js';

const run = (definition: string, ...command: readonly string[]) =>
  withFiles(definition, (folder) => secgroup(...command, `${folder}/d.yaml`));

interface Shown {
  readonly interfaces: readonly {
    readonly ingress: readonly {
      readonly traffic: string;
      readonly peers: readonly string[];
      readonly rules: readonly { readonly direction: string; readonly number: number }[];
    }[];
  }[];
}

describe('ports that share a long list', () => {
  test.each([
    // A set of nftables looks at the source or at the destination, so the list is there for each of both.
    ['nftables', 120 + 80],
    ['ipset', 120],
  ])('%s: it exists once, and the naive product is told', async (target, elements) => {
    const { stdout } = await run(longListDefinition(), 'compile', '--target', target, '--json');
    const { stats } = (JSON.parse(stdout) as { scripts: readonly { stats: Record<string, number> }[] })
      .scripts[0]!;
    // Ten ports and one of egress, with 40 networks in each family and an address of their own but for egress; two ports more.
    expect(stats).toMatchObject({ elements, naiveElements: 10 * 82 + 80 + 2 * 41 });
  });

  test('show tells all peers of each entry, and every rule behind it', async () => {
    const extra = '{ allow: tcp/1001-1003, from: list:long }';
    const { stdout } = await run(longListDefinition(extra), 'show', 'dut', '--json');
    const [{ ingress }] = (JSON.parse(stdout) as Shown).interfaces as [Shown['interfaces'][number]];
    const told = ingress.map(({ traffic, peers, rules }) => ({
      traffic,
      peers: peers.length,
      own: peers.filter((peer) => peer.startsWith('203.0.113.')),
      rules: rules.map(({ direction, number }) => `${direction} ${number}`),
    }));
    const entry = (traffic: string, n: number, ...rules: readonly string[]) => ({
      traffic,
      peers: 82,
      own: [`203.0.113.${n}`],
      rules: [`ingress ${n}`, ...rules],
    });
    expect(told.filter(({ traffic }) => !traffic.startsWith('tcp/3'))).toEqual([
      entry('tcp/1001', 1, 'ingress 8'),
      entry('tcp/1002', 2, 'ingress 8'),
      entry('tcp/1003', 3, 'ingress 8'),
      entry('tcp/1004', 4),
      entry('tcp/1005', 5),
      ...[1, 2, 3, 4, 5].map((n) => entry(`udp/${2_000 + n}`, n)),
    ]);
  });

  test('check names the rule that makes another redundant', async () => {
    const extra = "{ allow: udp/2004, from: [10.4.0.0/17, 203.0.113.4, '2001:db8:7::/48'] }";
    const { stderr } = await run(longListDefinition(extra), 'check');
    expect(stderr).toMatch(/advice\[redundant-rule\]/);
    expect(stderr).toMatch(/this rule covers it\n.*tcp\/1004, udp\/2004\]/);
    expect(stderr).not.toMatch(/tcp\/1003/);
  });

  test('check says nothing of a rule that adds one address', async () => {
    const extra = '{ allow: udp/2004, from: [10.4.0.0/17, 203.0.113.5] }';
    expect((await run(longListDefinition(extra), 'check')).stderr).not.toMatch(/redundant-rule/);
  });
});

import path from 'node:path';
import { expect, it } from 'vitest';
import { compileText } from '../support/compile.js';
import { withFiles } from '../support/definition.js';
import { inTurn } from '../support/sample.js';
import { backends, type Loading } from './backends.js';
import { type Flood, flood, floodPlan, PEER } from './flood.js';
import { floodDefinitions } from './flood-definitions.js';
import { describeKernel, openLab, SCRIPT } from './rig/index.js';
import { commandLine } from './rig/shell.js';

/** Seconds of flood for a row. CI takes a sample; a long run is `SECGROUP_FLOOD=60 npm run test:kernel -- load-flood`. */
const SECONDS = Number(process.env.SECGROUP_FLOOD ?? 1);

const [one, two] = floodDefinitions;

function loading({ load }: Loading, file: string): string {
  return commandLine(load.map((word) => (word === SCRIPT ? file : word)));
}

/** Loads both in turn, again and again, and says what became of the flood. */
async function floodOver(backend: Loading): Promise<Flood> {
  const [a, b] = await Promise.all([one, two].map((text) => compileText(text, backend.options)));
  const lab = await openLab(floodPlan);
  try {
    return await withFiles({ a: a!.text, b: b!.text }, async (folder) => {
      const [first, second] = ['a', 'b'].map((name) => loading(backend, path.join(folder, name)));
      expect(await lab.exec('host', ['sh', '-c', first!])).toMatchObject({ exitCode: 0, stderr: '' });
      return flood(lab, `${second}\n${first}`, SECONDS);
    });
  } finally {
    await lab.close();
  }
}

describeKernel('loading under a flood', () => {
  it.each(inTurn(backends, 3)())('lets nothing pass that both rulesets refuse: $name', async (backend) => {
    const found = await floodOver(backend);
    if (process.env.SECGROUP_FLOOD) console.log(backend.name, JSON.stringify(found));
    expect(found.refused.sent).toBeGreaterThan(1_000);
    expect(found.rounds).toBeGreaterThan(0);
    expect(found.printed).toBe('');
    expect(found.refused.passed).toBe(0);
    expect(found.known.lost).toBe(0);
  });

  it('lets nothing pass over a script of the layout before, which deleted its table: nftables', async () => {
    const { text } = await compileText(one, { target: 'nftables' });
    const lab = await openLab(floodPlan);
    try {
      await withFiles({ before: LAYOUT_BEFORE, now: text }, async (folder) => {
        const [before, now] = ['before', 'now'].map((name) =>
          commandLine(['nft', '-f', path.join(folder, name)]),
        );
        const round = `${before}; sleep 0.02; was=$(counted passed-refused)
${now}; echo $(($(counted passed-refused) - was))`;
        const { printed, rounds } = await flood(lab, round, SECONDS);
        expect(rounds).toBeGreaterThan(0);
        expect(printed).toBe('0\n'.repeat(rounds));
      });
    } finally {
      await lab.close();
    }
  });
});

/** A table with sets of the same names that hold something else, and a base chain that is not wanted any more. */
const LAYOUT_BEFORE = `table inet secgroup
delete table inet secgroup
table inet secgroup {
  set list-strangers-v4-ip { type ipv4_addr; elements = { ${PEER.ipv4}, 192.0.2.8 }; }
  set list-peers-v4 { type ipv4_addr; flags interval; elements = { 198.51.0.0/16, 10.0.0.0/8 }; }
  chain prerouting { type filter hook prerouting priority raw; policy accept; udp dport 9997 drop; }
  chain input {
    type filter hook input priority filter; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    iifname vmap { "lo" : accept, "eth0" : jump eth0-in }
  }
  chain eth0-in {
    udp dport vmap { 8888 : accept, 9998 : goto eth0-in-udp4-9998 }
  }
  chain eth0-in-udp4-9998 {
    ip saddr @list-strangers-v4-ip accept
    ip saddr @list-peers-v4 accept
  }
  chain output {
    type filter hook output priority filter; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    oifname vmap { "lo" : accept, "eth0" : accept }
  }
  chain forward { type filter hook forward priority filter; policy drop; }
}
`;

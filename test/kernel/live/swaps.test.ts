import { expect, it } from 'vitest';
import { nftSwitching } from '../../../src/backend/nftables/switching.js';
import type { Transaction } from '../../../src/backend/switching.js';
import { compileText } from '../../support/compile.js';
import { flood, floodPlan } from '../flood.js';
import { floodDefinitions } from '../flood-definitions.js';
import { describeKernel, type Lab, openLab } from '../rig/index.js';

/** At least so many. Ten thousand take about two hours: `SECGROUP_SWAPS=10000 npm run test:kernel -- live/swaps`. */
const SWAPS = Number(process.env.SECGROUP_SWAPS ?? 2);

/** Of each flood. */
const SECONDS = SWAPS > 100 ? 60 : 2;

/** What a host has of a generation that nothing but packets changes. */
class Host {
  readonly #lab: Lab;
  #generation = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Makes a script's rules stay, as `apply --confirm 0` does, or after a trial. */
  async swap(script: string, onTrial: boolean): Promise<void> {
    const generation = ++this.#generation;
    await this.#run(
      nftSwitching.stage(await this.#list(), script, { generation, ended: [], kept: new Map() }),
    );
    const staged = await this.#list();
    if (onTrial) {
      await this.#run(nftSwitching.begin(staged, generation, 60, []));
      await this.#run(nftSwitching.keep(await this.#list()));
    } else await this.#run(nftSwitching.settle!(staged, generation));
    // As long as `apply` waits for packets that are on their way.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const clean = nftSwitching.clean(await this.#list());
    if (clean) await this.#run(clean);
  }

  async #list() {
    const { stdout } = await this.#lab.exec('host', ['nft', '-j', 'list', 'ruleset']);
    return { text: stdout, others: [] };
  }

  async #run({ command, input }: Transaction): Promise<void> {
    expect(await this.#lab.exec('host', command, { input })).toMatchObject({ exitCode: 0, stderr: '' });
  }
}

describeKernel('rules that are switched again and again under a flood', () => {
  it('lose no packet that both rulesets allow, known or new, and let none pass that both refuse', async () => {
    const lab = await openLab(floodPlan);
    try {
      const scripts = await Promise.all(
        floodDefinitions.map(async (text) => (await compileText(text, { target: 'nftables' })).text),
      );
      // A table of known flows that is full loses new ones, whatever the rules are.
      await lab.exec('host', ['sysctl', '-qw', 'net.netfilter.nf_conntrack_udp_timeout=2']);
      const host = new Host(lab);
      await host.swap(scripts[0]!, false);
      let swaps = 0;
      while (swaps < SWAPS) {
        let isOver = false;
        const flooding = flood(lab, 'sleep 0.1', SECONDS).finally(() => {
          isOver = true;
        });
        for (; !isOver; swaps++) await host.swap(scripts[(swaps + 1) % scripts.length]!, swaps % 3 === 0);
        const { refused, known, fresh } = await flooding;
        if (SWAPS > 100) console.log(JSON.stringify({ swaps, refused, known, fresh }));
        expect(refused.sent).toBeGreaterThan(1_000);
        expect([refused.passed, known.lost, fresh.lost]).toEqual([0, 0, 0]);
        await lab.exec('host', ['nft', 'delete', 'table', 'inet', 'watch']);
      }
    } finally {
      await lab.close();
    }
  }, 3_600_000);
});

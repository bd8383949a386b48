import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { nftInput } from './by-hand.js';
import type { Candidate, Workload } from './candidates.js';
import { number } from './figures.js';
import type { Options } from './options.js';
import { costsOf } from './packets.js';
import { secgroup } from './process.js';
import { awsExport, HOST, type Rule, ruleAt } from './rules.js';
import { compileAws, TARGETS } from './targets.js';

/** What is dropped early does not depend on the number of rules, only on that of the ports they name. */
const RULES = 1_000;
const UNNAMED_PORT = 8_000;

export async function earlySection(options: Options, folder: string): Promise<string> {
  const table = await costsOf(earlyWorkload(folder), options.rounds, folder);
  return `## Cost of a TCP connection attempt to a port that no rule names\n\n${table}`;
}

function earlyWorkload(folder: string): Workload {
  const source = path.join(folder, 'early.json');
  const setting = path.join(folder, 'early-drop.yaml');
  writeFileSync(source, awsExport(RULES));
  writeFileSync(setting, 'defaults: { earlyDrop: true }\n');
  const compiled = (name: string, more: readonly string[]): readonly Candidate[] =>
    TARGETS.map((target, at) => {
      const script = path.join(folder, `early-${more.length}-${at}`);
      secgroup(compileAws(source, target, more), script);
      return { name: target.name + name, load: target.load(script) };
    });
  return {
    name: `${number(RULES)} rules`,
    count: RULES,
    ruleAt,
    refusedAt: unnamed,
    candidates: [...compiled('', []), ...compiled(', `earlyDrop`', [setting]), ...byHand(folder)],
  };
}

function unnamed(index: number): Rule {
  return { ...ruleAt(index), protocol: 'tcp', port: UNNAMED_PORT };
}

const ATTEMPT = 'tcp flags & (fin | syn | rst | ack) == syn';

/** What no firewall can be cheaper than, in either hook: one rule that looks at nothing but the flags. */
function byHand(folder: string): readonly Candidate[] {
  const hooks = [
    ['raw hook', 'inet', 'prerouting priority raw'],
    ['netdev ingress hook', 'netdev', `ingress device "${HOST.device}" priority 0`],
  ] as const;
  return hooks.map(([name, family, hook]) => {
    const file = path.join(folder, `early-${family}.nft`);
    const chain = `chain early { type filter hook ${hook}; policy accept; ${ATTEMPT} drop; }`;
    writeFileSync(file, `${nftInput('accept')}table ${family} early {\n  ${chain}\n}\n`);
    return { name: `by hand: every attempt dropped in the ${name}`, load: ['nft', '-f', file] };
  });
}

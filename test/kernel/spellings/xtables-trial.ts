import type { Random } from '../../reference/random.js';
import { damaged } from './damage.js';
import { ipsetLines } from './ipset-lines.js';
import { iptablesRule } from './iptables-rules.js';
import type { Trial } from './trial.js';
import { judgeXtables, readXtablesCase, type XtablesCase } from './xtables-judge.js';

function make(random: Random, index: number): XtablesCase {
  const family = random.pick(['ipv4', 'ipv6'] as const);
  const directions = random.pick(['src', 'dst', 'src,dst', 'dst,src', 'src,src']);
  const rule = random.chance(0.3)
    ? `-m set --match-set SECG-s${index} ${directions} -j ACCEPT`
    : iptablesRule(random, family, index);
  return {
    index,
    family,
    hook: random.pick(['INPUT', 'INPUT', 'OUTPUT', 'FORWARD']),
    rule,
    called: random.pick(['', '-j ACCEPT', '-p tcp -j RETURN', '-p udp -j ACCEPT']),
    sets: rule.includes('--match-set') ? ipsetLines(random, family, index) : '',
  };
}

function damage(parent: XtablesCase, random: Random, index: number): XtablesCase {
  const own = new RegExp(`(?<=SECG-[st])${parent.index}\\b`, 'g');
  const [rule, sets] = [parent.rule, parent.sets].map((text) => text.replaceAll(own, String(index))) as [
    string,
    string,
  ];
  const both = { ...parent, index, rule, sets };
  return sets === '' || random.chance(0.6)
    ? { ...both, rule: damaged(rule, random) }
    : { ...both, sets: damaged(sets, random) };
}

export const xtablesTrial: Trial<XtablesCase> = {
  name: 'iptables and ipset',
  make,
  damage,
  isAccepted: (one) => 'firewall' in readXtablesCase(one),
  judge: judgeXtables,
  batch: 60,
};

import type { Family } from '../../address/space.js';
import type { Settings } from '../../definition/model.js';
import { TCP } from '../../traffic/protocols.js';
import { RESETS } from '../answers.js';
import { dropRule, type Hook, logRules } from './hook.js';
import { PREFIX } from './names.js';
import type { Chain, Match, Rule, Target } from './program.js';

/** What becomes of a packet that nothing on an interface of the definition admits, where that is answered. */
export function refuseTarget(hook: Hook): Target {
  return { kind: 'jump', chain: nameOf(hook) };
}

/** Answers what begins a flow, and drops the rest: what is of no flow, and attempts to connect beyond the limit. */
export function refuseChain(hook: Hook, { log }: Settings, family: Family): Chain {
  const begins: Match = { kind: 'state', states: ['NEW'] };
  const prohibited = family === 'ipv4' ? 'icmp-admin-prohibited' : 'icmp6-adm-prohibited';
  const rules: readonly Rule[] = [
    ...logRules(log),
    {
      matches: [{ kind: 'protocol', protocol: TCP }, begins, { kind: 'limit', ...RESETS }],
      target: { kind: 'reject', with: 'tcp-reset' },
      comment: '',
    },
    {
      matches: [{ kind: 'other-protocol', protocol: TCP }, begins],
      target: { kind: 'reject', with: prohibited },
      comment: '',
    },
    dropRule,
  ];
  return { name: nameOf(hook), comment: 'tells who begins a flow that it is refused', rules };
}

/** What is called after an interface has its direction behind that. */
function nameOf({ name }: Hook): string {
  return `${PREFIX}${name}-REFUSE`;
}

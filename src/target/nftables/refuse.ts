import type { HostRuleset } from '../../ruleset/host-ruleset.js';
import { RESETS } from '../answers.js';
import { droppedCounter } from './counters.js';
import { dispatchRules } from './dispatch.js';
import { type NftChain, type NftMatch, type NftRule, valuesMatch } from './program.js';

/** The interfaces are those on which something can be refused. */
type Refusing = Pick<HostRuleset, 'settings' | 'interfaces'>;

/** Sends what is refused on an interface of the definition to where it is answered; none where nothing is. */
export function refuseRules(
  { settings, interfaces }: Refusing,
  hook: 'input' | 'output',
): readonly NftRule[] {
  if (settings.refuse === 'drop') return [];
  const open = { loopback: false, counters: false };
  return dispatchRules(interfaces, hook, open, () => ({ kind: 'jump', chain: nameOf(hook) }));
}

/** Answers what begins a flow. The rest comes back, to be dropped: what is of no flow, and attempts to connect beyond the limit. */
export function refuseChains(
  { settings, interfaces }: Refusing,
  hook: 'input' | 'output',
): readonly NftChain[] {
  if (settings.refuse === 'drop' || interfaces.length === 0) return [];
  const counts = settings.counters ? [droppedCounter(hook)] : undefined;
  const begins: NftMatch = { kind: 'states', states: ['new'] };
  const rule = { counter: false, counts, comment: '' };
  const rules: readonly NftRule[] = [
    {
      ...rule,
      matches: [begins, valuesMatch('meta l4proto', ['tcp']), { kind: 'limit', ...RESETS }],
      action: { kind: 'reject', with: 'reset' },
    },
    {
      ...rule,
      matches: [begins, { kind: 'other', field: 'meta l4proto', values: ['tcp'] }],
      action: { kind: 'reject', with: 'prohibited' },
    },
  ];
  return [{ name: nameOf(hook), comment: 'tells who begins a flow that it is refused', rules }];
}

/** No label of an interface ends like this. */
function nameOf(hook: 'input' | 'output'): string {
  return `${hook}-refuse`;
}

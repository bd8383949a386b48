import type { Policy } from '../policy/model.js';
import { Devices } from './devices.js';
import type { Condition, FieldValues, Firewall } from './firewall.js';

/** The devices that a proof has to tell apart: those that either side names. */
export function devicesNamedBy(policy: Policy, firewall: Firewall): Devices {
  return new Devices([...devicesOfPolicy(policy), ...devicesOfFirewall(firewall)]);
}

function devicesOfPolicy({ interfaces }: Policy): readonly string[] {
  const named = interfaces.flatMap(({ match }) => (match.kind === 'device' ? [match.device] : []));
  return ['lo', ...named];
}

export function devicesOfFirewall({ chains, bases }: Firewall): readonly string[] {
  const rules = [...chains.values(), ...bases.map(({ chain }) => chain)].flatMap((chain) => chain.rules);
  return rules.flatMap(({ conditions, action }) => [
    ...conditions.flatMap(devicesOfCondition),
    ...(action.kind === 'map' ? action.entries.flatMap(({ key }) => devicesOfTuple(key)) : []),
  ]);
}

function devicesOfCondition(condition: Condition): readonly string[] {
  if (condition.kind === 'uncertain') return [];
  return condition.kind === 'values'
    ? devicesOfTuple([condition.values])
    : condition.tuples.flatMap(devicesOfTuple);
}

function devicesOfTuple(tuple: readonly FieldValues[]): readonly string[] {
  return tuple.flatMap((values) => ('names' in values ? values.names : []));
}

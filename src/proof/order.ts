import type { Fault } from './denote.js';
import type { Action, BaseChain, Chain, Condition, Field, Firewall, Verdict } from './firewall.js';

/** Connection tracking looks at packets here, and puts fragments together before. */
const TRACKING = -200;
const DEFRAGMENTATION = -400;

/** Fields that fragments but the first do not have. */
const behindHeaders: ReadonlySet<Field> = new Set<Field>(['protocol', 'cell', 'sourcePort', 'tcpFlags']);

/** Fields that IPv6 packets in pieces have in the first alone. */
const behindFirst: ReadonlySet<Field> = new Set<Field>(['cell', 'sourcePort', 'tcpFlags']);

/** Reports conditions on what the kernel does not know yet where a base chain asks for it. */
export function checkOrder(firewall: Firewall, fault: Fault): void {
  checkFragments(firewall, fault);
  for (const base of firewall.bases) {
    if (base.priority > TRACKING || (base.hook !== 'prerouting' && base.hook !== 'output')) continue;
    for (const { line, field } of fieldsBelow(base, firewall)) {
      if (field === 'state')
        fault(line, `the state of a connection is not known at priority ${base.priority}`);
      if (behindHeaders.has(field) && base.priority <= DEFRAGMENTATION)
        fault(line, `fragments are not yet put together at priority ${base.priority}`);
    }
  }
}

/**
 * The kernel puts fragments of IPv6 together for the hook for input only where connection tracking is asked, by whatever rule
 * for IPv6; those of IPv4 it does unasked.
 */
function checkFragments(firewall: Firewall, fault: Fault): void {
  const bases = firewall.bases.filter(({ families }) => families.includes('ipv6'));
  const asks = (base: BaseChain, which: (field: Field) => boolean): boolean => {
    for (const { field } of fieldsBelow(base, firewall)) if (which(field)) return true;
    return false;
  };
  if (bases.some((base) => asks(base, (field) => field === 'state'))) return;
  for (const base of bases) {
    if (base.hook === 'input' && asks(base, (field) => behindFirst.has(field)))
      fault(base.line, 'fragments of IPv6 are not put together: no rule asks for the state of a connection');
  }
}

function* fieldsBelow(base: BaseChain, { chains }: Firewall) {
  const seen = new Set<Chain>();
  const waiting = [base.chain];
  for (let chain = waiting.pop(); chain; chain = waiting.pop()) {
    if (seen.has(chain)) continue;
    seen.add(chain);
    for (const { line, conditions, action } of chain.rules) {
      for (const field of [...conditions.flatMap(fieldsOf), ...fieldsOfAction(action)]) yield { line, field };
      for (const name of calledBy(action))
        waiting.push(...[chains.get(name)].filter((one) => one !== undefined));
    }
  }
}

function fieldsOf(condition: Condition): readonly Field[] {
  if (condition.kind === 'uncertain') return [];
  if (condition.kind === 'values') return [condition.values.field];
  return (condition.tuples[0] ?? []).map(({ field }) => field);
}

function fieldsOfAction(action: Action): readonly Field[] {
  return action.kind === 'map' ? (action.entries[0]?.key ?? []).map(({ field }) => field) : [];
}

function calledBy(action: Action): readonly string[] {
  const verdicts: readonly Verdict[] =
    action.kind === 'map' ? action.entries.map(({ verdict }) => verdict) : [action];
  return verdicts.flatMap((verdict) => ('chain' in verdict ? [verdict.chain] : []));
}

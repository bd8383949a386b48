import type { Fault } from './denote.js';
import type {
  Action,
  BaseChain,
  Chain,
  Condition,
  Field,
  FieldValues,
  Firewall,
  Hook,
  Tuple,
  Verdict,
} from './firewall.js';
import { destinationTypes } from './firewall.js';
import { unionOfBounds } from './values.js';

/** Connection tracking looks at packets here, and puts fragments together before. */
const TRACKING = -200;
const DEFRAGMENTATION = -400;

/** Fields that fragments but the first do not have. */
const behindHeaders: ReadonlySet<Field> = new Set<Field>(['protocol', 'cell', 'sourcePort', 'tcpFlags']);

/** Fields that IPv6 packets in pieces have in the first alone. */
const behindFirst: ReadonlySet<Field> = new Set<Field>(['cell', 'sourcePort', 'tcpFlags']);

const typeSet = (...names: readonly (typeof destinationTypes)[number][]): string =>
  unionOfBounds(names.map((name) => destinationTypes.indexOf(name)).flatMap((at) => [at, at + 1])).join();

/**
 * Types of addresses that can be relied on, by hook. Policy routing makes other types of some (fact 42), so that a rule which tells
 * a packet from others by what it is not may meet it all the same.
 */
const reliableTypes: Readonly<Partial<Record<Hook, readonly string[]>>> = {
  prerouting: [typeSet('local')],
  input: [typeSet('broadcast'), typeSet('multicast'), typeSet('broadcast', 'multicast')],
  output: [typeSet('broadcast'), typeSet('multicast'), typeSet('broadcast', 'multicast')],
};

/** Reports conditions whose answer differs from hook to hook of one packet, or from one kind of routing to another. */
function checkHook({ hook }: BaseChain, { line, field, values }: Asked, fault: Fault): void {
  if (field === 'hopLimit' && hook !== 'input' && hook !== 'output')
    fault(line, `the hop limit changes on the way of a packet: in ${hook} it is not understood`);
  // Some kernels compare with an empty name then, others end the rule.
  if (
    (field === 'inDevice' && hook === 'output') ||
    (field === 'outDevice' && (hook === 'input' || hook === 'prerouting')) ||
    (field === 'inDevice' && hook === 'postrouting')
  )
    fault(line, `packets have no such device in ${hook}`);
  if (field !== 'destinationType') return;
  const known = values && 'set' in values && reliableTypes[hook]?.includes(values.set.join());
  if (!known) fault(line, `these types of addresses are not understood in ${hook}`);
}

/** Reports conditions on what the kernel does not know yet where a base chain asks for it. */
export function checkOrder(firewall: Firewall, fault: Fault): void {
  checkFragments(firewall, fault);
  for (const base of firewall.bases) {
    for (const asked of fieldsBelow(base, firewall)) checkHook(base, asked, fault);
    if (base.priority > TRACKING || (base.hook !== 'prerouting' && base.hook !== 'output')) continue;
    for (const { line, field } of fieldsBelow(base, firewall)) {
      if (field === 'state')
        fault(line, `the state of a connection is not known at priority ${base.priority}`);
      if (behindHeaders.has(field) && base.priority <= DEFRAGMENTATION)
        fault(line, `fragments are not yet reassembled at priority ${base.priority}`);
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
      fault(base.line, 'IPv6 fragments are not reassembled: no rule asks for the state of a connection');
  }
}

/** What a rule looks at. */
interface Asked {
  readonly line: number;
  readonly field: Field;
  /** What it is compared with, where that is one set and the comparison not negated. */
  readonly values?: FieldValues;
}

function* fieldsBelow(base: BaseChain, { chains }: Firewall): Generator<Asked> {
  const seen = new Set<Chain>();
  const waiting = [base.chain];
  for (let chain = waiting.pop(); chain; chain = waiting.pop()) {
    if (seen.has(chain)) continue;
    seen.add(chain);
    for (const { line, conditions, action } of chain.rules) {
      for (const asked of [...conditions.flatMap(askedBy), ...fieldsOfAction(action)])
        yield { line, ...asked };
      for (const name of calledBy(action))
        waiting.push(...[chains.get(name)].filter((one) => one !== undefined));
    }
  }
}

function askedBy(condition: Condition): readonly Omit<Asked, 'line'>[] {
  if (condition.kind === 'uncertain') return [];
  if (condition.kind === 'tuples') return fieldsIn(condition.tuples).map((field) => ({ field }));
  const { values, negated } = condition;
  return [negated ? { field: values.field } : { field: values.field, values }];
}

/** Not every tuple of a set has ports. */
function fieldsIn(tuples: readonly Tuple[]): readonly Field[] {
  const fields = new Set<Field>();
  for (const tuple of tuples) for (const { field } of tuple) fields.add(field);
  return [...fields];
}

function fieldsOfAction(action: Action): readonly Omit<Asked, 'line'>[] {
  return action.kind === 'map' ? (action.entries[0]?.key ?? []).map(({ field }) => ({ field })) : [];
}

function calledBy(action: Action): readonly string[] {
  const verdicts: readonly Verdict[] =
    action.kind === 'map' ? action.entries.map(({ verdict }) => verdict) : [action];
  return verdicts.flatMap((verdict) => ('chain' in verdict ? [verdict.chain] : []));
}

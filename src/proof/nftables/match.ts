import { readIpv4, readIpv6 } from '../addresses.js';
import type { Action, Condition, Field, FieldValues, MapEntry, Tuple } from '../firewall.js';
import { NotUnderstood } from '../not-understood.js';
import { unionOfBounds } from '../values.js';
import { Gathered, type Values } from './elements.js';
import { readFlagMatch } from './flags.js';
import { type Key, keyCalled, MOST_WORDS, maskedKey, PORTED } from './keys.js';
import { readMapElements, readSetElements, readTuple } from './lists.js';
import type { NftSet, SetContents, Table } from './model.js';
import { atSet, fail, shown, takeIf } from './syntax.js';
import type { Tokens } from './tokens.js';

/** One match of a rule. */
export interface Match {
  /** All must hold for packets of which it can be told. */
  readonly certain: readonly Condition[];
  /** What must hold for packets of protocols without ports, beside what cannot be told; absent where everything can. */
  readonly untold?: readonly Condition[];
  /** The rest of a `vmap`. */
  readonly action?: Action;
}

/** `earlier` are the conditions that the rule has so far. */
export function readMatch(tokens: Tokens, table: Table, earlier: readonly Condition[]): Match {
  const keys = [readKey(tokens)];
  while (takeIf(tokens, '.')) keys.push(readKey(tokens));
  keys.forEach((key, i) => {
    const before = [...earlier, ...keys.slice(0, i).flatMap(({ implied }) => implied)];
    checkFamily(key, earlier, tokens);
    checkImplied(key, before, tokens);
  });
  if (keys.some(({ type }) => type === 'tcp_flag')) {
    if (keys.length > 1) fail(tokens, 'flags beside others are not understood');
    return { certain: readFlagMatch(tokens, keys[0]!) };
  }
  if (takeIf(tokens, 'vmap')) return mapMatch(keys, readSet(tokens, table, keys, 'map'), tokens);
  const negated = tokens.isSymbol('!=');
  const compared = negated || tokens.isSymbol('==');
  if (compared) tokens.advance();
  // What nft makes of a mask before a single value, a prefix or a negation is not what it says (fact 41).
  if (keys.some(({ masked }) => masked) && (compared || !atSet(tokens)))
    fail(tokens, 'a mask before anything but a set is not understood');
  if (atSet(tokens)) return setMatch(keys, readSet(tokens, table, keys, 'set').contents, negated, tokens);
  if (keys.length > 1) fail(tokens, 'values of several kinds stand in a set');
  const values = readTuple(
    tokens,
    keys.map(({ type }) => type),
  );
  if (!tokens.isSymbol(',')) return setMatch(keys, { kind: 'tuples', tuples: [values] }, negated, tokens);
  if (compared || keys[0]!.type !== 'ct_state') fail(tokens, "',' is not understood here");
  return setMatch(keys, { kind: 'values', values: readStates(tokens, values[0]!) }, false, tokens);
}

/** `ct state established,related`: any of them. */
function readStates(tokens: Tokens, first: Values): Values {
  const gathered = new Gathered('ct_state');
  while (tokens.isSymbol(',')) {
    tokens.advance();
    gathered.read(tokens);
  }
  const more = gathered.finish();
  if (first.kind !== 'numbers' || more.kind !== 'numbers') return fail(tokens, 'states are numbers');
  return { kind: 'numbers', set: unionOfBounds([...first.set, ...more.set]) };
}

/**
 * What nft adds to a match unsaid it leaves out where the rule has asked for something of that kind before, whatever that was.
 */
function checkImplied({ text, implied }: Key, earlier: readonly Condition[], tokens: Tokens): void {
  for (const one of implied) {
    if (one.kind !== 'values') continue;
    const { field } = one.values;
    const clash = earlier.some((before) => {
      if (
        !fieldsOf(before).some((asked) => asked === field || (field === 'protocol' && asked === 'nextHeader'))
      )
        return false;
      return before.kind !== 'values' || before.negated || !isSame(before.values, one.values);
    });
    if (clash) fail(tokens, `'${text}' after another match on the ${field} is not understood`);
  }
}

/** Where a rule asks for the protocol first, nft takes the family of `icmp type` to be known, and lets through the other one. */
function checkFamily({ text, family }: Key, earlier: readonly Condition[], tokens: Tokens): void {
  if (family?.kind !== 'values') return;
  const asked = earlier.flatMap(fieldsOf);
  if (!asked.includes('protocol') && !asked.includes('nextHeader')) return;
  const known = earlier.some(
    (one) => one.kind === 'values' && !one.negated && isSame(one.values, family.values),
  );
  if (!known) fail(tokens, `'${text}' after a match on the protocol alone is not understood`);
}

function fieldsOf(condition: Condition): readonly Field[] {
  if (condition.kind === 'uncertain') return [];
  return condition.kind === 'values'
    ? [condition.values.field]
    : condition.tuples.flat().map(({ field }) => field);
}

function isSame(a: FieldValues, b: FieldValues): boolean {
  return a.field === b.field && 'set' in a && 'set' in b && a.set.join() === b.set.join();
}

function readKey(tokens: Tokens): Key {
  const { line } = tokens;
  let text = '';
  for (let words = 0; words < MOST_WORDS && tokens.kind === 'word'; words++) {
    text = text === '' ? tokens.value : `${text} ${tokens.value}`;
    tokens.advance();
    const key = keyCalled(text);
    if (key) return readMask(tokens, key);
  }
  throw new NotUnderstood(line, `'${text}' is not understood`);
}

/** `ip saddr & 255.255.255.0` */
function readMask(tokens: Tokens, key: Key): Key {
  const read = key.type === 'ipv4_addr' ? readIpv4 : key.type === 'ipv6_addr' ? readIpv6 : undefined;
  if (!read || !tokens.isSymbol('&')) return key;
  tokens.advance();
  const mask = tokens.kind === 'word' ? read(tokens.text, tokens.start, tokens.end) : undefined;
  const masked = mask === undefined ? undefined : maskedKey(key, mask, tokens.value);
  if (!masked) return fail(tokens, `${shown(tokens)} is not a mask of a prefix`);
  tokens.advance();
  return masked;
}

/** A set or map, named or spelled out, whose types are those of the keys. */
function readSet(tokens: Tokens, table: Table, keys: readonly Key[], kind: 'set' | 'map'): NftSet {
  const types = keys.map(({ type }) => type);
  if (tokens.kind !== 'set') {
    return {
      types,
      contents:
        kind === 'map'
          ? readMapElements(tokens, types, table)
          : readSetElements(tokens, types, true, keys.length === 1 ? keys[0]!.unit : 1),
    };
  }
  const name = tokens.value;
  const set = table.sets.get(name);
  if (!set) return fail(tokens, `there is no ${kind} '${name}'`);
  if ((set.contents.kind === 'map') !== (kind === 'map')) fail(tokens, `'${name}' is not a ${kind}`);
  if (set.types.join() !== types.join()) {
    fail(tokens, `'${name}' holds ${set.types.join(' . ')}, where ${types.join(' . ')} is looked up`);
  }
  tokens.advance();
  return set;
}

function setMatch(keys: readonly Key[], contents: SetContents, negated: boolean, tokens: Tokens): Match {
  const condition = conditionOf(keys, contents, negated, tokens);
  const implied = keys.flatMap((key) => key.implied);
  if (!keys.some(({ anyTransport }) => anyTransport)) return { certain: [...implied, condition] };
  const others = keys.filter(({ anyTransport }) => !anyTransport);
  const untold = negated || others.length === 0 ? [] : [withoutPorts(keys, contents, tokens)];
  return { certain: [...implied, ported, condition], untold: [...implied, ...untold] };
}

const ported: Condition = { kind: 'values', values: { field: 'protocol', set: PORTED }, negated: false };

function conditionOf(
  keys: readonly Key[],
  contents: SetContents,
  negated: boolean,
  tokens: Tokens,
): Condition {
  if (contents.kind === 'values') {
    return { kind: 'values', values: fieldOf(keys[0]!, contents.values, tokens), negated };
  }
  const tuples = tuplesOf(contents).map((tuple) => tupleOf(keys, tuple, tokens));
  if (keys.length === 1 && tuples.length === 1) return { kind: 'values', values: tuples[0]![0]!, negated };
  return { kind: 'tuples', tuples, negated };
}

/** The tuples without what the packets of some protocols do not have. */
function withoutPorts(keys: readonly Key[], contents: SetContents, tokens: Tokens): Condition {
  const told = keys.flatMap(({ anyTransport }, i) => (anyTransport ? [] : [i]));
  const tuples = tuplesOf(contents).map((tuple) => told.map((i) => fieldOf(keys[i]!, tuple[i]!, tokens)));
  return { kind: 'tuples', tuples, negated: false };
}

function tuplesOf(contents: SetContents): readonly (readonly Values[])[] {
  if (contents.kind === 'values') return [[contents.values]];
  return contents.kind === 'tuples' ? contents.tuples : contents.entries.map(({ key }) => key);
}

function mapMatch(keys: readonly Key[], { contents }: NftSet, tokens: Tokens): Match {
  if (contents.kind !== 'map') return fail(tokens, 'a map is missing');
  const entries = contents.entries.map(
    ({ key, verdict, line }): MapEntry => ({ key: tupleOf(keys, key, tokens), verdict, line }),
  );
  const { certain, untold } = setMatch(keys, contents, false, tokens);
  const condition = certain.slice(0, -1);
  return { certain: condition, ...(untold && { untold }), action: { kind: 'map', entries } };
}

function tupleOf(keys: readonly Key[], tuple: readonly Values[], tokens: Tokens): Tuple {
  return keys.map((key, i) => fieldOf(key, tuple[i]!, tokens));
}

function fieldOf(key: Key, values: Values, tokens: Tokens): FieldValues {
  return key.field(values, tokens.derived) ?? fail(tokens, `these values of ${key.text} are not understood`);
}

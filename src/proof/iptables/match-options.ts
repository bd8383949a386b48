import { destinationTypes, type State, states } from '../firewall.js';
import { unionOfBounds } from '../values.js';
import type { Direction } from './ipset.js';
import { readNumber } from './numbers.js';
import { addValues, type Option, type Reading, single } from './reading.js';
import { addU32 } from './u32.js';
import { shown } from './words.js';

const connectionState = (module: 'conntrack' | 'state'): Option => ({
  of: [module],
  negatable: true,
  read: (reading, negated) => {
    const { words, context } = reading;
    if (context.table === 'raw') words.fail('packets of the raw table have no state yet');
    const numbers = words
      .take('states')
      .split(',')
      .map((name) => stateNamed(name) ?? words.fail(`the state ${shown(name)} is not understood`));
    addValues(reading, { field: 'state', set: unionOfBounds(numbers.flatMap(single)) }, negated);
  },
});

/** As iptables spells them: in capitals. */
function stateNamed(name: string): number | undefined {
  const index = states.findIndex((state: State) => state.toUpperCase() === name);
  return index < 0 ? undefined : index;
}

const matchSet: Option = {
  of: ['set'],
  negatable: true,
  read: (reading, negated) => {
    const { words, context } = reading;
    const name = words.take('the name of a set');
    const set = context.sets.get(name) ?? words.fail(`there is no set '${name}'`);
    if (set.family !== context.family) words.fail(`set '${name}' holds no addresses of ${context.family}`);
    const directions = words.take('src or dst').split(',');
    if (directions.length > 2 || !directions.every((one) => one === 'src' || one === 'dst'))
      words.fail(`${shown(directions.join())} is neither src nor dst`);
    reading.conditions.push(context.setMatch.conditionOf(set, directions as readonly Direction[], negated));
  },
};

const hopLimit = (below: boolean, above: boolean): Option => ({
  of: ['hl'],
  negatable: !below && !above,
  read: (reading, negated) => {
    const text = reading.words.take('a hop limit');
    const number = readNumber(text, 256);
    if (number === undefined) return reading.words.fail(`${shown(text)} is not a hop limit`);
    const set = below ? [0, number] : above ? [number + 1, 256] : single(number);
    addValues(reading, { field: 'hopLimit', set: unionOfBounds(set) }, negated);
  },
});

/** In IPv6 an address can have several types, of which only one is told alone. */
const destinationType: Option = {
  of: ['addrtype'],
  negatable: true,
  read: (reading, negated) => {
    const { words, context } = reading;
    const names = words.take('types of addresses').split(',');
    const numbers = names.map(
      (name) => typeNamed(name) ?? words.fail(`the type ${shown(name)} is not understood`),
    );
    if (context.family === 'ipv6' && names.join() !== 'LOCAL')
      words.fail(`the type ${shown(names.join())} is not understood in IPv6`);
    addValues(reading, { field: 'destinationType', set: unionOfBounds(numbers.flatMap(single)) }, negated);
  },
};

function typeNamed(name: string): number | undefined {
  const index = destinationTypes.findIndex((type) => type.toUpperCase() === name);
  return index < 0 ? undefined : index;
}

const u32: Option = {
  of: ['u32'],
  negatable: false,
  read: (reading) => addU32(reading, reading.words.take('a test of bytes')),
};

/** An option that changes nothing for the packet, or nothing that can be told. */
const ignored = (module: string, ...values: readonly string[]): Option => ({
  of: [module],
  negatable: false,
  read: ({ words }: Reading) => {
    for (const value of values) words.take(value);
  },
});

/** The same, of which only some values are understood. */
const checked = (module: string, what: string, pattern: RegExp): Option => ({
  of: [module],
  negatable: false,
  read: ({ words }: Reading) => {
    const value = words.take(what);
    if (!pattern.test(value)) words.fail(`${shown(value)} is no such ${what.replace(/^a /, '')}`);
  },
});

const nflogGroup: Option = {
  of: ['NFLOG'],
  negatable: false,
  read: ({ words }) => {
    const text = words.take('a group');
    if (readNumber(text, 65_536) === undefined) words.fail(`${shown(text)} is no group of nflog`);
  },
};

export const matchOptions: readonly (readonly [string, Option])[] = [
  ['--ctstate', connectionState('conntrack')],
  ['--state', connectionState('state')],
  ['--match-set', matchSet],
  ['--hl-eq', hopLimit(false, false)],
  ['--hl-lt', hopLimit(true, false)],
  ['--hl-gt', hopLimit(false, true)],
  ['--dst-type', destinationType],
  ['--u32', u32],
  ['--comment', ignored('comment', 'a comment')],
  ['--limit', checked('limit', 'a rate', /^[1-9][0-9]{0,4}\/(sec|second|min|minute|hour|day)$/)],
  ['--limit-burst', checked('limit', 'a number', /^[1-9][0-9]{0,3}$/)],
  ['--log-prefix', ignored('LOG', 'a prefix')],
  ['--log-level', checked('LOG', 'a level', /^[0-7]$/)],
  ['--log-tcp-sequence', ignored('LOG')],
  ['--log-tcp-options', ignored('LOG')],
  ['--log-ip-options', ignored('LOG')],
  ['--log-uid', ignored('LOG')],
  ['--log-macdecode', ignored('LOG')],
  ['--nflog-prefix', ignored('NFLOG', 'a prefix')],
  ['--nflog-group', nflogGroup],
];

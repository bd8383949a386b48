import type { Condition } from '../firewall.js';
import { protocols } from './names.js';
import { readNumber } from './numbers.js';
import { addValues, type Option, type Reading, single } from './reading.js';
import { readSubnet, type Side } from './subnet.js';
import { shown } from './words.js';

const address = (side: Side): Option => ({
  of: [],
  negatable: true,
  read: (reading, negated) => {
    const { words, context } = reading;
    const text = words.take('an address');
    const values = readSubnet(text, context.family, side);
    addValues(reading, values ?? words.fail(`${shown(text)} is not a prefix of ${context.family}`), negated);
  },
});

/** A name that ends in `+` stands for all that begin with what stands before it. */
const device = (field: 'inDevice' | 'outDevice'): Option => ({
  of: [],
  negatable: true,
  read: (reading, negated) => {
    const name = reading.words.take('a device');
    if (!/^[^*+!/\s]{1,15}$|^[^*+!/\s]{1,14}\+$/.test(name))
      reading.words.fail(`the device ${shown(name)} is not understood`);
    addValues(reading, { field, names: [name.replace(/\+$/, '*')] }, negated);
  },
});

/** Number 0 would mean every protocol, and a rule without `-p` says that. */
const protocol: Option = {
  of: [],
  negatable: true,
  read: (reading, negated) => {
    const name = reading.words.take('a protocol');
    const number = protocols.get(name) ?? readNumber(name, 256);
    if (!number) return reading.words.fail(`the protocol ${shown(name)} is not understood`);
    addProtocol(reading, number, negated);
  },
};

const conditions: readonly Condition[] = Array.from({ length: 256 }, (_, number) => ({
  kind: 'values',
  values: { field: 'protocol', set: single(number) },
  negated: false,
}));

/** In IPv6 it is what stands behind the extension headers, so that a rule for one of those never matches. */
function addProtocol(reading: Reading, number: number, negated: boolean): void {
  const condition = conditions[number]!;
  if (!negated) reading.protocol = number;
  reading.conditions.push(negated ? ({ ...condition, negated: true } as Condition) : condition);
}

const [source, destination] = [address('source'), address('destination')];
const [inDevice, outDevice] = [device('inDevice'), device('outDevice')];

/** As iptables-save spells them: of the long forms none is printed. */
export const basicOptions: readonly (readonly [string, Option])[] = [
  ['-s', source],
  ['-d', destination],
  ['-i', inDevice],
  ['-o', outDevice],
  ['-p', protocol],
];

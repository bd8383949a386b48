import * as z from 'zod';
import { icmpTypeNames } from '../../traffic/icmp-types.js';
import { presets } from '../../traffic/presets-by-name.js';
import { ICMP, ICMPV6 } from '../../traffic/protocols.js';
import { peerWords } from './peer-meant.js';
import * as shape from './schema.js';

type Schema = Readonly<Record<string, unknown>>;

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = `${OCTET}(\\.${OCTET}){3}`;
const IPV6 = '[0-9A-Fa-f]*:[0-9A-Fa-f:]*';
const PORT = '(0|[1-9][0-9]{0,4})';
const BYTE = '(0|[1-9][0-9]{0,2})';

const family = (address: string, length: string): Schema => ({
  pattern: `^${address}(/${length}| *- *${address})?$`,
});

const address: Schema = {
  description: 'An address, a prefix or a range',
  anyOf: [family(IPV4, '(3[0-2]|[12]?[0-9])'), family(IPV6, '[0-9]{1,3}')],
};

const peer: Schema = {
  description: 'Who the other side is',
  examples: ['group:NAME', 'list:NAME', '10.0.0.0/8'],
  anyOf: [{ enum: peerWords }, { pattern: '^(group|list): *[^ ]' }, { $ref: '#/$defs/address' }],
};

const party: Schema = {
  type: 'string',
  description: 'Who one side is: a host, a group, a list, addresses, anywhere or outside',
  examples: ['anywhere', 'outside', 'host:NAME', 'group:NAME', 'list:NAME', '10.0.0.0/8'],
};

const names = ['all', ...presets.keys()];

const icmp = (name: string, protocol: number): Schema => ({
  pattern: `^${name}/(${[...icmpTypeNames(protocol).keys(), BYTE].join('|')})(/${BYTE})?$`,
});

/** A schema cannot know the services of a definition, so that any name may be one, but for a preset that was mistyped. */
const serviceName = `^(?![0-9-]*$)(?!(${slipsOf(names).join('|')})$)[^/]+$`;

const traffic: Schema = {
  description: 'A preset, ports, ICMP types, a protocol by number, or a service of the definition',
  examples: ['tcp/443', 'udp/5000-5100', 'icmp/echo-request', 'protocol/132'],
  anyOf: [
    { enum: names },
    { pattern: `^(tcp|udp)/${PORT}(-${PORT})?$` },
    icmp('icmp', ICMP),
    icmp('icmpv6', ICMPV6),
    { pattern: `^protocol/${BYTE}$` },
    { pattern: serviceName },
  ],
};

/** Names with two letters exchanged, and those of more than four letters with one left out, but for names that are there. */
function slipsOf(names: readonly string[]): readonly string[] {
  const slips = names.flatMap((name) =>
    [...name].flatMap((letter, i) => [
      name.slice(0, i) + name.charAt(i + 1) + letter + name.slice(i + 2),
      ...(name.length > 4 ? [name.slice(0, i) + name.slice(i + 1)] : []),
    ]),
  );
  return [...new Set(slips)].filter((slip) => !names.includes(slip)).sort();
}

const oneOrMore = (name: string): Schema => ({
  anyOf: [{ $ref: `#/$defs/${name}` }, { type: 'array', minItems: 1, items: { $ref: `#/$defs/${name}` } }],
});

/** What the texts of the language may be, which the shape itself leaves to the reader. */
const texts: ReadonlyMap<unknown, Schema> = new Map<unknown, Schema>([
  [shape.address, { $ref: '#/$defs/address' }],
  [shape.allow, oneOrMore('traffic')],
  [shape.service, oneOrMore('traffic')],
  [shape.traffic, oneOrMore('traffic')],
  [shape.peers, oneOrMore('peer')],
  [shape.parties, oneOrMore('party')],
]);

/**
 * The language as JSON Schema (draft 2020-12), for editors. It refuses nothing that the reader takes, but for a service whose
 * name is a mistyped preset: to an editor, that is one.
 */
export function jsonSchema(): object {
  const language = z.toJSONSchema(shape.definitionSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const text = texts.get(zodSchema);
      if (!text) return;
      const { description } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      Object.assign(jsonSchema, text, description !== undefined && { description });
    },
  });
  const { $schema, ...rest } = language;
  return {
    $schema,
    $id: 'urn:secgroup:definition',
    title: 'Definition of secgroup',
    ...rest,
    $defs: {
      address: { type: 'string', ...address },
      peer: { type: 'string', ...peer },
      party,
      traffic: { type: 'string', ...traffic },
    },
  };
}

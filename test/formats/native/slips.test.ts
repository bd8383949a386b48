import { describe, expect, test } from 'vitest';
import { secgroup } from '../../support/cli.js';
import {
  compileDefinition,
  type Expected,
  expectRefused,
  expectWarnings,
  withFiles,
} from '../../support/definition.js';

/** Every place of the native language where a text means addresses, with what may stand there. */
const places = {
  'from of a rule': {
    owns: false,
    write: (text: string) => definition({ rule: `allow: ssh, from: '${text}'` }),
  },
  'from of a rule, in a list': {
    owns: false,
    write: (text: string) => definition({ rule: `allow: ssh, from: [anywhere-ipv6, '${text}']` }),
  },
  'to of a rule': {
    owns: false,
    write: (text: string) => definition({ egress: `allow: ssh, to: '${text}'` }),
  },
  'a prefix list': { owns: false, write: (text: string) => definition({ list: `['${text}']` }) },
  'a list file': {
    owns: false,
    write: (text: string) => ({
      'd.yaml': definition({ list: '{ file: list.txt }' }),
      'list.txt': `${text}\n`,
    }),
  },
  'from of an expectation': { owns: false, write: (text: string) => definition({ from: text }) },
  'to of an expectation': { owns: false, write: (text: string) => definition({ to: text }) },
  'members of a group': { owns: true, write: (text: string) => definition({ members: text }) },
  'addresses of an interface': { owns: true, write: (text: string) => definition({ address: text }) },
} as const;

interface Parts {
  readonly rule?: string;
  readonly egress?: string;
  readonly list?: string;
  readonly members?: string;
  readonly address?: string;
  readonly from?: string;
  readonly to?: string;
}

const definition = ({ rule, egress, list, members, address, from, to }: Parts): string => `
prefixLists: { some: ${list ?? '[192.0.2.0/24]'} }
groups:
  web:
    ingress: [{ ${rule ?? 'allow: ssh, from: list:some'} }]
    egress: [{ ${egress ?? 'allow: ssh, to: anywhere'} }]
    members: ['${members ?? '192.0.2.9'}']
hosts:
  h: { interfaces: { eth0: { addresses: ['${address ?? '10.9.9.9'}'], groups: [web] } } }
expect: [{ from: '${from ?? '192.0.2.0/24'}', to: '${to ?? 'web'}', port: ssh, allowed: true }]
`;

/** A text that is a slip somewhere, and what is said of it of a peer and of somebody's own address. */
interface Slip {
  readonly text: string;
  readonly peer: Refusal | 'host-bits' | 'fine';
  readonly own: Refusal | 'fine';
}

type Refusal = readonly [code: string, suggestion: string];

const bareZero = (v4: string, bits: number): Refusal => [
  'bare-zero',
  `write ${v4}/0 for every address, or ${v4}/${bits} for this one address`,
];
const both = (refusal: Refusal) => ({ peer: refusal, own: refusal });
const lengthZero = (one: string, all: string): Refusal => [
  'length-zero',
  `write ${one} for this address, or ${all} for every address`,
];
const withLength = (one: string, all: string): Refusal => [
  'host-with-length',
  `write ${one}; or ${all} if you mean all of it`,
];

const slips: readonly Slip[] = [
  { text: '0.0.0.0', ...both(bareZero('0.0.0.0', 32)) },
  { text: '::', ...both(bareZero('::', 128)) },
  { text: '0:0:0:0:0:0:0:0', ...both(bareZero('0:0:0:0:0:0:0:0', 128)) },
  { text: '0::0', ...both(bareZero('0::0', 128)) },
  { text: '10.0.0.1/0', ...both(lengthZero('10.0.0.1', '0.0.0.0/0')) },
  { text: '255.255.255.255/0', ...both(lengthZero('255.255.255.255', '0.0.0.0/0')) },
  { text: '2001:db8::1/0', ...both(lengthZero('2001:db8::1', '::/0')) },
  { text: '10.0.0.1/24', peer: 'host-bits', own: withLength('10.0.0.1', '10.0.0.0/24') },
  { text: '10.0.0.255/24', peer: 'host-bits', own: withLength('10.0.0.255', '10.0.0.0/24') },
  { text: '10.0.0.1/31', peer: 'host-bits', own: withLength('10.0.0.1', '10.0.0.0/31') },
  { text: '10.0.0.1/1', peer: 'host-bits', own: withLength('10.0.0.1', '0.0.0.0/1') },
  { text: 'fd00::5/64', peer: 'host-bits', own: withLength('fd00::5', 'fd00::/64') },
  { text: 'fe80::1/10', peer: 'host-bits', own: withLength('fe80::1', 'fe80::/10') },
  { text: '0.0.0.0/32', peer: 'fine', own: 'fine' },
  { text: '::/128', peer: 'fine', own: 'fine' },
  { text: '10.0.0.1/32', peer: 'fine', own: 'fine' },
  { text: '10.0.0.0/28', peer: 'fine', own: 'fine' },
  { text: 'fd00::/80', peer: 'fine', own: 'fine' },
  { text: '0.0.0.0-9.255.255.255', peer: 'fine', own: 'fine' },
];

const rows = Object.entries(places).flatMap(([place, { owns, write }]) =>
  slips.map(({ text, peer, own }) => ({ text, place, files: write(text), wanted: owns ? own : peer })),
);

describe('an address, a network or everybody: what can only be a slip is refused, with both that may be meant', () => {
  test.each(rows)('$text as $place', async ({ text, files, wanted }) => {
    const compiled = await compileDefinition(files);
    const said = compiled.diagnostics.map(({ code, blamed, suggestion }) => ({
      code,
      blamed: blamed?.replaceAll(/^'|'$/g, ''),
      suggestion,
    }));
    if (wanted === 'fine') expect(said).toEqual([]);
    else if (wanted === 'host-bits') expect(said).toMatchObject([{ code: 'host-bits', blamed: text }]);
    else
      expect(said).toEqual([
        { code: wanted[0], blamed: text, suggestion: expect.stringContaining(wanted[1]) },
      ]);
    expect(compiled.status).toBe(typeof wanted === 'string' ? 0 : 1);
  });
});

describe('the whole world', () => {
  const everybody: readonly (readonly [texts: string, families: string])[] = [
    ["'0.0.0.0/0'", 'IPv4'],
    ["'::/0'", 'IPv6'],
    ["'2000::/3'", 'IPv6'],
    ["'0.0.0.0/0', '::/0'", 'IPv4, IPv6'],
    ["'0.0.0.0/1', '128.0.0.0/1'", 'IPv4'],
    ["'0.0.0.0-255.255.255.255'", 'IPv4'],
  ];

  test.each(everybody)('%s as members is told', async (texts, families) => {
    const text = `[${texts}]`;
    const { diagnostics } = await expectWarnings(definition({}).replace(/members: .*/, `members: ${text}`), [
      'everybody-is-member',
      text,
    ]);
    expect(diagnostics[0]!.message).toContain(`(${families})`);
  });

  test.each(everybody)('%s is no address of an interface', async (texts) => {
    const text = `[${texts}]`;
    const refused: Expected = ['has-every-address', text, 'trusted: true'];
    await expectRefused(definition({}).replace(/addresses: \[.*?\]/, `addresses: ${text}`), refused);
  });

  test('half of it is fine', async () => {
    await expectWarnings(definition({ members: '0.0.0.0/1', address: '128.0.0.0/1' }));
  });
});

test('nobody is at the address zero: --my-ip refuses it', async () => {
  await withFiles(definition({}), async (folder) => {
    for (const text of ['0.0.0.0', '::']) {
      const { status, stderr } = await secgroup('check', `${folder}/d.yaml`, '--my-ip', text);
      expect(status).toBe(2);
      expect(stderr).toContain(`--my-ip: no host has the address ${text}`);
    }
  });
});

test('the address zero is converted into what is read as it', async () => {
  const files = definition({ rule: "allow: ssh, from: ['0.0.0.0/32', '::/128']", members: '0.0.0.0/31' });
  await withFiles(files, async (folder) => {
    const { stdout } = await secgroup('convert', `${folder}/d.yaml`, '--to', 'native');
    expect(stdout).toContain('0.0.0.0/32');
    expect(stdout).toContain('::/128');
    await expectWarnings(stdout);
  });
});

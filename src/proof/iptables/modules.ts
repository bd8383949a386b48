import type { Reading } from './reading.js';
import { single } from './reading.js';
import { shown } from './words.js';

/** A match that rules can load with `-m`. */
interface Module {
  /** The one family that has it. Absent: both have. */
  readonly family?: 'ipv4' | 'ipv6';
  /** The protocols of which `-p` must have named one. Absent: any. */
  readonly protocols?: readonly number[];
  /** Whether one of its options must follow. */
  readonly needsOption: boolean;
  /** What it means by itself. */
  readonly load?: (reading: Reading) => void;
}

const [ICMP, TCP, UDP, AH, ICMPV6] = [1, 6, 17, 51, 58];

const modules: Readonly<Record<string, Module>> = Object.assign(Object.create(null), {
  tcp: { protocols: [TCP], needsOption: false },
  udp: { protocols: [UDP], needsOption: false },
  icmp: { family: 'ipv4', protocols: [ICMP], needsOption: false },
  icmp6: { family: 'ipv6', protocols: [ICMPV6], needsOption: true },
  multiport: { protocols: [TCP, UDP], needsOption: true },
  conntrack: { needsOption: true },
  state: { needsOption: true },
  set: { needsOption: true },
  hl: { family: 'ipv6', needsOption: true },
  addrtype: { needsOption: true },
  u32: { needsOption: true },
  comment: { needsOption: true },
  // Whether it lets a packet on depends on the packets before.
  limit: {
    needsOption: false,
    load: ({ conditions }: Reading) => void conditions.push({ kind: 'uncertain' }),
  },
  ah: { family: 'ipv6', needsOption: false, load: addAuthenticationHeader },
} satisfies Record<string, Module>);

/**
 * Finds the header wherever it stands among the extension headers. Of those, packets here have the first alone, so one that
 * stands behind another is not told from none, unless it is what the kernel takes for the protocol.
 */
function addAuthenticationHeader({ conditions }: Reading): void {
  const tuples = (['nextHeader', 'protocol'] as const).map((field) => [{ field, set: single(AH) }]);
  conditions.push({ kind: 'tuples', tuples, negated: false });
}

/** `-m NAME` */
export function loadModule(reading: Reading): void {
  const { words, context, protocol, seen } = reading;
  const name = words.take('the name of a match');
  const known = modules[name] ?? words.fail(`the match ${shown(name)} is not understood`);
  if (known.family !== undefined && known.family !== context.family)
    words.fail(`${context.family} has no match ${shown(name)}`);
  if (known.protocols && (protocol === undefined || !known.protocols.includes(protocol)))
    words.fail(`the match ${shown(name)} does not fit the protocol`);
  known.load?.(reading);
  reading.modules.push(name);
  const others = seen.filter(({ of }) => !of.includes(name));
  seen.splice(0, seen.length, ...others);
}

export function needsOption(name: string): boolean {
  return modules[name]?.needsOption ?? false;
}

/** Whether the options of a match may stand here: it was loaded, or the protocol has loaded it. */
export function isLoaded({ modules: loaded, protocol, context: { family } }: Reading, name: string): boolean {
  if (loaded.includes(name)) return true;
  switch (name) {
    case 'tcp':
      return protocol === TCP;
    case 'udp':
      return protocol === UDP;
    case 'icmp':
      return protocol === ICMP && family === 'ipv4';
    case 'icmp6':
      return protocol === ICMPV6 && family === 'ipv6';
    default:
      return false;
  }
}

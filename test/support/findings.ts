import type {
  Endpoint,
  Fate,
  Findings,
  LabHost,
  Probe,
  ProbeTraffic,
  Seen,
  Trial,
} from '../../src/lab/model.js';

/** A host of a made-up laboratory, with one interface. */
export function labHost(id: string, address: string, name = id): LabHost {
  return { id, name, interfaces: [{ id: 'eth0', device: 'eth0', addresses: [address] }] };
}

export const web = labHost('web-1', '10.0.1.10');
export const db = labHost('db-1', '10.0.3.10');

/** An end of a probe: a host's first address, or one of the external network. */
export function end(of: LabHost | string): Endpoint {
  if (typeof of === 'string') return { address: of };
  const [one] = of.interfaces;
  return { host: of.id, interface: one!.id, address: one!.addresses[0]! };
}

export interface TrialParts {
  readonly from?: LabHost | string;
  readonly to?: LabHost | string;
  /** A TCP port, or other traffic. */
  readonly traffic?: number | ProbeTraffic;
  readonly family?: Probe['family'];
  readonly purpose?: string;
  readonly wanted?: Fate;
  readonly because?: string;
  /** Left out: as wanted. */
  readonly seen?: Fate | Seen;
}

/** A run of the trials, with ids from 1. Unless told otherwise, each is TCP 443 from outside to web-1, wanted and seen to be answered. */
export function findings(trials: readonly TrialParts[], hosts: readonly LabHost[] = [web, db]): Findings {
  return {
    target: 'nftables',
    seed: 7,
    network: { hosts },
    trials: trials.map((parts, i) => trial(i + 1, parts)),
  };
}

function trial(id: number, parts: TrialParts): Trial {
  const { from = '203.0.113.7', to = web, traffic = 443, family = 'ipv4' } = parts;
  const { purpose = 'first port of a rule', wanted = 'answered', seen = wanted } = parts;
  const usual = wanted === 'answered' ? "ingress rule 1 of group 'web' allows it" : 'no rule allows it';
  return {
    probe: {
      id,
      from: end(from),
      to: end(to),
      family,
      traffic: typeof traffic === 'number' ? { kind: 'tcp', port: traffic } : traffic,
      purpose,
    },
    wanted: { fate: wanted, because: parts.because ?? usual },
    seen: typeof seen === 'string' ? { fate: seen } : seen,
  };
}

/** Texts that a definition may hold, and that have a meaning of their own in some report. */
export const hostile = [
  'a\nok 2 - b',
  '\u001b[31mred\u001b[0m',
  ']]>',
  '</testcase>',
  '"><x y="',
  '# TODO not today',
  '# SKIP',
  'back\\slash \\# hash',
  '...',
  '---',
  'a\n  ...\nBail out!',
  '\u0000\u0008\u000b\u007f\u0085\u2028',
  '\ud800 half',
  '\ufffe\uffff',
  '\u202egnol',
  '&amp; &#0; %s {bar}',
  '__proto__',
  'true',
  '',
  ' ',
  'emoji 😀 日本',
] as const;

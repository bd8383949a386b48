import type { Kernel } from '../backend/kernel.js';
import type { Listing } from '../backend/listing.js';
import type { Reader } from '../backend/reader.js';
import { collect, type Outcome, type Report } from '../diagnostics/diagnostic.js';
import { ReadSource, type Source, type Span } from '../diagnostics/source.js';
import type { Policy } from '../policy/model.js';
import {
  type AllChanges,
  type Change,
  changesBetween,
  inFewWords,
  type RefusalChange,
} from '../proof/changes.js';
import { TooComplex } from '../proof/diagram/diagrams.js';
import type { Firewall } from '../proof/firewall.js';
import type { Packet } from '../proof/packet.js';
import { lineSpan } from '../proof/prove.js';
import { trace } from '../proof/trace.js';
import { Reasons } from '../proof/why.js';
import { settingsLike } from './ignored-hooks.js';
import type { KnownFlow } from './known-flows.js';

/** So many changes of a hook are told one by one; the rest is counted. */
const SHOWN = 50;

/** What loading a script would change, by meaning. */
export interface Plan {
  /** Nothing of ours is loaded: every packet passes now, as far as others let it. */
  readonly isFirst: boolean;
  /** What passes afterwards and does not now. */
  readonly opens: readonly Planned[];
  /** What passes now and not afterwards. Of a first load, all that the rules do not allow, which is not listed. */
  readonly closes: readonly Planned[];
  /** What is refused before and after, and in another way from then on: without an answer, or with which. */
  readonly refusals: readonly RefusalChange[];
  /** How many more changes there are than those that are listed. */
  readonly more: number;
  /** Flows that go on now, and end with the change. */
  readonly ends: readonly KnownFlow[];
  /** Whether flows that lose their rule go on instead (`revoke: keep`). */
  readonly keepsFlows: boolean;
  /** What else is loaded, in words. */
  readonly others: readonly string[];
}

/** Packets that a plan opens or closes. */
export interface Planned {
  readonly path: Change['path'];
  /** Such as `tcp/22 from 10.0.9.0/24 into eth0`. */
  readonly packets: string;
  /** Why they pass afterwards, or not, in words; where only a script is known what it says of that, which may be nothing. */
  readonly because: string;
  /** The rule of the definition that allows them afterwards. */
  readonly rule?: Span;
  /** The rule that allowed them until now, as the script that is loaded calls it; empty where that is not known. */
  readonly was: string;
}

/** What is to be loaded. */
export interface Wanted {
  readonly script: Source;
  readonly read: Reader;
  /** What the script was proven to mean; absent for one that was loaded before, whose definition may be gone. */
  readonly policy: Policy | undefined;
  /** Of a script without a definition: whether flows that lose their rule go on. */
  readonly keepsFlows?: boolean | undefined;
}

/** What two firewalls and a definition tell, without the flows of the machine. */
type Compared = Omit<Plan, 'ends' | 'keepsFlows'>;

/** What is loaded now. */
export interface Loaded {
  readonly listing: Listing;
  /** The script that it was loaded from, if that is known. */
  readonly script: Source | undefined;
}

/** Compares what is loaded with what is wanted, for every packet there can be. What cannot be read is an error. */
export function planOf(wanted: Wanted, { listing, script }: Loaded, kernel: Kernel): Outcome<Compared> {
  return collect((report) => {
    const next = firewallOf(wanted.script, wanted.read, report);
    const own = kernel.ownPart(listing, wanted.policy?.settings ?? settingsLike(next), (problem) =>
      report('not-understood', undefined, { problem }),
    );
    const others = [...own.others, ...listing.others];
    if (own.text === '') return { isFirst: true, opens: [], closes: [], refusals: [], more: 0, others };
    const now = firewallOf(new ReadSource('loaded here', own.text), kernel.read, report);
    const changes = compared(now, next, wanted.script, report);
    const before = script && { script, firewall: firewallOf(script, wanted.read, () => undefined) };
    const meant = wanted.policy && new Reasons(wanted.policy);
    const after = { script: wanted.script, firewall: next };
    const reasons = new Map(
      changes?.shown.map((change) => [change.witness, reasonOf(change, meant, before, after)]),
    );
    const planned = changes
      ? inFewWords(changes, ({ witness }) => keyOf(reasons.get(witness)!)).map((change) => ({
          passes: change.after.verdict === 'accept',
          told: { path: change.path, packets: change.packets, ...reasons.get(change.witness)! },
        }))
      : [];
    const passing = (which: boolean) =>
      planned.filter(({ passes }) => passes === which).map(({ told }) => told);
    return {
      isFirst: false,
      opens: passing(true),
      closes: passing(false),
      refusals: changes?.refusals ?? [],
      more: changes?.more ?? 0,
      others,
    };
  });
}

/** Whether loading changes nothing. */
export function isNothing({ isFirst, opens, closes, refusals, more }: Compared): boolean {
  return !isFirst && opens.length + closes.length + refusals.length + more === 0;
}

export function firewallOf(source: Source, read: Reader, report: Report): Firewall {
  return read(source.text, (line, problem) => report('not-understood', lineSpan(source, line), { problem }));
}

function compared(now: Firewall, next: Firewall, script: Source, report: Report): AllChanges | undefined {
  try {
    return changesBetween(now, next, SHOWN, (line, problem) =>
      report('not-understood', lineSpan(script, line), { problem }),
    );
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    report('proof-too-complex', undefined, {});
    return undefined;
  }
}

/** A script, and what it does. */
interface Scripted {
  readonly script: Source;
  readonly firewall: Firewall;
}

type Reason = Omit<Planned, 'path' | 'packets'>;

/** Where the definition is not at hand, comments of the script say why. */
function reasonOf(
  { witness }: Change,
  meant: Reasons | undefined,
  before: Scripted | undefined,
  after: Scripted,
): Reason {
  const { because, allow } = meant?.of(witness) ?? { because: commentAt(after, witness) };
  const was = before ? commentAt(before, witness) : '';
  return { because, was, ...(allow && { rule: allow.origin.rule.span }) };
}

function keyOf({ because, was }: Reason): string {
  return `${because}\n${was}`;
}

/** What the line that decides about a packet says of its rule, or the comment above it. */
function commentAt({ script, firewall }: Scripted, packet: Packet): string {
  const { line } = trace(firewall, packet);
  if (line === undefined) return '';
  const [above = '', text] = ['', ...script.text.split('\n', line)].slice(-2);
  const [, quoted, behind] = /comment "([^"]*)"|# (.*)$/.exec(text!) ?? [];
  return quoted ?? behind ?? (above.startsWith('# ') ? above.slice(2) : '');
}

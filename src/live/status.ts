import type { Kernel } from '../backend/kernel.js';
import type { Reader } from '../backend/reader.js';
import type { Held, Switching } from '../backend/switching.js';
import { collectAsync, type Outcome, type Report } from '../diagnostics/diagnostic.js';
import { ReadSource } from '../diagnostics/source.js';
import { printed } from '../machine/machine.js';
import { changesBetween, inFewWords } from '../proof/changes.js';
import type { Path } from '../proof/dimensions.js';
import type { Firewall } from '../proof/firewall.js';
import { devicesOfFirewall } from '../proof/named-devices.js';
import type { Packet } from '../proof/packet.js';
import type { Trace } from '../proof/trace.js';
import type { LiveHost } from './change.js';
import type { About } from './generations.js';
import { settingsLike } from './ignored-hooks.js';
import { firewallOf } from './plan.js';

/** So much of a drift is told one by one. */
const SHOWN = 20;

/** What a machine has loaded. */
export interface Status {
  readonly held: Held;
  /** What is known of the rules that apply without a trial. */
  readonly settled: About | undefined;
  readonly trial: About | undefined;
  /** What a boot loads. */
  readonly confirmed: About | undefined;
  /** What somebody changed since the rules were loaded, by meaning: none if they are as they were. Undefined: that is not known. */
  readonly drift: readonly Drifted[] | undefined;
  readonly others: readonly string[];
  /** Devices that the rules name and the machine lacks, and the other way round. */
  readonly lacking: readonly string[];
  readonly unnamed: readonly string[];
}

/** Packets of one hook that fare otherwise since somebody changed the rules. */
export interface Drifted {
  readonly path: Path;
  /** Such as `tcp/22 from 10.0.9.0/24 into eth0`. */
  readonly packets: string;
  readonly now: Trace['verdict'];
  /** Whether they were refused and still are, in another way. */
  readonly isRefused: boolean;
  /** One of them. */
  readonly witness: Packet;
}

interface Backing {
  readonly kernel: Kernel;
  readonly read: Reader;
  readonly switching: Switching;
}

export async function statusOf(live: LiveHost, backing: Backing): Promise<Outcome<Status>> {
  const listing = await live.list();
  const held = backing.switching.held(listing);
  const aboutOf = async (number: number | undefined) =>
    number === undefined ? undefined : live.generations.about(number);
  const confirmed = await live.generations.confirmed();
  const settled =
    typeof held.settled === 'number'
      ? await aboutOf(held.settled)
      : held.settled === 'script'
        ? confirmed
        : undefined;
  return collectAsync(async (report) => {
    const seen = backing.switching.seen(listing, 'settled');
    const kept = settled && (await live.generations.script(settled.number).catch(() => undefined));
    const like = kept === undefined ? undefined : backing.read(kept, () => undefined);
    const own = backing.kernel.ownPart(seen, settingsLike(like), (problem) =>
      report('not-understood', undefined, { problem }),
    );
    const others = [...own.others, ...listing.others];
    const common = { held, settled, trial: await aboutOf(held.trial?.generation), confirmed, others };
    if (own.text === '') return { ...common, drift: undefined, lacking: [], unnamed: [] };
    const now = firewallOf(new ReadSource('loaded here', own.text), backing.kernel.read, report);
    const named = new Set(devicesOfFirewall(now));
    const here = (await printed(live.machine, 'ls', ['/sys/class/net']))
      .split('\n')
      .filter((name) => name !== '');
    return {
      ...common,
      drift: settled && (await driftOf(live, settled, now, backing, report)),
      lacking: [...named].filter((name) => name !== 'lo' && !name.endsWith('*') && !here.includes(name)),
      unnamed: here.filter((name) => name !== 'lo' && !named.has(name)),
    };
  });
}

async function driftOf(
  live: LiveHost,
  { number }: About,
  now: Firewall,
  { read }: Backing,
  report: Report,
): Promise<readonly Drifted[]> {
  const script = new ReadSource(`generation ${number}`, await live.generations.script(number));
  const kept = firewallOf(script, read, report);
  const changes = changesBetween(kept, now, SHOWN, (_, problem) =>
    report('not-understood', undefined, { problem }),
  );
  const packets = 'what is refused';
  return [
    ...inFewWords(changes, () => '').map(({ after, ...one }) => ({
      ...one,
      now: after.verdict,
      isRefused: false,
    })),
    ...changes.refusals.map(({ refusal, ...one }) => ({ ...one, packets, now: refusal, isRefused: true })),
  ];
}

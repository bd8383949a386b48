import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { NOTHING_BUT_SENDING, nftInput } from './by-hand.js';
import { type Candidate, listWorkload, ruleWorkload, type Workload } from './candidates.js';
import { number, ratio, table } from './figures.js';
import { framesOf } from './frames.js';
import { Namespace } from './namespace.js';
import type { Options } from './options.js';
import { Sender } from './sender.js';
import { type Cost, measure, type Range, type Volleys, verify } from './volleys.js';
import { addHost, lostFrames } from './wires.js';

/** Seconds that a firewall may take to load. */
const PATIENCE = 60;

const HEAD = ['Firewall', 'refused, ns', '/ floor', 'accepted, ns', '/ floor'];

export async function packetSection(options: Options, folder: string): Promise<string> {
  const makers = [
    ...options.packetSizes.map((size) => () => ruleWorkload(size, folder)),
    ...(options.all ? [() => listWorkload(folder)] : []),
  ];
  const parts: string[] = [];
  // One after the other: the firewalls of one size are gone before those of the next are there.
  for (const make of makers) parts.push(await costsOf(make(), options.rounds, folder));
  return ['## Cost of a packet that opens a flow', ...parts].join('\n\n');
}

/** Opens the outside world with its sender, and closes it whatever happens. */
export async function costsOf(workload: Workload, rounds: number, folder: string): Promise<string> {
  const outside = await Namespace.open();
  try {
    const volleys = volleysOf(workload, folder, outside);
    const sender = new Sender(outside);
    try {
      return await tableOf(workload, rounds, { outside, sender, volleys });
    } finally {
      await sender.close();
    }
  } finally {
    await outside.close();
  }
}

async function tableOf(workload: Workload, rounds: number, range: Range): Promise<string> {
  const hosts = new Map(workload.candidates.map((one, at) => [`fw${at}`, one]));
  const loaded = [...hosts].filter(([host, candidate]) => install(range.outside, host, candidate.load));
  for (const [host] of loaded) await verify(range, host);
  const before = lostFrames();
  const { floor, costs } = await measure(range, ['wire', ...loaded.map(([host]) => host)], rounds);
  const row = (
    name: string,
    { refused, accepted }: Record<'refused' | 'accepted', Cost>,
  ): readonly string[] => [
    name,
    ...[refused, accepted].flatMap((cost) => [number(cost.nanoseconds), ratio(cost.ratio)]),
  ];
  const rows = [
    row('sending alone: dropped at the wire', costs.get('wire')!),
    row('the floor', floor),
    ...loaded.map(([host, { name }]) => row(name, costs.get(host)!)),
  ];
  const missing = [...hosts.values()].filter((one) => !loaded.some(([, other]) => other === one));
  return [`### ${workload.name}`, table(HEAD, rows), ...notes(missing, lostFrames() - before)].join('\n\n');
}

function notes(missing: readonly Candidate[], lost: number): readonly string[] {
  return [
    ...missing.map(({ name }) => `Did not load within ${PATIENCE} s: ${name}.`),
    ...(lost > 0 ? [`${lost} frames were lost on the way: the machine was too busy for this table.`] : []),
  ];
}

/** Writes the frames and sets up the hosts that everything is compared with. */
function volleysOf(
  { count, ruleAt, refusedAt = ruleAt }: Workload,
  folder: string,
  outside: Namespace,
): Volleys {
  const written = (name: string, content: string | Buffer): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const base = (host: string, text: string): string => {
    install(outside, host, ['nft', '-f', written(host, text)]);
    return host;
  };
  base('wire', NOTHING_BUT_SENDING);
  return {
    refused: {
      frames: written('refused.frames', framesOf(count, refusedAt, 'refused')),
      floor: base('shut', nftInput('drop')),
    },
    accepted: {
      frames: written('accepted.frames', framesOf(count, ruleAt, 'accepted')),
      floor: base('open', nftInput('accept')),
    },
  };
}

/** Adds a host and loads its firewall; says whether that worked in time. */
function install(outside: Namespace, host: string, load: readonly string[]): boolean {
  addHost(outside, host);
  const { status, stderr } = outside.attempt(load, host, { patience: PATIENCE });
  if (status !== null && status !== 0) throw new Error(`${load.join(' ')}: ${stderr.slice(0, 1_000)}`);
  return status === 0;
}

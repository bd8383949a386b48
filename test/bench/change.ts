import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { backendOf } from '../../src/backend/registry.js';
import { type Target, targets } from '../../src/target/target.js';
import { median, number, seconds, table } from './figures.js';
import { Namespace, secondsInFresh } from './namespace.js';
import type { Options } from './options.js';
import { SECGROUP } from './place.js';
import { mustRun } from './process.js';

/** Flows that connection tracking knows while a change is made. */
const FLOWS = [0, 250_000] as const;
const CHANGES: readonly Change[] = [
  { what: '1,000 rules', of: (folder) => rules(folder, 1_000) },
  { what: '10,000 rules', of: (folder) => rules(folder, 10_000) },
  { what: 'a list of 100,000', of: (folder) => members(folder, 100_000) },
];

/** Definitions of which one little thing differs. */
interface Change {
  readonly what: string;
  readonly of: (folder: string) => Definitions;
}

interface Definitions {
  readonly first: string;
  readonly second: string;
}

/** What it takes to change one rule among many, or one member of a list, on a running host, beside loading the whole script. */
export async function changeSection({ rounds }: Options, folder: string): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const target of targets)
    for (const change of CHANGES)
      rows.push(await changing(target, change, rounds, path.join(folder, 'change')));
  const flows: (readonly string[])[] = [];
  for (const count of FLOWS)
    flows.push([number(count), ...(await committing(count, rounds, path.join(folder, 'commit')))]);
  return [
    '## A change of a running host',
    table(
      ['Target', 'of', 'script, s', 'first apply, s', 'one change, s', 'nothing, s', 'change / script'],
      rows,
    ),
    'A script is loaded by `nft -f` or `sh` into a fresh namespace; `apply` is the whole process, with plan, proofs, commit and confirmation.',
    table(['Known flows', 'switch, ms', 'keep, ms'], flows),
    'The two transactions of a change of 1,000 rules that packets notice, each the whole process of `nft`.',
  ].join('\n\n');
}

async function changing(
  target: Target,
  { what, of }: Change,
  rounds: number,
  folder: string,
): Promise<readonly string[]> {
  const { first, second } = of(folder);
  const out = path.join(folder, 'out');
  mustRun([process.execPath, SECGROUP, 'compile', first, '-t', target, '-o', out]);
  const { kernel, fileEnding } = backendOf(target);
  const load = kernel.load(path.join(out, `h${fileEnding}`));
  const times: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const script = await secondsInFresh(load);
    times.push([script, ...(await onHost(folder, target, [first, second, second]))]);
  }
  const all = [0, 1, 2, 3].map((at) => median(times.map((one) => one[at]!)));
  const ratio = median(times.map((one) => one[2]! / one[0]!));
  return [target, what, ...all.map((one) => seconds(one)), ratio.toFixed(1)];
}

/** Seconds of each `apply`, one after the other in one namespace. */
async function onHost(
  folder: string,
  target: Target,
  files: readonly string[],
  before: (namespace: Namespace) => void = () => undefined,
): Promise<readonly number[]> {
  const namespace = await Namespace.open();
  const state = path.join(folder, 'state');
  try {
    namespace.run(['sh', '-c', 'ip link add eth0 type veth peer name other; ip link set eth0 up']);
    before(namespace);
    return files.map((file) => {
      const words = ['apply', file, '-t', target, '--yes', '--confirm', '0', '--state', state];
      return namespace.run([process.execPath, SECGROUP, ...words]).seconds;
    });
  } finally {
    await namespace.close();
    rmSync(state, { recursive: true, force: true });
  }
}

/** Milliseconds of the two transactions that packets notice, in a namespace with so many known flows. */
async function committing(flows: number, rounds: number, folder: string): Promise<readonly string[]> {
  const { first, second } = rules(folder, 1_000);
  const log = path.join(folder, 'log');
  const times: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    rmSync(log, { force: true });
    await onHost(folder, 'nftables', [first, second], (namespace) => {
      const known = path.join(folder, 'flows');
      writeFileSync(known, Array.from({ length: flows }, (_, at) => flowLine(at)).join(''));
      if (flows > 0) namespace.run(['conntrack', '-R', known]);
      const shim = timed(folder, log);
      // For this namespace alone, which has a mount namespace of its own.
      namespace.run([
        'sh',
        '-c',
        `cp "$(command -v nft)" ${folder}/nft-itself; mount --bind ${shim} "$(readlink -f "$(command -v nft)")"`,
      ]);
    });
    const calls = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    // Of the second change: it stages, switches, keeps and cleans up.
    times.push(calls.slice(-3, -1).map(([, nanoseconds]) => nanoseconds! / 1e6));
  }
  return [0, 1].map((at) => median(times.map((one) => one[at]!)).toFixed(1));
}

/** A program in the place of nft that notes how long each transaction takes, and how long its text is. */
function timed(folder: string, log: string): string {
  const shim = path.join(folder, 'nft');
  writeFileSync(
    shim,
    `#!/bin/sh
[ "$1" = -f ] || exec ${folder}/nft-itself "$@"
cat >${folder}/input; from=$(date +%s%N)
${folder}/nft-itself -f ${folder}/input || exit
echo "$(wc -c <${folder}/input) $(($(date +%s%N) - from))" >>${log}
`,
  );
  chmodSync(shim, 0o755);
  return shim;
}

/** A flow of UDP between two others, which no rule of these definitions is about. */
function flowLine(at: number): string {
  const [source, destination] = [`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`, '198.51.100.1'];
  return `-A -t 600 -s ${source} -d ${destination} -r ${destination} -q ${source} -p udp --sport 1000 --dport 2000 --reply-port-src 2000 --reply-port-dst 1000\n`;
}

/** Two definitions of so many rules, of which one differs. */
function rules(folder: string, size: number): Definitions {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, last: string) => {
    const rules = Array.from({ length: size }, (_, at) => {
      const network = `10.${(at >> 7) & 255}.${(at << 1) & 255}.0/24`;
      return `      - { allow: tcp/${1_000 + (at % 60)}, from: ${at === size - 1 ? last : network} }\n`;
    });
    const file = path.join(folder, name);
    writeFileSync(
      file,
      `groups:\n  g:\n    ingress:\n${rules.join('')}hosts:\n  h: { interfaces: { eth0: { addresses: [192.0.2.1], groups: [g] } } }\n`,
    );
    return file;
  };
  return { first: write('first.yaml', '198.51.100.1'), second: write('second.yaml', '198.51.100.2') };
}

/** Two definitions of a list, of which one address differs. */
function members(folder: string, size: number): Definitions {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, last: string) => {
    const list = Array.from({ length: size - 1 }, (_, at) => {
      const odd = 2 * at + 1;
      return `10.${(odd >> 16) & 255}.${(odd >> 8) & 255}.${odd & 255}\n`;
    });
    writeFileSync(path.join(folder, `${name}.txt`), `${list.join('')}${last}\n`);
    const file = path.join(folder, `${name}.yaml`);
    writeFileSync(
      file,
      `prefixLists: { members: { file: ${name}.txt } }\ngroups: { g: { ingress: [{ allow: ssh, from: list:members }] } }\nhosts:\n  h: { interfaces: { eth0: { addresses: [192.0.2.1], groups: [g] } } }\n`,
    );
    return file;
  };
  return { first: write('one', '198.51.100.1'), second: write('other', '198.51.100.2') };
}

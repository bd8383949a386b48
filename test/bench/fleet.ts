import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { targets } from '../../src/target/target.js';
import { number, seconds, table } from './figures.js';
import type { Options } from './options.js';
import { type Compiled, secgroup } from './process.js';

const HOSTS = 2_000;
const GROUPS = 500;
const ALL_CORES: readonly string[] = ['--jobs', String(availableParallelism())];

/** Compiles a fleet into an empty folder, with one job and with all cores, and once more after one group has changed. */
export function fleetSection(_: Options, folder: string): string {
  const source = path.join(folder, 'fleet.yaml');
  const rows = targets.map((target) => {
    const compile = (port: number, output: string, jobs: readonly string[] = []): Compiled => {
      writeFileSync(source, fleet(port));
      const words = ['compile', source, '-t', target, '-o', output, ...jobs];
      return secgroup(words, path.join(folder, 'fleet.out'));
    };
    const [output, other] = [`fleet-${target}`, `fleet-${target}-alone`].map((name) =>
      path.join(folder, name),
    );
    const alone = compile(8_080, other!, ['--jobs', '1']);
    const first = compile(8_080, output!, ALL_CORES);
    const before = written(output!);
    const second = compile(8_081, output!, ['--jobs', '1']);
    const rewritten = [...written(output!)].filter(([file, time]) => before.get(file) !== time).length;
    const cells = [alone, first, second].flatMap((one) => [seconds(one.seconds), number(one.megabytes)]);
    return [target, number(before.size), ...cells, number(rewritten)];
  });
  const times = ['one job, s', 'all cores, s', 'again, s'].flatMap((time) => [time, 'peak, MB']);
  return [
    `## A fleet: ${number(HOSTS)} hosts over ${GROUPS} groups`,
    table(['Target', 'files', ...times, 'files rewritten'], rows),
    'The last run is after one port of one group has changed.',
  ].join('\n\n');
}

function written(folder: string): ReadonlyMap<string, bigint> {
  const files = readdirSync(folder);
  return new Map(files.map((file) => [file, statSync(path.join(folder, file), { bigint: true }).mtimeNs]));
}

/** Every host carries three groups; every group has rules from a network, from another group and from everywhere. */
function fleet(port: number): string {
  const groups = Array.from({ length: GROUPS }, (_, at) => {
    const own = at === 0 ? port : 8_080;
    return `  g${at}:
    ingress:
      - { allow: ssh, from: 10.${at % 250}.0.0/16 }
      - { allow: tcp/${own}, from: 'group:g${(at * 7 + 1) % GROUPS}' }
      - { allow: [tcp/${9_000 + (at % 100)}, udp/${9_000 + (at % 100)}], from: [192.0.2.0/24, 198.51.100.${at % 250}] }
      - { allow: https, from: anywhere-ipv4 }
`;
  });
  const hosts = Array.from({ length: HOSTS }, (_, at) => {
    const carried = [at, at * 3 + 1, at * 11 + 5].map((group) => `g${group % GROUPS}`);
    const address = `10.${200 + (at >> 8)}.${at & 255}.10`;
    return `  h${at}: { interfaces: { eth0: { addresses: [${address}], groups: [${[...new Set(carried)].join(', ')}] } } }\n`;
  });
  return `groups:\n${groups.join('')}hosts:\n${hosts.join('')}`;
}

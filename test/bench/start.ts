import { median, ratio, table } from './figures.js';
import type { Options } from './options.js';
import { inProject, SECGROUP } from './place.js';
import { mustRun } from './process.js';

const RUNS: readonly (readonly [string, readonly string[]])[] = [
  ['node -e 0', ['-e', '0']],
  ['secgroup --version', [SECGROUP, '--version']],
  [
    'secgroup compile examples/three-tier.yaml, one host',
    [SECGROUP, 'compile', inProject('examples/three-tier.yaml'), '--host', 'web-1'],
  ],
  [
    'the same with --no-proof',
    [SECGROUP, 'compile', inProject('examples/three-tier.yaml'), '--host', 'web-1', '--no-proof'],
  ],
];

/** These are short, so that there is time for many rounds. */
const TIMES = 4;

export function startSection({ rounds }: Options): string {
  const times = RUNS.map((): number[] => []);
  for (let round = 0; round < rounds * TIMES; round += 1)
    RUNS.forEach(([, words], at) => {
      times[at]!.push(mustRun([process.execPath, ...words]).seconds);
    });
  const [bare] = times;
  const rows = RUNS.map(([name], at) => [
    `\`${name}\``,
    (median(times[at]!) * 1_000).toFixed(0),
    ratio(median(times[at]!.map((time, round) => time / bare![round]!))),
  ]);
  return ['## Start of the program', table(['Process', 'ms', '/ bare node'], rows)].join('\n\n');
}

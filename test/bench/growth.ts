import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { table } from './figures.js';
import type { Options } from './options.js';
import { Resident } from './resident.js';
import { SHAPES, type Shape } from './shapes.js';

/** Beyond this exponent time grows faster than the input, noise and sorting allowed for. */
const STEEP = 1.25;
/** Seconds of user time that one run may take. */
const PATIENCE = 15;
/** Seconds below which a cell says nothing: the collector's whims are as much. */
const SHORT = 0.06;
/** A cell that looks steep is measured so often again, and the least counts. */
const AGAIN = 2;

/** The words of a command, for a definition and the folder that holds its scripts. */
type Words = (source: string, folder: string, shape: Shape) => readonly string[];

interface Command {
  readonly words: Words;
  /** What has to be there first. */
  readonly before?: Words;
}

const FORMATS = ['native', 'aws', 'terraform', 'cloudformation', 'openstack'] as const;

const converted = (format: string, ...more: readonly string[]): Words => {
  return (source, folder) => ['convert', '--to', format, '-o', path.join(folder, format), ...more, source];
};
const compiled = (target: string, ...more: readonly string[]): Words => {
  return (source, folder) => ['compile', '--host', 'h', '-t', target, '-o', folder, ...more, source];
};
const check: Words = (source) => ['check', source];

/** Of a definition that is wrong, the others come no further than `check`. */
const WRONG: Readonly<Record<string, Command>> = {
  check: { words: check },
  'check --json': { words: (source) => ['check', '--json', source] },
};

const RIGHT: Readonly<Record<string, Command>> = {
  check: { words: check },
  'compile to nftables': { words: compiled('nftables') },
  'compile to ipset': { words: compiled('ipset') },
  'compile to iptables': { words: compiled('iptables') },
  verify: {
    before: compiled('nftables', '--no-proof'),
    words: (source, folder) => ['verify', '--host', 'h', path.join(folder, 'h.nft'), source],
  },
  list: { words: (source) => ['list', source] },
  'show host': { words: (source) => ['show', 'host:h', source] },
  'show group': { words: (source, _, { group = 'web' }) => ['show', `group:${group}`, source] },
  ...Object.fromEntries(FORMATS.map((format) => [`convert to ${format}`, { words: converted(format) }])),
  'convert to aws --minimal': { words: converted('aws', '--minimal') },
  ...Object.fromEntries(
    // What is written for Terraform is its language, which only Terraform reads.
    FORMATS.filter((format) => format !== 'native' && format !== 'terraform').map((format) => [
      `check, as ${format}`,
      {
        before: converted(format),
        words: (_: string, folder: string) => ['check', path.join(folder, format)],
      },
    ]),
  ),
};

/** How time grows with the input, for each command and each shape of definition. */
export async function growthSection({ only = '' }: Options, folder: string): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const shape of SHAPES.filter(({ name }) => name.includes(only)))
    rows.push(...(await rowsOf(shape, path.join(folder, 'growth'))));
  const head = ['Shape', 'Command', 'n', 'n, s', '2n, s', '4n, s', 'exponent'];
  return `## Growth\n\n${table(head, rows)}`;
}

async function rowsOf(shape: Shape, folder: string): Promise<readonly (readonly string[])[]> {
  mkdirSync(folder, { recursive: true });
  const resident = new Resident(PATIENCE);
  const rows: (readonly string[])[] = [];
  for (const [name, command] of Object.entries(shape.wrong ? WRONG : RIGHT)) {
    const figures = await measured(shape.size, (size) => secondsOf(command, shape, size, folder, resident));
    rows.push([shape.name, name, shape.size.toLocaleString('en-US'), ...figures]);
    // Beside the table, for whoever waits.
    console.error(rows.at(-1)!.join(' | '));
  }
  resident.end();
  return rows;
}

async function secondsOf(
  { words, before }: Command,
  shape: Shape,
  size: number,
  folder: string,
  resident: Resident,
): Promise<number | undefined> {
  const source = path.join(folder, 'source.yaml');
  writeFileSync(source, shape.text(size));
  if (before && (await resident.seconds(before(source, folder, shape))) === undefined) return undefined;
  return resident.seconds(words(source, folder, shape), shape.wrong ? 1 : 0);
}

/** The figures of a cell: it grows until one size takes too long. */
async function measured(
  size: number,
  secondsAt: (size: number) => Promise<number | undefined>,
): Promise<readonly string[]> {
  const times: number[] = [];
  try {
    for (const one of [size, 2 * size, 4 * size]) {
      const seconds = await secondsAt(one);
      if (seconds === undefined)
        return [...shown(times), `> ${PATIENCE}`, ...['', ''].slice(times.length), 'STEEP'];
      times.push(seconds);
    }
    for (let again = 0; again < AGAIN && exponentOf(times) > STEEP; again += 1)
      for (const at of [1, 2])
        times[at] = Math.min(times[at]!, (await secondsAt(2 ** at * size)) ?? PATIENCE);
  } catch (error) {
    return [...['', '', ''], error instanceof Error ? error.message : String(error)];
  }
  const exponent = exponentOf(times);
  if (times[2]! < SHORT) return [...shown(times), 'short'];
  return [...shown(times), `${exponent.toFixed(2)}${exponent > STEEP ? ' STEEP' : ''}`];
}

const shown = (times: readonly number[]) => times.map((time) => time.toFixed(2));

const exponentOf = ([, half, whole]: readonly number[]) => (whole! < SHORT ? 0 : Math.log2(whole! / half!));

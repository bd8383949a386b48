import { parseArgs } from 'node:util';

const SECTION_NAMES = ['packets', 'early', 'compile', 'list', 'start', 'change', 'fleet', 'growth'] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

export interface Options {
  readonly sections: readonly SectionName[];
  /** Numbers of rules. */
  readonly packetSizes: readonly number[];
  readonly compileSizes: readonly number[];
  readonly rounds: number;
  /** Of growth, the shapes whose names hold this; absent: all. */
  readonly only: string | undefined;
  /** The sizes that take long, and the list of a million prefixes as a firewall. */
  readonly all: boolean;
}

export const HELP = `npm run bench -- [SECTION…] [OPTIONS]

Sections (left out: all of them)
  packets   cost of a packet that opens a flow, per target and size
  early     cost of a packet that is dropped before connection tracking
  compile   compiling AWS exports, and loading the result
  list      merging a million CIDRs, beside iprange
  start     start of the program, and a small compile
  change    changing one rule of a running host, beside loading its script
  fleet     2,000 hosts over 500 groups
  growth    how time grows with the input, per command and shape of definition

Options
  --sizes N,…   numbers of rules for packets (10,1000,10000) and compile (1000,10000,100000)
  --rounds N    interleaved rounds, of which the median is told (3)
  --only TEXT   of growth, the shapes whose names hold it
  --all         packets also for 100,000 rules and for a list of a million prefixes
  --help        this text`;

/** Reads the command line; nothing where help is wanted. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      sizes: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const sizes = values.sizes?.split(',').map(positive);
  return {
    sections: positionals.length === 0 ? SECTION_NAMES : positionals.map(sectionName),
    packetSizes: sizes ?? [10, 1_000, 10_000, ...(values.all ? [100_000] : [])],
    compileSizes: sizes ?? [1_000, 10_000, 100_000],
    rounds: positive(values.rounds),
    only: values.only,
    all: values.all,
  };
}

function sectionName(word: string): SectionName {
  const name = SECTION_NAMES.find((one) => one === word);
  if (name === undefined) throw new Error(`No section '${word}'. There are ${SECTION_NAMES.join(', ')}`);
  return name;
}

function positive(word: string): number {
  if (!/^[1-9]\d*$/.test(word)) throw new Error(`'${word}' is not a positive number`);
  return Number(word);
}

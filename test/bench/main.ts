import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { changeSection } from './change.js';
import { compileSection } from './compile.js';
import { earlySection } from './early.js';
import { fleetSection } from './fleet.js';
import { growthSection } from './growth.js';
import { listSection } from './list.js';
import { machine } from './machine.js';
import { HELP, type Options, readOptions, type SectionName } from './options.js';
import { packetSection } from './packets.js';
import { startSection } from './start.js';

/** Measures one kind of cost, with files in a folder of its own, and gives the Markdown of its tables. */
type Section = (options: Options, folder: string) => string | Promise<string>;

const SECTIONS: Readonly<Record<SectionName, Section>> = {
  packets: packetSection,
  early: earlySection,
  compile: compileSection,
  list: listSection,
  start: startSection,
  change: changeSection,
  fleet: fleetSection,
  growth: growthSection,
};

async function run(args: readonly string[]): Promise<void> {
  try {
    const options = readOptions(args);
    if (options === undefined) console.log(HELP);
    else await bench(options);
  } catch (error) {
    process.exitCode = 2;
    console.error(message(error));
  }
}

async function bench(options: Options): Promise<void> {
  const folder = temporaryFolder();
  console.log(machine());
  for (const name of options.sections) {
    const before = performance.now();
    console.log(`\n${await measured(name, options, folder)}`);
    // Beside the tables, for whoever waits.
    console.error(`(${name}: ${((performance.now() - before) / 1_000).toFixed(0)} s)`);
  }
}

/** Everything lies in one folder, which goes whatever happens, an interruption included. */
function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  return folder;
}

/** A section that cannot be measured here does not take the others with it. */
async function measured(name: SectionName, options: Options, folder: string): Promise<string> {
  try {
    return await SECTIONS[name](options, folder);
  } catch (error) {
    process.exitCode = 1;
    return `Section '${name}' was not measured: ${message(error)}`;
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

await run(process.argv.slice(2));

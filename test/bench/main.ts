import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileSection } from './compile.js';
import { fleetSection } from './fleet.js';
import { listSection } from './list.js';
import { machine } from './machine.js';
import { HELP, type Options, readOptions, type SectionName } from './options.js';
import { packetSection } from './packets.js';
import { startSection } from './start.js';

/** Measures one kind of cost, with files in a folder of its own, and gives the Markdown of its tables. */
type Section = (options: Options, folder: string) => string | Promise<string>;

const SECTIONS: Readonly<Record<SectionName, Section>> = {
  packets: packetSection,
  compile: compileSection,
  list: listSection,
  start: startSection,
  fleet: fleetSection,
};

const options = readOptions(process.argv.slice(2));
if (options === undefined) console.log(HELP);
else await bench(options);

/** Everything lies in one temporary folder, which goes whatever happens. */
async function bench(options: Options): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-bench-'));
  try {
    console.log(machine());
    for (const name of options.sections) {
      const before = performance.now();
      console.log(`\n${await SECTIONS[name](options, folder)}`);
      // Beside the tables, for whoever waits.
      console.error(`(${name}: ${((performance.now() - before) / 1_000).toFixed(0)} s)`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

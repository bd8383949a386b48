// Runs commands that it is sent, and tells how long each took.
import { createRequire } from 'node:module';
import type { main, run } from '../../src/cli/main.js';
import { SECGROUP } from './place.js';
import type { Told } from './resident.js';

const load = createRequire(import.meta.url)(SECGROUP) as () => {
  readonly run: typeof run;
  readonly main: typeof main;
};
const program = load();
const collect = (globalThis as { gc?: () => void }).gc!;

process.on('message', async (words: readonly string[]) => {
  collect();
  const before = process.cpuUsage();
  const status = await program.run([...words], {});
  const told: Told = { seconds: process.cpuUsage(before).user / 1e6, status };
  process.send!(told);
});

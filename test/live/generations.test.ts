import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type About, Generations } from '../../src/live/generations.js';
import { thisMachine } from '../../src/machine/here.js';

let folder: string;
let generations: Generations;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secgroup-generations-'));
  generations = new Generations(thisMachine(), folder);
  await generations.open();
});

afterEach(() => rm(folder, { recursive: true }));

const about = (number: number): About => ({
  number,
  host: 'dut',
  target: 'nftables',
  generator: 'secgroup',
  applied: '2026-01-01T00:00:00.000Z',
  boot: 'b',
  by: 'root',
  sources: ['d.yaml'],
});

test('a folder that others can write to is refused', async () => {
  await chmod(path.join(folder, 'generations'), 0o777);
  await expect(generations.open()).rejects.toThrow('they can write to it');
});

test('a generation is kept whole, and is what a boot loads once it is confirmed', async () => {
  await generations.add(about(1), 'one');
  expect(await generations.confirmed()).toBeUndefined();
  await generations.confirm(about(1), 'then', async () => undefined);
  expect(await generations.confirmed()).toEqual({ ...about(1), confirmed: 'then' });
  expect(await readFile(path.join(folder, 'confirmed/script'), 'utf8')).toBe('one');
});

test('what a generation is to end is kept beside its script, byte by byte', async () => {
  const [script, begun] = ['é\n\0"$x"\n', '{"of":"é"}\n'];
  await generations.add(about(1), script, begun);
  expect([await generations.script(1), await generations.begun(1)]).toEqual([script, begun]);
  await generations.add(about(2), script);
  expect([await generations.script(2), await generations.begun(2)]).toEqual([script, '']);
  const kept = (number: number) => readdir(path.join(folder, `generations/${number}`));
  expect((await kept(1)).sort()).toEqual(['about.json', 'begun.json', 'script']);
  expect((await kept(2)).sort()).toEqual(['about.json', 'script']);
  expect((await stat(path.join(folder, 'generations/1/begun.json'))).mode & 0o777).toBe(0o600);
});

test('a change that fails leaves what was confirmed', async () => {
  await generations.add(about(1), 'one');
  await generations.confirm(about(1), 'then', async () => undefined);
  await generations.add(about(2), 'two');
  const failing = generations.confirm(about(2), 'now', () => Promise.reject(new Error('made to fail')));
  await expect(failing).rejects.toThrow('made to fail');
  expect(await generations.confirmed()).toMatchObject({ number: 1 });
  expect(await generations.about(2)).toEqual(about(2));
});

test('what is half there, or not ours, is no generation', async () => {
  await generations.add(about(1), 'one');
  await writeFile(path.join(folder, 'generations/1/about.json'), '{"number": 1');
  expect(await generations.list()).toEqual([]);
  await writeFile(path.join(folder, 'confirmed'), 'generations/1');
  expect(await generations.confirmed()).toBeUndefined();
});

test('what this boot has loaded and the last five that were confirmed are kept', async () => {
  for (let number = 1; number <= 7; number++) {
    const earlier = { ...about(number), boot: 'another' };
    await generations.add(earlier, `${number}`);
    await generations.confirm(earlier, 'then', async () => undefined);
  }
  await generations.add(about(8), 'tried');
  await generations.add({ ...about(9), boot: 'another' }, 'tried');
  await generations.prune('b');
  expect((await readdir(path.join(folder, 'generations'))).sort()).toEqual(['3', '4', '5', '6', '7', '8']);
  expect(await generations.highest()).toBe(8);
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backends } from '../backends.js';
import { describeKernel } from '../rig/index.js';
import { disagreements, tryPaths } from './support.js';

/** Real exports that nobody here wrote; they lie outside the project, and `SECGROUP_CORPUS` names their folder. */
const corpus = process.env.SECGROUP_CORPUS;

const folders = [
  { folder: 'aws-batfish-hybrid', interfaces: 9 },
  { folder: 'aws-cloudmapper', interfaces: 1 },
] as const;

/** Ids that one host has; one that several instances have names none of their interfaces. */
function interfaceIds(folder: string): readonly string[] {
  const texts = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const ids = texts.flatMap((text) =>
    Array.from(text.matchAll(/"NetworkInterfaceId": "(eni-[^"]+)"/g), ([, id]) => id!),
  );
  return [...new Set(ids)].filter((id) => id !== 'eni-00000000');
}

const suite = corpus === undefined ? describe.skip : describeKernel;

suite('real AWS exports do with packets what they say', () => {
  describe.each(folders)('$folder', ({ folder, interfaces }) => {
    const place = path.join(corpus ?? '', folder);

    it.concurrent.for(backends)('instances, on $name', async ({ options }) => {
      const trials = await tryPaths([place], { compile: options, probes: 600 });
      expect(trials.length).toBeGreaterThan(200);
      expect(disagreements(trials)).toEqual([]);
    });

    it.concurrent.for(backends)('each interface as a host, on $name', async ({ options }) => {
      const hosts = interfaceIds(place);
      expect(hosts).toHaveLength(interfaces);
      const trials = await tryPaths([place], { compile: { ...options, hosts }, probes: 600 });
      const tried = new Set(trials.flatMap(({ probe: { from, to } }) => [from.host, to.host]));
      expect(tried.size).toBe(interfaces + 1);
      expect(disagreements(trials)).toEqual([]);
    });
  });
});

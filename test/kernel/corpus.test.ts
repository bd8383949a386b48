import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CompiledScript, compile, type SourceText } from '../../src/index.js';
import { backends } from './backends.js';
import { describeKernel, runBatch } from './rig/index.js';

/**
 * Real exports that nobody here wrote; they lie outside the project, and `SECGROUP_CORPUS` names their folder. Every
 * host and every interface compiles for every target, and loads.
 */
const corpus = process.env.SECGROUP_CORPUS;

const folders = [
  { folder: 'aws-batfish-hybrid', hosts: 6, interfaces: 9 },
  { folder: 'aws-cloudmapper', hosts: 4, interfaces: 1 },
  { folder: 'aws-cli', hosts: 1, interfaces: 1 },
] as const;

async function read(folder: string): Promise<readonly SourceText[]> {
  const names = (await readdir(path.join(corpus!, folder))).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(path.join(corpus!, folder, name), 'utf8') })),
  );
}

async function scriptsOf(
  sources: readonly SourceText[],
  options: object,
): Promise<readonly CompiledScript[]> {
  const { value, diagnostics } = await compile(sources, options);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return value!;
}

/** Ids of interfaces that one host has; an id that several have names none of them. */
function interfaceIds(sources: readonly SourceText[]): readonly string[] {
  const found = sources.flatMap(({ text }) =>
    Array.from(text.matchAll(/"NetworkInterfaceId": "(eni-[^"]+)"/g), ([, id]) => id!),
  );
  return [...new Set(found)].filter((id) => id !== 'eni-00000000');
}

const suite = corpus === undefined ? describe.skip : describeKernel;

suite('real AWS exports compile for every host and interface, and load', () => {
  it.each(folders)('$folder', async ({ folder, hosts, interfaces }) => {
    const sources = await read(folder);
    const runs = [];
    for (const { name, options, load, unload } of backends) {
      const ofHosts = await scriptsOf(sources, options);
      const ofInterfaces = await scriptsOf(sources, { ...options, hosts: interfaceIds(sources) });
      expect([ofHosts.length, ofInterfaces.length]).toEqual([hosts, interfaces]);
      for (const script of [...ofHosts, ...ofInterfaces]) {
        runs.push({ name: `${name} ${script.host}`, script: script.text, load, unload, probes: [] });
      }
    }
    const results = await runBatch({ interfaces: [{ device: 'eth0', addresses: ['192.0.2.1'] }] }, runs);
    const failed = results.filter(({ load, unload }) => load.exitCode !== 0 || unload.exitCode !== 0);
    expect(failed).toEqual([]);
    expect(results).toHaveLength((hosts + interfaces) * backends.length);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CompiledScript } from '../../src/index.js';
import { cloudInit, defaultScriptPath, hostFiles } from '../../src/provision/provision.js';
import { attempt, textsOf } from '../hostile/attempt.js';
import { aws, listFile, native } from '../hostile/definitions.js';
import { count, everywhere, sortFields } from '../hostile/everywhere.js';
import type { Value } from '../hostile/fields.js';
import { outlineOf } from '../hostile/outline.js';
import { commands, statements } from '../hostile/texts.js';
import { inTurn } from '../support/sample.js';
import { backends, type Loading, mixedBackends } from './backends.js';
import { describeKernel, type Lab, openLab } from './rig/index.js';

/** Short, because what log messages begin with has 29 characters at most. /run is the laboratory's own. */
const CANARY = '/run/c';

const texts = Object.entries({ ...commands(CANARY), ...statements });

/**
 * Runs the command in a folder and a network namespace of its own. Prints what is made beside what should be, and what the kernel
 * then holds.
 */
const DRIVER = `
cd "$(mktemp -d /run/in-XXXXXX)" || exit 1
"$@" || exit 1
{ ls -A; ls -d ${CANARY}* /canary*; } 2>/dev/null | sed 's/^/MADE /'
rm -f ${CANARY}*
nft list tables
nft -s list table inet secgroup 2>/dev/null
for program in iptables ip6tables; do
  for kind in legacy nft; do $program-$kind-save 2>/dev/null | grep -v '^#'; done
done
ipset save
`;

/** Without what counts as it runs, and without the order and the seed of hashes. */
const steady = (listing: string) =>
  listing
    .replace(/\[\d+:\d+\]/g, '[0:0]')
    .replace(/ (?:bucketsize|initval) \S+/g, '')
    .replace(/(?:^add .*\n)+/gm, (lines) => `${lines.trim().split('\n').sort().join('\n')}\n`);

let folder: string;
let lab: Lab;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'secgroup-hostile-'));
  writeFileSync(path.join(folder, 'partners.txt'), listFile);
  lab = await openLab({ interfaces: [{ device: 'eth0', addresses: [] }] });
});
afterAll(async () => {
  await lab?.close();
  rmSync(folder, { recursive: true });
});

/** Loads a script, and gives what else was made, and the outline of what the kernel holds. */
async function loaded(text: string, { load, options: { target } }: Loading) {
  const { exitCode, stdout, stderr } = await lab.load(text, [
    ...['unshare', '-n', 'sh', '-c', DRIVER, 'sh', ...load],
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const made = stdout.split('\n').filter((line) => line.startsWith('MADE '));
  return { made, held: outlineOf(steady(stdout), target) };
}

const scriptsFor = async (files: Value, { options }: Loading) =>
  (await attempt(textsOf(files, folder), options, [options.target])).scripts;

/** The scripts of a definition without hostile texts, and what the kernel holds of each host's, once somebody asks. */
function plainOf(files: Value, backend: Loading) {
  const find = async () => {
    const scripts = await scriptsFor(files, backend);
    const held = new Map<string, string>();
    for (const { host, text } of scripts) held.set(host, (await loaded(text, backend)).held);
    return { scripts, held };
  };
  let found: ReturnType<typeof find> | undefined;
  return () => {
    found ??= find();
    return found;
  };
}

/** User-data has the script, the unit and the commands that it should have, and nothing that a text brought. */
function expectPlainUserData({ host, target, text }: CompiledScript): void {
  const input = {
    generator: 'secgroup 0',
    host,
    target,
    script: text,
    path: defaultScriptPath(host, target),
    rescue: [],
  };
  const data = parse(cloudInit(input));
  expect(Object.keys(data)).toEqual(['bootcmd', 'packages', 'runcmd']);
  const [base64] = /(?<=^printf %s ')[A-Za-z0-9+/=]+(?=' \| base64 -d \| gzip -d \| sh &&$)/m.exec(
    data.bootcmd[0],
  )!;
  expect(gunzipSync(Buffer.from(base64, 'base64')).toString()).toContain(
    `|${text.trimEnd().replaceAll('\n', '\n|')}\n.\n`,
  );
  const others = hostFiles(input).filter(({ path }) => path !== input.path);
  for (const file of others) expect(file.text).not.toMatch(/canary|touch|\/run\/c/);
  // What user-data for another script has, but for what it installs.
  const plain = parse(cloudInit({ ...input, script: '' }));
  const shell = (of: { bootcmd: string[] }) => of.bootcmd[0]!.replace(/'.*?'/, '');
  expect({ ...data, bootcmd: shell(data) }).toEqual({ ...plain, bootcmd: shell(plain) });
}

/** A few texts of each format, each on one of them; the unit tests take all. */
const turn = inTurn(mixedBackends);
const textTurn = inTurn(texts, Math.ceil(texts.length / 8));

describeKernel('hostile texts do nothing when a script is loaded', () => {
  describe.each([
    ['the native language', native, 8],
    ['exports of AWS', aws, 40],
  ] as const)('%s', (_, files, least) => {
    it('every text in every field that takes it', async () => {
      const sorted = await sortFields(files, folder);
      const plain = new Map(backends.map((backend) => [backend, plainOf(files, backend)]));
      for (const [name, text] of textTurn()) {
        const { files: hostile, places } = await everywhere(files, text, folder, sorted);
        expect(places.length).toBeGreaterThan(least);
        for (const backend of turn()) {
          const scripts = await scriptsFor(hostile, backend);
          const { scripts: harmless, held } = await plain.get(backend)!();
          expect(count(scripts, text)).toBeGreaterThan(count(harmless, text));
          for (const script of scripts) {
            const result = await loaded(script.text, backend);
            const expected = { made: [], held: held.get(script.host) };
            expect({ name, backend, ...result }).toEqual({ name, backend, ...expected });
            expectPlainUserData(script);
          }
        }
      }
    });
  });

  it.each(inTurn(backends.filter(({ load }) => load[0] === 'sh'))())(
    'would be seen: $name',
    async (backend) => {
      const [script] = await scriptsFor(native, backend);
      const broken = script!.text.replace(
        /^END_OF_RULES$/m,
        `END_OF_RULES\n}\ntouch ${CANARY} canary\nignored() {\n:`,
      );
      expect((await loaded(broken, backend)).made).toEqual(['MADE canary', `MADE ${CANARY}`]);
    },
  );
});

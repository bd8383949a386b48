import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeKernel } from '../kernel/rig/support.js';
import { packetTest, smokeTests } from './smoke.js';

const root = path.resolve(import.meta.dirname, '../..');
const build = (name: string, ...args: string[]) =>
  execa('node', [path.join(root, 'build', name), ...args], { cwd: root });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secgroup-installed-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('the package of npm, installed globally', () => {
  beforeAll(async () => {
    await build('sbom.js', 'sbom.cdx.json');
    // It is built already: scripts would build it again.
    const pack = ['pack', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await execa('npm', pack, { cwd: root });
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
    const file = path.join(folder, stdout.split('\n').at(-1)!);
    await execa('npm', ['install', '--global', '--prefix', path.join(folder, 'npm'), ...quiet, file]);
  });

  smokeTests(() => [path.join(folder, 'npm/bin/secgroup')]);

  test('the library is there', async () => {
    const home = path.join(folder, 'npm/lib/node_modules/secgroup');
    const text = "import { compile } from 'secgroup'; console.log(typeof compile);";
    await writeFile(path.join(home, 'try.mjs'), text);
    expect((await execa('node', ['try.mjs'], { cwd: home })).stdout).toBe('function');
  });

  test('it says what is in it', async () => {
    const home = path.join(folder, 'npm/lib/node_modules/secgroup');
    const { name, version, dependencies } = JSON.parse(
      await readFile(path.join(home, 'package.json'), 'utf8'),
    );
    const bom = JSON.parse(await readFile(path.join(home, 'sbom.cdx.json'), 'utf8'));
    expect(bom.metadata.component).toMatchObject({ name, version });
    const names = bom.components.map((one: { readonly name: string }) => one.name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    expect(names).not.toContain('vitest');
    expect(existsSync(path.join(home, 'dist/THIRD-PARTY.txt'))).toBe(true);
  });
});

describe('secgroup.mjs, alone in a folder', () => {
  beforeAll(async () => {
    await build('single.js');
    await mkdir(path.join(folder, 'single'));
    await copyFile(path.join(root, 'release/secgroup.mjs'), path.join(folder, 'single/secgroup.mjs'));
  });

  const command = () => ['node', path.join(folder, 'single/secgroup.mjs')];
  smokeTests(command);
  describeKernel('and packets', () => packetTest(command));
});

describe.runIf(existsSync('/usr/bin/dpkg-shlibdeps'))('the package of Debian, installed', () => {
  const installed = (name: string) => path.join(folder, 'debian', name);

  beforeAll(async () => {
    // To compress it takes a minute, and changes nothing of what is in it.
    const { stdout } = await build('deb.js', 'none');
    const admin = installed('var/lib/dpkg');
    for (const name of ['info', 'updates', 'triggers'])
      await mkdir(path.join(admin, name), { recursive: true });
    await writeFile(path.join(admin, 'status'), '');
    const options = [`--root=${installed('')}`, '--force-depends', '--log=/dev/null'];
    await execa('unshare', ['-Ur', 'dpkg', ...options, '--install', stdout]);
  });

  // No Node is found there.
  const command = () => ['env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', installed('usr/bin/secgroup')];
  smokeTests(command);
  describeKernel('and packets', () => packetTest(command));

  test('its pages and completions come along', async () => {
    const pages = await readdir(installed('usr/share/doc/secgroup'));
    expect(pages).toEqual(expect.arrayContaining(['changelog.gz', 'copyright', 'sbom.cdx.json']));
    const bom = await readFile(installed('usr/share/doc/secgroup/sbom.cdx.json'), 'utf8');
    expect(bom).toContain('pkg:generic/node@');
    expect(existsSync(installed('usr/share/man/man1/secgroup.1.gz'))).toBe(
      existsSync(path.join(root, 'dist/man/secgroup.1')),
    );
  });
});

test('a clone without its tools refuses to be packed, and says what to do', async () => {
  await mkdir(path.join(folder, 'clone/build'), { recursive: true });
  const file = path.join(folder, 'clone/build/prepare.mjs');
  await copyFile(path.join(root, 'build/prepare.js'), file);
  const { exitCode, stderr } = await execa('node', [file], { reject: false });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('npm pack git+URL');
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { compileSources, expectErrors, withFiles } from '../support/definition.js';

const secret = 'root:$6$hunter2:19000:0:99999:7:::';

const hosts = 'hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }\n';
const plain = `groups: { web: {} }\n${hosts}`;
const listed = `prefixLists: { some: { file: list.txt } }
groups: { web: { ingress: [{ allow: ssh, from: list:some }] } }
${hosts}`;

/** A folder `defs` with a definition that names `list.txt`, and `outside` beside it. */
const withList = (make: (defs: string, outside: string) => unknown, use: (folder: string) => Promise<void>) =>
  withFiles(
    { 'defs/d.yaml': listed, 'outside/secret': secret, 'outside/list.txt': secret },
    async (folder) => {
      await make(path.join(folder, 'defs'), path.join(folder, 'outside'));
      await use(folder);
    },
  );

/** What is swapped while it is read, in turns and without an end: a link, the file itself, the folder that it lies in. */
const swaps: Readonly<Record<string, string>> = {
  'that is replaced': `for (const to of ['inside', '../outside/secret']) { symlinkSync(to, 'next'); renameSync('next', 'list.txt'); }`,
  'that replaces it': `linkSync('inside', 'next'); renameSync('next', 'list.txt');
    symlinkSync('../outside/secret', 'next'); renameSync('next', 'list.txt');`,
  'that replaces its folder': `renameSync('sub', 'kept'); symlinkSync('../outside', 'sub'); unlinkSync('sub'); renameSync('kept', 'sub');`,
};

const FS = "const { linkSync, renameSync, symlinkSync, unlinkSync } = require('node:fs');";

describe('a prefix list file that links lead out of the folder of the definition is never read', () => {
  test.each<[how: string, make: (defs: string, outside: string) => unknown]>([
    ['itself', (defs, outside) => symlinkSync(`${outside}/secret`, `${defs}/list.txt`)],
    ['by a relative way', (defs) => symlinkSync('../outside/secret', `${defs}/list.txt`)],
    ['to a file of the system', (defs) => symlinkSync('/etc/passwd', `${defs}/list.txt`)],
    [
      'over another link',
      (defs) => {
        symlinkSync('../outside', `${defs}/sub`);
        symlinkSync('sub/secret', `${defs}/list.txt`);
      },
    ],
    [
      'by a folder above it',
      (defs) => {
        symlinkSync('../outside', `${defs}/sub`);
        writeFileSync(`${defs}/d.yaml`, listed.replace('list.txt', 'sub/list.txt'));
      },
    ],
    [
      'to a folder whose name begins alike',
      (defs) => {
        mkdirSync(`${defs}-2`);
        writeFileSync(`${defs}-2/x`, secret);
        symlinkSync('../defs-2/x', `${defs}/list.txt`);
      },
    ],
  ])('%s', (_, make) =>
    withList(make, async (folder) => {
      for (const source of ['defs', 'defs/d.yaml']) {
        const compiled = await compileSources([path.join(folder, source)], folder);
        const codes = compiled.diagnostics.map(({ code }) => code);
        expect(codes.filter((code) => code !== 'link-ignored')).toEqual(['file-unreadable']);
        expect(compiled.stderr).toContain('not lead out of it by a link');
        expect(compiled.stderr + compiled.stdout).not.toMatch(/hunter2|root:/);
        expect(compiled.status).toBe(1);
      }
    }),
  );

  test.each(Object.keys(swaps))(
    'by one %s while it is read',
    (how) =>
      withList(
        (defs) => {
          mkdirSync(`${defs}/sub`);
          for (const name of ['inside', 'sub/list.txt']) writeFileSync(`${defs}/${name}`, '192.0.2.0/24\n');
          if (swaps[how]!.includes("'sub'"))
            writeFileSync(`${defs}/d.yaml`, listed.replace('list.txt', 'sub/list.txt'));
        },
        async (folder) => {
          const swapping = execa(process.execPath, ['-e', `${FS} for (;;) { ${swaps[how]} }`], {
            cwd: path.join(folder, 'defs'),
            stdio: 'ignore',
            reject: false,
          });
          const seen = new Set<number>();
          try {
            for (let n = 0; n < 50 || seen.size < 2; n++) {
              const { status, stderr } = await secgroup('check', path.join(folder, 'defs/d.yaml'));
              expect(stderr).not.toMatch(/hunter2|root:/);
              seen.add(status);
            }
          } finally {
            swapping.kill('SIGKILL');
            // One that still runs would put its link into the folder that is being removed.
            await swapping;
          }
        },
      ),
    60_000,
  );

  test('but one that a link leads to within it is', () =>
    withList(
      (defs) => {
        mkdirSync(`${defs}/..data`);
        writeFileSync(`${defs}/..data/list.txt`, '192.0.2.0/24\n');
        symlinkSync('..data/list.txt', `${defs}/list.txt`);
      },
      async (folder) => {
        expect((await compileSources([path.join(folder, 'defs/d.yaml')], folder)).status).toBe(0);
      },
    ));

  test('and so is one beside a definition in a folder that is itself named by a link', () =>
    withList(
      (defs) => {
        writeFileSync(`${defs}/list.txt`, '192.0.2.0/24\n');
        symlinkSync('defs', `${defs}/../linked`);
      },
      async (folder) => {
        expect((await compileSources([path.join(folder, 'linked/d.yaml')], folder)).status).toBe(0);
      },
    ));
});

describe('a link in a folder of definitions', () => {
  test('that leads out of it is refused, with what to do, and nothing behind it is shown', () =>
    withFiles({ 'defs/d.yaml': plain, 'outside/secret': `${secret}\n${secret}` }, async (folder) => {
      symlinkSync('../outside/secret', path.join(folder, 'defs/x.yaml'));
      const compiled = await compileSources([path.join(folder, 'defs')], folder);
      expectErrors(compiled, ['file-unreadable', undefined]);
      expect(compiled.stderr).toContain("leads out of 'defs'; name the file itself");
      expect(compiled.stderr).not.toContain('hunter2');
    }));

  test('is read where the user names it', () =>
    withFiles({ 'elsewhere/web': plain }, async (folder) => {
      symlinkSync('elsewhere/web', path.join(folder, 'd.yaml'));
      expect((await compileSources([path.join(folder, 'd.yaml')], folder)).status).toBe(0);
    }));
});

/** What can stand under a name and is no file. Each ends at once: nothing waits for a writer, nothing reads without end. */
const others: readonly (readonly [what: string, make: (name: string) => unknown, problem: string])[] = [
  ['a named pipe', (name) => execFileSync('mkfifo', [name]), 'it is a named pipe'],
  ['an endless device', (name) => symlinkSync('/dev/zero', name), 'it is a device'],
  ['an empty device', (name) => symlinkSync('/dev/null', name), 'it is a device'],
  ['a terminal', (name) => symlinkSync('/dev/tty', name), 'it is a device'],
  ['a file of the kernel', (name) => symlinkSync('/proc/self/environ', name), 'it is a file of the kernel'],
  ['an endless file of the kernel', (name) => symlinkSync('/proc/kmsg', name), 'it is a file of the kernel'],
  ['a folder', (name) => mkdirSync(name), 'it is a folder'],
  [
    'a socket',
    (name) =>
      new Promise((done) =>
        createServer()
          .listen(name, () => done(0))
          .unref(),
      ),
    'it is a socket',
  ],
];

describe.each(others)('%s', (_, make, problem) => {
  const timeout = 5_000;

  test(
    'as a source',
    () =>
      withFiles({}, async (folder) => {
        const name = path.join(folder, 'd.yaml');
        await make(name);
        const compiled = await compileSources([name], folder);
        if (problem === 'it is a folder') expectErrors(compiled, ['no-sources', undefined]);
        else {
          expectErrors(compiled, ['file-unreadable', undefined]);
          expect(compiled.diagnostics[0]!.message).toContain(problem);
        }
      }),
    timeout,
  );

  test(
    'in a folder of sources',
    () =>
      withFiles({ 'defs/d.yaml': plain }, async (folder) => {
        await make(path.join(folder, 'defs/x.yaml'));
        const compiled = await compileSources([path.join(folder, 'defs')], folder);
        if (problem !== 'it is a folder') expectErrors(compiled, ['file-unreadable', undefined]);
        else expect(compiled.status).toBe(0);
      }),
    timeout,
  );

  test(
    'as a prefix list',
    () =>
      withFiles({ 'd.yaml': listed }, async (folder) => {
        await make(path.join(folder, 'list.txt'));
        const compiled = await compileSources([path.join(folder, 'd.yaml')], folder);
        expectErrors(compiled, ['file-unreadable', 'list.txt']);
      }),
    timeout,
  );

  test(
    'in the way of what is written',
    () =>
      withFiles(plain, async (folder) => {
        const source = path.join(folder, 'd.yaml');
        mkdirSync(path.join(folder, 'out'));
        await make(path.join(folder, 'out/h.nft'));
        const script = await secgroup('compile', source, '-o', path.join(folder, 'out'));
        await make(path.join(folder, 'converted'));
        const converted = await secgroup(
          'convert',
          source,
          '--to',
          'aws',
          '-o',
          path.join(folder, 'converted'),
        );
        for (const { status, stderr } of [script, converted]) {
          expect(status).toBe(3);
          expect(stderr).toContain(problem);
        }
      }),
    timeout,
  );

  test(
    'as the folder to write to',
    () =>
      withFiles(plain, async (folder) => {
        await make(path.join(folder, 'out'));
        const { status } = await secgroup(
          'compile',
          path.join(folder, 'd.yaml'),
          '-o',
          path.join(folder, 'out'),
        );
        expect(status).toBe(problem === 'it is a folder' ? 0 : 3);
      }),
    timeout,
  );
});

test.each(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', '/dev/null'])(
  '-o %s writes nothing there',
  (name) =>
    withFiles(plain, async (folder) => {
      const source = path.join(folder, 'd.yaml');
      const { status, stderr } = await secgroup('convert', source, '--to', 'aws', '-o', name);
      expect(status).toBe(3);
      expect(stderr).toContain(`cannot write '${name}'`);
    }),
);

describe('what a shell puts in the place of a file is read', () => {
  const bash = (folder: string, command: string) =>
    execFileSync('bash', ['-c', command], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const main = path.resolve('dist/cli/main.js');

  test.each([
    ['the output of a command', `node ${main} compile <(sleep 0.2; cat d.yaml) --host h`],
    ['standard input by its name, from a pipe', `cat d.yaml | node ${main} compile /dev/stdin --host h`],
    ['standard input by its name, from a file', `node ${main} compile /dev/stdin --host h < d.yaml`],
    ['standard input', `cat d.yaml | node ${main} compile - --host h`],
  ])('%s', (_, command) =>
    withFiles(plain, async (folder) => {
      expect(bash(folder, command)).toContain('table inet secgroup');
    }),
  );

  test.each(['-', '/dev/stdin'])('without an end, no further than the limit: %s', (source) =>
    withFiles(plain, async (folder) => {
      const command = `yes | node ${main} check ${source} --max-size 100000 2>&1 || true`;
      expect(bash(folder, command)).toContain('file-too-large');
    }),
  );
});

test('a file that may be read is quoted by its wrong line only', () =>
  withFiles(
    { 'd.yaml': listed, 'list.txt': `192.0.2.1\n${secret}\n192.0.2.2 # ${secret}\n` },
    async (folder) => {
      const { stderr } = await compileSources([path.join(folder, 'd.yaml')], folder);
      expect(stderr.split('\n').filter((line) => line.startsWith('  2 |'))).toHaveLength(1);
      expect(stderr).not.toContain('192.0.2');
      expect(readFileSync(path.join(folder, 'list.txt'), 'utf8')).toContain('192.0.2.1');
    },
  ));

import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Compiled, compileSources, expectErrors, type Files, withFiles } from '../support/definition.js';

const web =
  'groups: { web: {} }\nhosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }\n';

/** Compiles one path of a folder that holds these files. */
const compilePath = (files: Files, name: string, ...options: readonly string[]): Promise<Compiled> =>
  withFiles(files, (folder) => compileSources([path.join(folder, name)], folder, options));

describe('a file that is no definition', () => {
  test.each<[what: string, content: string | Uint8Array, code: string, place: string, blamed?: string]>([
    ['empty', '', 'file-empty', '1:1'],
    ['blank', ' \n\n\t\n', 'file-empty', '1:1'],
    ['a comment', '# nothing yet\n', 'file-empty', '1:1', '#'],
    ['the beginning of a document', '---\n', 'file-empty', '1:1', '-'],
    [
      'UTF-16, big end first and without a mark',
      Buffer.from(web, 'utf16le').swap16(),
      'file-encoding',
      '1:1',
    ],
    ['UTF-16 without a mark', Buffer.from(web, 'utf16le'), 'file-encoding', '1:1'],
    [
      'Latin-1',
      Buffer.from('groups:\n  web: { description: "caf\xe9" }', 'latin1'),
      'file-encoding',
      '2:27',
      '�',
    ],
    ['cut within a character', Buffer.from('# é�é').subarray(0, -1), 'file-encoding', '1:5', '�'],
    ['an overlong form', Buffer.from([0x23, 0xc0, 0x80]), 'file-encoding', '1:2', '�'],
    ['a surrogate', Buffer.from([0x23, 0xed, 0xa0, 0x80]), 'file-encoding', '1:2', '�'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'file-encoding', '1:1', '�'],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0', 'latin1'), 'file-binary', '1:8', '\\u{0}'],
    ['a zero within text', 'groups:\n  w\0b: {}\n', 'file-binary', '2:4', '\\u{0}'],
  ])('%s', async (_, content, code, place, blamed) => {
    const compiled = await compilePath({ 'd.yaml': content }, 'd.yaml');
    expectErrors(compiled, [code, blamed]);
    expect(compiled.diagnostics[0]!.place).toBe(`d.yaml:${place}`);
  });

  test('a byte order mark of UTF-8 is fine', async () => {
    expect((await compilePath({ 'd.yaml': `\ufeff${web}` }, 'd.yaml')).status).toBe(0);
  });

  test('line ends of Windows are fine, and lines are counted right', async () => {
    const text = web.replaceAll('\n', '\r\n');
    expect((await compilePath({ 'd.yaml': text }, 'd.yaml')).status).toBe(0);
    const compiled = await compilePath({ 'd.yaml': `${text}\r\nnope: 1\r\n` }, 'd.yaml');
    expectErrors(compiled, ['unknown-key', 'nope', 'known keys']);
    expect(compiled.diagnostics[0]!.place).toBe('d.yaml:4:1');
  });
});

describe('a path without a file', () => {
  test.each<[name: string, problem: string]>([
    ['nope.yaml', 'no such file'],
    ['d.yaml/x.yaml', 'part of the path is not a folder'],
    ['x'.repeat(300), 'its name is too long'],
    ['circle.yaml', 'its links form a loop'],
    ['gone.yaml', 'no such file'],
  ])('%s', async (name, problem) => {
    await withFiles(web, async (folder) => {
      await symlink('circle.yaml', path.join(folder, 'circle.yaml'));
      await symlink('nowhere', path.join(folder, 'gone.yaml'));
      const compiled = await compileSources([path.join(folder, name)], folder);
      expectErrors(compiled, ['file-unreadable', undefined]);
      expect(compiled.diagnostics[0]).toMatchObject({ place: `${name}:1:1` });
      expect(compiled.diagnostics[0]!.message).toContain(problem);
    });
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    await withFiles(web, async (folder) => {
      await chmod(path.join(folder, 'd.yaml'), 0);
      const compiled = await compileSources([path.join(folder, 'd.yaml')], folder);
      expectErrors(compiled, ['file-unreadable', undefined]);
      expect(compiled.diagnostics[0]!.message).toContain('permission denied');
    });
  });

  test('every such file is told', async () => {
    await withFiles(web, async (folder) => {
      const paths = ['a.yaml', 'd.yaml', 'b.yaml'].map((name) => path.join(folder, name));
      const { diagnostics } = await compileSources(paths, folder);
      expect(diagnostics.map(({ place }) => place)).toEqual(['a.yaml:1:1', 'b.yaml:1:1']);
    });
  });
});

describe('a folder', () => {
  test('stands for the definitions in it and below', async () => {
    const files = {
      'defs/b/hosts.yml': web.split('\n')[1]!,
      'defs/a.YAML': web.split('\n')[0]!,
      'defs/README.md': '# no definition',
      'defs/.git/config.yaml': 'hidden: true',
      'defs/.hidden.yaml': 'hidden: true',
    };
    const compiled = await compilePath(files, 'defs');
    expect(compiled.diagnostics).toEqual([]);
    expect(Object.keys(compiled.scripts)).toEqual(['h.nft']);
  });

  test('of links to files, as a mounted ConfigMap is', async () => {
    await withFiles({ 'defs/..2026/web.yaml': web }, async (folder) => {
      await symlink('..2026', path.join(folder, 'defs/..data'));
      await symlink('..data/web.yaml', path.join(folder, 'defs/web.yaml'));
      expect((await compileSources([path.join(folder, 'defs')], folder)).status).toBe(0);
    });
  });

  test.each(['defs/README.md', 'defs/.hidden.yaml'])('with nothing but %s is refused', async (name) => {
    expectErrors(await compilePath({ [name]: web }, 'defs'), ['no-sources', undefined]);
  });

  test('that is empty is refused', async () => {
    await withFiles({}, async (folder) => {
      await mkdir(path.join(folder, 'defs'));
      expectErrors(await compileSources([path.join(folder, 'defs')], folder), ['no-sources', undefined]);
    });
  });

  test('called like a definition is told apart from a file', async () => {
    expectErrors(await compilePath({ 'defs/x.yaml/readme': '' }, 'defs'), ['no-sources', undefined]);
  });
});

describe('the limit of a file', () => {
  const size = Buffer.byteLength(web);

  test('is kept, and can be raised', async () => {
    const tooLarge = await compilePath(web, 'd.yaml', '--max-size', String(size - 1));
    expectErrors(tooLarge, ['file-too-large', undefined, 'raise the limit with --max-size']);
    expect(tooLarge.diagnostics[0]!.message).toContain(`${size} bytes, above the limit of ${size - 1}`);
    expect((await compilePath(web, 'd.yaml', '--max-size', String(size))).status).toBe(0);
  });

  test('holds for each file of a folder, and for each prefix list', async () => {
    const files = {
      'd.yaml': `prefixLists: { a: { file: list.txt } }\n${web}`,
      'list.txt': '10.0.0.1\n'.repeat(100),
    };
    const compiled = await compilePath(files, 'd.yaml', '--max-size', '500');
    expectErrors(compiled, ['file-too-large', 'list.txt', 'raise the limit']);
  });
});

test('a file is never written beside the definition when there is an error', async () => {
  await withFiles(web, async (folder) => {
    await writeFile(path.join(folder, 'bad.yaml'), 'groups: {}\nnope: 1');
    const sources = ['d.yaml', 'bad.yaml'].map((name) => path.join(folder, name));
    expectErrors(await compileSources(sources, folder), ['unknown-key', 'nope', 'known keys']);
  });
});

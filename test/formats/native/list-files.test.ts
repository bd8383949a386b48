import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  compileDefinition,
  compileSources,
  expectErrors,
  expectRefused,
  expectWarnings,
  withFiles,
} from '../../support/definition.js';

/** A definition whose one rule lets in what a prefix list file holds. */
const definition = (file: string) => `
prefixLists: { partners: { file: ${JSON.stringify(file)} } }
groups: { web: { ingress: [{ allow: https, from: list:partners }] } }
hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }
`;

const withList = (list: string | Uint8Array) => ({
  'd.yaml': definition('partners.netset'),
  'partners.netset': list,
});

describe('a bad line is shown in the list file itself', () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);

  test.each([1, 2, 5_000, 9_999, 10_000])('line %i of 10,000', async (number) => {
    const bad = lines.with(number - 1, '10.0.0.0/33');
    const started = performance.now();
    const { diagnostics } = await expectRefused(withList(bad.join('\n')), ['invalid-address', '10.0.0.0/33']);
    expect(diagnostics[0]!.place).toBe(`partners.netset:${number}:1`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('all of 100,000 are few, quickly', async () => {
    const started = performance.now();
    const { diagnostics, stderr } = await compileDefinition(withList('1.2.3\n'.repeat(100_000)));
    expect(diagnostics.map(({ code, place }) => `${code} ${place}`)).toEqual([
      ...[1, 2, 3, 4, 5].map((line) => `invalid-address partners.netset:${line}:1`),
      'more-faults partners.netset:6:1',
    ]);
    expect(stderr).toContain("99995 more lines of 'partners.netset' are wrong, from this one on");
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('host bits in all of 100,000 are few as well', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `10.${i >> 8}.${i & 255}.1/24\n`);
    const { diagnostics, status } = await compileDefinition(withList(lines.slice(0, 60_000).join('')));
    expect(diagnostics.map(({ code }) => code)).toEqual([...Array(5).fill('host-bits'), 'more-host-bits']);
    expect(diagnostics.at(-1)!.message).toContain('59995 more prefixes');
    expect(status).toBe(0);
  });

  test.each<[line: string, blamed: string, column: number]>([
    ['  1.2.3  # short', '1.2.3', 3],
    ['\t010.0.0.1', '010.0.0.1', 2],
    ['group:web', 'group:web', 1],
    ['10.0.0.1 10.0.0.2', '10.0.0.1 10.0.0.2', 1],
    ['10.0.0.1,', '10.0.0.1,', 1],
    ['0x0a000001', '0x0a000001', 1],
  ])('%j', async (line, blamed, column) => {
    const { diagnostics } = await compileDefinition(withList(`10.0.0.1\n\n${line}\r\n10.0.0.2\n`));
    expect(diagnostics).toMatchObject([
      { code: 'invalid-address', blamed, place: `partners.netset:3:${column}` },
    ]);
  });

  test('host bits are masked, with a warning', async () => {
    await expectWarnings(withList('203.0.113.7/24\n'), ['host-bits', '203.0.113.7/24']);
  });
});

describe('columns behind an address', () => {
  test('that count are ignored, which is said once', async () => {
    const list = '# seen\n192.0.2.1\t10\n192.0.2.2 9  \n2001:db8::1 3 4 # often\n192.0.2.3 ; SBL1\n';
    const { scripts, diagnostics } = await expectWarnings(withList(list), [
      'ignored-columns',
      '192.0.2.1\t10'.replace('\t', ' '),
    ]);
    expect(diagnostics[0]!.message).toContain("3 lines of 'partners.netset' have numbers after the address");
    const plain = await compileDefinition(withList('192.0.2.1\n192.0.2.2\n192.0.2.3\n2001:db8::1\n'));
    const body = (script: string) => script.replace(/^#.*\n/gm, '');
    expect(body(scripts['h.nft']!)).toBe(body(plain.scripts['h.nft']!));
  });

  test.each([
    ['192.0.2.1 192.0.2.9', 'could be a range'],
    ['192.0.2.1 255.255.255.0', 'could be a mask'],
    ['192.0.2.0/24 10', 'could be anything'],
    ['192.0.2.1 often', 'is no count'],
    ['192.0.2.1 -5', 'is no count'],
    ['192.0.2.1 - 192.0.2.9 10', 'is a range with a count'],
    ['192.0.2.1,10', 'is no column'],
    ['10 192.0.2.1', 'comes first'],
  ])('%s is refused: it %s', async (line) => {
    await expectRefused(withList(`${line}\n`), ['invalid-address', line]);
  });

  test('do not hide an address that is none', async () => {
    await expectRefused(withList('192.0.2.999 10\n'), ['invalid-address', '192.0.2.999 10']);
    await expectRefused(withList('0.0.0.0 10\n'), ['bare-zero', '0.0.0.0 10', 'write 0.0.0.0/0']);
  });
});

test('comments, blank lines, ranges, both families and any line ends are read', async () => {
  const list = '# partners\r\n\r\n 203.0.113.0/24 # office\n198.51.100.1-198.51.100.9\n2001:db8::/32';
  const { scripts } = await expectWarnings(withList(list));
  for (const text of ['203.0.113.0/24', '198.51.100.1', '2001:db8::/32'])
    expect(scripts['h.nft']).toContain(text);
});

test('a list of comments alone matches nothing', async () => {
  const { scripts } = await expectWarnings(withList('# nobody yet\n'));
  expect(scripts['h.nft']).not.toContain('443');
});

describe('a list file that cannot be had is blamed where it is named', () => {
  test.each<[file: string, problem: string]>([
    ['gone.netset', 'no such file'],
    ['.', 'it is a folder'],
    ['', 'it is a folder'],
    ['sub', 'it is a folder'],
    ['/etc/passwd', 'in the folder of the definition'],
    ['../d.yaml', 'in the folder of the definition'],
    ['sub/../../d.yaml', 'in the folder of the definition'],
    ['./../x', 'in the folder of the definition'],
    ['https://example.com/list', 'no such file'],
    ['$(touch x)', 'no such file'],
  ])('%s', async (file, problem) => {
    await withFiles(definition(file), async (folder) => {
      await mkdir(path.join(folder, 'sub'));
      const compiled = await compileSources([path.join(folder, 'd.yaml')], folder);
      expectErrors(compiled, ['file-unreadable', JSON.stringify(file)]);
      expect(compiled.diagnostics[0]!.message).toContain(problem);
    });
  });

  test('the folder is that of the definition, not of the command', async () => {
    await withFiles({ 'defs/d.yaml': definition('lists/p.txt') }, async (folder) => {
      await mkdir(path.join(folder, 'defs/lists'));
      await writeFile(path.join(folder, 'defs/lists/p.txt'), '203.0.113.0/24');
      expect((await compileSources([path.join(folder, 'defs')], folder)).status).toBe(0);
    });
  });
});

describe('a list file that is no text', () => {
  test.each<[what: string, list: string | Uint8Array, code: string, blamed: string | undefined]>([
    ['empty', '', 'file-empty', undefined],
    ['UTF-16 without a mark', Buffer.from('10.0.0.1\n', 'utf16le'), 'file-encoding', undefined],
    ['Latin-1', Buffer.from('10.0.0.1 # caf\xe9\n', 'latin1'), 'file-encoding', '�'],
    ['binary', '10.0.0.1\0', 'file-binary', '\\u{0}'],
    ['with a control character', '10.0.0.1\x1b[2J', 'control-character', '\\u{1b}'],
  ])('%s', async (_, list, code, blamed) => {
    const { diagnostics } = await expectRefused(withList(list), [code, blamed]);
    expect(diagnostics[0]!.place).toMatch(/^partners\.netset:1:/);
    if (code !== 'control-character')
      expect(diagnostics[0]!.related).toMatchObject([{ message: 'named here', blamed: '"partners.netset"' }]);
  });
});

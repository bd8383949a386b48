import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { printDiagnostic } from '../../src/diagnostics/print.js';

/** A diagnostic about the text between « and ». */
function about(marked: string): Diagnostic {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const source = { name: 'd.yaml', text: marked.replace(/[«»]/g, '') };
  return {
    code: 'syntax',
    severity: 'error',
    message: 'this is wrong',
    span: { source, offsets: { start, end } },
  };
}

const printed = (marked: string) => printDiagnostic(about(marked)).split('\n');

describe('a diagnostic shows the line, and a caret under what is wrong', () => {
  test.each<[what: string, marked: string, lines: readonly string[]]>([
    ['in the first line', '«ab» cd', ['d.yaml:1:1: error[syntax]: this is wrong', '  1 | ab cd', '    | ^^']],
    [
      'in a later line',
      'x\ny\n  «z»\n',
      ['d.yaml:3:3: error[syntax]: this is wrong', '  3 |   z', '    |   ^'],
    ],
    ['at the end', 'ab«»', ['d.yaml:1:3: error[syntax]: this is wrong', '  1 | ab', '    |   ^']],
    [
      'over several lines',
      'a «b\nc» d',
      ['d.yaml:1:3: error[syntax]: this is wrong', '  1 | a b', '    |   ^'],
    ],
    [
      'with ends of Windows',
      'a\r\n«b»\r\n',
      ['d.yaml:2:1: error[syntax]: this is wrong', '  2 | b', '    | ^'],
    ],
    ['behind a tab', '\t«b»', ['d.yaml:1:2: error[syntax]: this is wrong', '  1 |  b', '    |  ^']],
    [
      'behind a pair of surrogates',
      '😀«b»',
      ['d.yaml:1:2: error[syntax]: this is wrong', '  1 | 😀b', '    |   ^'],
    ],
    [
      'behind what is not shown',
      '\u202e«b»',
      ['d.yaml:1:2: error[syntax]: this is wrong', '  1 | \\u{202e}b', '    |         ^'],
    ],
    [
      'that is not shown itself',
      'a«\x07»b',
      ['d.yaml:1:2: error[syntax]: this is wrong', '  1 | a\\u{7}b', '    |  ^^^^^'],
    ],
    ['in an empty line', 'a\n«»\nb', ['d.yaml:2:1: error[syntax]: this is wrong']],
  ])('%s', (_, marked, lines) => {
    expect(printed(marked)).toEqual(lines);
  });

  test('the number of the line keeps the caret in place', () => {
    const [, line, caret] = printed(`${'\n'.repeat(9_999)}ab «cd»`);
    expect(line).toBe('  10000 | ab cd');
    expect(caret).toBe('        |    ^^');
  });

  test.each([0, 30, 200, 5_000])('a long line is cut around what stands behind %i characters', (before) => {
    const [head, line, caret] = printed(`${'x'.repeat(before)}«here»${'y'.repeat(5_000)}`);
    expect(head).toContain(`d.yaml:1:${before + 1}:`);
    expect(line!.length).toBeLessThan(120);
    expect(line!.slice(caret!.indexOf('^'), caret!.lastIndexOf('^') + 1)).toBe('here');
  });
});

test('suggestion and other places follow', () => {
  const { span } = about('b: «a»');
  const diagnostic = {
    ...about('«a»: b'),
    suggestion: 'write c',
    related: [{ message: 'first here', span: span! }],
  };
  expect(printDiagnostic(diagnostic).split('\n').slice(3)).toEqual([
    '  help: write c',
    '  d.yaml:1:4: first here',
    '  1 | b: a',
    '    |    ^',
  ]);
});

test('without a place there is a message alone', () => {
  const { span: _, ...diagnostic } = about('«»');
  expect(printDiagnostic(diagnostic)).toBe('error[syntax]: this is wrong');
});

test('neither name, message nor suggestion can act on a terminal', () => {
  const source = { name: 'd\x1b[2J.yaml', text: 'a' };
  const diagnostic: Diagnostic = {
    ...about('«»'),
    message: 'no \x1b]0;x\x07',
    suggestion: '\u202e',
    span: { source, offsets: { start: 0, end: 1 } },
  };
  expect(printDiagnostic(diagnostic)).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
});

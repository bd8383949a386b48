import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** The stages of src/ from left to right: a module imports only from its own stage and from stages before it. */
const stages = [
  'address',
  'diagnostics',
  'machine',
  'traffic',
  'document',
  'definition',
  'formats',
  'policy',
  'ruleset',
  'advice',
  'convert',
  'target',
  'expectation',
  'proof',
  'backend',
  'provision',
  'compiler',
  'live',
  'lab',
  'cli',
] as const;

const source = path.resolve(import.meta.dirname, '../../src');

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

function stageOf(file: string): string {
  return file.includes(path.sep) ? file.split(path.sep)[0]! : '(root)';
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(source, file), 'utf8');
  return Array.from(text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g), ([, target]) =>
    path.relative(source, path.resolve(source, path.dirname(file), target!)),
  );
}

test('every folder of src is a stage', () => {
  const folders = new Set(files.map(stageOf).filter((stage) => stage !== '(root)'));
  expect([...folders].sort()).toEqual([...stages].sort());
});

test('a module imports only what lies to its left', () => {
  const wrong = files
    .filter((file) => stageOf(file) !== '(root)')
    .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
    .filter(({ file, target }) => {
      const [from, to] = [stageOf(file), stageOf(target)].map((stage) => stages.indexOf(stage as never)) as [
        number,
        number,
      ];
      return to > from;
    });
  expect(wrong).toEqual([]);
});

test('one target knows nothing of another', () => {
  const wrong = files
    .filter((file) => /^target\/[^/]+\//.test(file))
    .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
    .filter(({ file, target }) => {
      const [, own] = file.split('/');
      const [folder, other, rest] = target.split('/');
      return folder === 'target' && rest !== undefined && other !== own;
    });
  expect(wrong).toEqual([]);
});

/** What the proof may know besides the policy that it compares with: nothing of what decides what a script says. */
const beforeProof = ['address', 'diagnostics', 'traffic', 'definition', 'proof'];

test('the proof shares nothing with what it proves', () => {
  const wrong = files
    .filter((file) => stageOf(file) === 'proof')
    .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
    .filter(({ target }) => !beforeProof.includes(stageOf(target)) && target !== 'policy/model.js');
  expect(wrong).toEqual([]);
});

/** The files that import one another, directly or by others: each a group, by Tarjan's algorithm. */
function cycles(): readonly (readonly string[])[] {
  const targets = new Map(
    files.map((file) => [file, importsOf(file).map((target) => target.replace(/\.js$/, '.ts'))]),
  );
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    open.push(file);
    for (const target of targets.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (open.includes(target)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(target)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    found.push(open.splice(open.indexOf(file)));
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return found.filter((group) => group.length > 1);
}

test('no modules import one another in a circle', () => {
  expect(cycles()).toEqual([]);
});

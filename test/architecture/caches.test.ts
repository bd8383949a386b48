import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const source = path.resolve(import.meta.dirname, '../../src');

/** The statements of a module; what is indented, or closes something, goes on with the one before. */
function statementsOf(text: string): readonly string[] {
  return text.split(/\n(?=[a-z@])/i);
}

/** Why a statement makes something that outlives whoever uses it and that is filled later; nothing where it does not. */
function faultOf(statement: string, own: ReadonlySet<string>): string | undefined {
  if (/^(export )?(let|var) /.test(statement)) return 'a variable of the module';
  if (/^(export )?(abstract )?class /.test(statement))
    return /^ {2}static [^(\n]*= new /m.test(statement) ? 'made for all objects of a class' : undefined;
  if (/new Weak(Map|Set|Ref)\b/.test(statement))
    return 'a weak map is a field of a class: who makes it, owns it';
  const made = /^(?:export )?const (\w+)(: [^=]+)? =\s+(.*)/s.exec(statement);
  if (!made || /^(async )?(\(|<|\w+ =>|function\b)/.test(made[3]!)) return undefined;
  const [, , type = '', value] = made;
  const constructed = [...value!.matchAll(/new (\w+)/g)].map(([, name]) => name!);
  if (constructed.some((name) => own.has(name))) return 'an object of a class of ours';
  const mayGrow = constructed.some((name) => /^(Map|Set)$/.test(name)) || /^(\[\]|\{\});/.test(value!);
  return mayGrow && (type === '' || /^: (Map\b|Set\b|Record\b|\w+\[\])/.test(type))
    ? 'it can be added to'
    : undefined;
}

/** The classes that a module has or takes from others of ours. */
function classesIn(text: string): ReadonlySet<string> {
  const declared = Array.from(text.matchAll(/^(?:export )?(?:abstract )?class (\w+)/gm), ([, name]) => name!);
  const imported = Array.from(text.matchAll(/import \{([^}]*)\} from '\./g), ([, names]) => names!);
  return new Set([...declared, ...imported.flatMap((names) => names.match(/\b[A-Z]\w+/g) ?? [])]);
}

function faultsIn(text: string): readonly string[] {
  const own = classesIn(text);
  return statementsOf(text).flatMap((statement) => {
    const fault = faultOf(statement, own);
    return fault === undefined ? [] : [`${statement.split('\n')[0]}: ${fault}`];
  });
}

test('no module remembers anything', () => {
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      faultsIn(readFileSync(path.join(source, file), 'utf8')).map((fault) => `${file}: ${fault}`),
    );
  expect(found).toEqual([]);
});

describe('the check sees', () => {
  test.each([
    ['a variable', 'let count = 0;'],
    ['a weak map', 'const known = new WeakMap<Source, Index>();'],
    ['one in an object', 'const known = {\n  ipv4: new WeakMap(),\n};'],
    [
      'one that a function makes for the module',
      'function remembered() {\n  const known = new WeakMap();\n}',
    ],
    ['a map', 'const known = new Map<string, number>();'],
    ['one in an object', 'const known = { ipv4: new Map(), ipv6: new Map() };'],
    ['one that says it can grow', 'export const known: Map<string, number> = new Map();'],
    ['a list', 'const seen: string[] = [];'],
    ['an object of a class', "import { Memory } from './memory.js';\nconst memory = new Memory();"],
    ['a field of all objects', 'class Reader {\n  static readonly known = new Map();\n}'],
  ])('%s', (_, text) => {
    expect(faultsIn(text)).toHaveLength(1);
  });

  test.each([
    ['a table', 'const names: ReadonlyMap<string, number> = new Map([]);'],
    ['nothing, for whoever has none', 'const none: readonly never[] = [];'],
    ['what an object owns', 'class Reader {\n  readonly #known = new WeakMap();\n}'],
    ['what a call makes', 'function read() {\n  const known = new Map();\n}'],
    ['what a short function makes', 'const read = () => ({ known: new Map() });'],
  ])('no fault in %s', (_, text) => {
    expect(faultsIn(text)).toEqual([]);
  });
});

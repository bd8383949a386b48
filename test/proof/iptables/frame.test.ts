import { describe, expect, test } from 'vitest';
import { knownShellProgram } from '../../../src/backend/iptables/known-shell-program.js';
import { readIptables } from '../../../src/proof/iptables/script.js';
import type { ShellProgramKind } from '../../../src/proof/iptables/shell-program.js';
import { goldenNames, goldenScript } from '../../examples/golden-scripts.js';
import { Random } from '../../reference/random.js';
import { inTurn, isWhole, pairs } from '../../support/sample.js';
import { script as written } from '../../target/iptables/host.js';

function faultsOf(text: string, target: 'iptables' | 'ipset'): readonly string[] {
  const faults: string[] = [];
  readIptables(text, target, knownShellProgram, (line, problem) => faults.push(`${line}: ${problem}`));
  return faults;
}

const targetOf = (name: string) => (name.endsWith('.ipset.sh') ? 'ipset' : 'iptables');

test.each(goldenNames('.sh'))('%s is read as a whole', (name) => {
  expect(faultsOf(goldenScript(name), targetOf(name))).toEqual([]);
});

const variants = (['iptables', 'ipset'] as const).flatMap((target) =>
  ([undefined, 'legacy', 'nft'] as const).map((xtables) => ({ target, xtables })),
);

describe.each(variants)(
  'the shell program of $target for iptables of kind $xtables',
  ({ target, xtables }) => {
    const text = written(
      { interfaces: [{ id: 'eth0', ingress: [{ allow: 'tcp/22', peers: '10.0.0.1 10.0.0.9' }] }] },
      { sets: target === 'ipset', xtables },
    );
    const lines = text.split('\n');
    const program = text.indexOf('\nset -euf\n');
    /** Lines of the program: behind the comments at the beginning, and outside of what it holds. */
    const own = lines.flatMap((line, i) => {
      const at = lines.slice(0, i).join('\n').length + 1;
      const held = /^(:|-A |-I |# [^W]|add |create )/.test(line) && at < text.indexOf('\nsay() {');
      return at > program && i < lines.length - 1 && !held ? [i] : [];
    });

    test('is known', () => {
      expect(faultsOf(text, target)).toEqual([]);
      expect(own.length).toBeGreaterThan(100);
    });

    test('is not that of the other target', () => {
      expect(faultsOf(text, target === 'ipset' ? 'iptables' : 'ipset')).toHaveLength(1);
    });

    const damages: Readonly<Record<string, (line: string) => readonly string[]>> = {
      lost: () => [],
      doubled: (line) => [line, line],
      'with a blank behind it': (line) => [`${line} `],
      'in a comment': (line) => [`# ${line}`],
      'with a command behind it': (line) => [line, 'touch canary'],
      'with a comment behind it': (line) => [line, '# touch canary'],
      'ended by a carriage return': (line) => [`${line}\r`],
    };

    test.each(Object.entries(damages))('is refused with any line %s', (_, damage) => {
      for (const i of own) {
        const damaged = [...lines.slice(0, i), ...damage(lines[i]!), ...lines.slice(i + 1)].join('\n');
        const isHeld = lines[i]!.startsWith('  cat <<') && damage('').at(-1) === '# touch canary';
        if (damaged === text || isHeld) continue;
        const faults = faultsOf(damaged, target);
        expect([i + 1, lines[i], faults.length > 0]).toEqual([i + 1, lines[i], true]);
        // What is held and does not end is told where it begins, everything else where it differs.
        if (!lines[i]!.startsWith('END_OF_'))
          expect(Number(faults[0]!.split(':')[0])).toBeGreaterThanOrEqual(i + 1);
      }
    });

    test('has comments before it, whatever they say', () => {
      expect(
        faultsOf(text.replace('#!/bin/sh\n', '#!/bin/sh\n# $(touch canary) `touch canary`\n'), target),
      ).toEqual([]);
      expect(faultsOf(text.replace('#!/bin/sh\n', '#!/bin/sh\n# a\rtouch canary\n'), target)).toHaveLength(1);
      expect(faultsOf(text.replace('#!/bin/sh\n', '#!/bin/sh\n # a\n'), target)).toHaveLength(1);
      expect(faultsOf(text.replace('#!/bin/sh\n', '#!/bin/bash\n'), target)).toHaveLength(1);
      expect(faultsOf(`${text}touch canary\n`, target)).toHaveLength(1);
      expect(faultsOf(text.slice(0, -1), target)).toEqual([]);
      expect(faultsOf(text.slice(0, -2), target)).toHaveLength(1);
    });

    test('ends what it holds where the shell does', () => {
      for (const end of ['END_OF_RULES', ...(target === 'ipset' ? ['END_OF_SETS'] : [])]) {
        expect(faultsOf(text.replace(`\n${end}\n`, `\n${end}\ntouch canary\n${end}\n`), target)).toHaveLength(
          1,
        );
        expect(faultsOf(text.replaceAll(`\n${end}\n`, `\n${end}_\n`), target)).toHaveLength(1);
      }
    });
  },
);

const tables = (['', 'ipv4', 'ipv6', 'ipv4 ipv6'] as const).map((text) => ({
  ipv4: text.includes('ipv4'),
  ipv6: text.includes('ipv6'),
}));
const programs = pairs(variants, tables).map(
  ([{ target, xtables }, early]) => ({ target, xtables: xtables ?? 'default', early }) as const,
);

/** What characters are to the shell: one of each kind in a line is changed. */
const kindsOfCharacters = [
  ...[/[a-z]/g, /[A-Z]/g, /[0-9]/g, /[ \t]/g, /["']/g, /\$/g, /[|&;]/g, /[(){}]/g, /[[\]*?!]/g, /[<>]/g],
  ...[/[#\\`]/g, /[-+=]/g, /[.,:/_~@%^]/g],
];

/** What a character becomes: nothing, two of it, or one that is something else to the shell. */
const changes: readonly ((character: string, random: Random) => string)[] = [
  () => '',
  (character) => character + character,
  (character, random) =>
    random.pick([...'ax0 $\'"|&;(){}<>#\\=-/.*!\n\r\t\0é'].filter((one) => one !== character)),
];

/** One that was changed: what became of it is not the program that was tested. */
interface Mutant {
  readonly line: number;
  readonly how: string;
  readonly text: string;
}

function* mutantsOf(lines: readonly string[], own: readonly number[], random: Random): Generator<Mutant> {
  const withLines = (
    line: number,
    how: string,
    from: number,
    to: number,
    ...by: readonly string[]
  ): Mutant => ({
    line: line + 1,
    how,
    text: [...lines.slice(0, from), ...by, ...lines.slice(to)].join('\n'),
  });
  for (const at of own) {
    const line = lines[at]!;
    const next = lines[at + 1];
    yield withLines(at, 'lost', at, at + 1);
    yield withLines(at, 'doubled', at, at + 1, line, line);
    yield withLines(at, 'moved to the end', at, lines.length, ...lines.slice(at + 1), line);
    if (next !== undefined) {
      yield withLines(at, 'swapped with the next', at, at + 2, next, line);
      yield withLines(at, 'joined with the next', at, at + 2, `${line} ${next}`);
    }
    for (const kind of kindsOfCharacters) {
      const found = [...line.matchAll(kind)].map(({ index }) => index);
      for (const index of isWhole || found.length === 0 ? found : [random.pick(found)]) {
        for (const change of isWhole ? changes : [random.pick(changes)]) {
          const changed = line.slice(0, index) + change(line[index]!, random) + line.slice(index + 1);
          yield withLines(at, `with another character ${index}`, at, at + 1, changed);
        }
      }
    }
  }
}

test.each(inTurn(programs, 5)())(
  'no mutant of a shell program is understood: $target $xtables $early',
  (kind) => {
    const program = knownShellProgram(kind);
    const rules = ':INPUT DROP [0:0]\n:SECG-INPUT - [0:0]\n-I INPUT 1 -j SECG-INPUT';
    const early = ':SECG-PREROUTING - [0:0]\n-I PREROUTING 1 -j SECG-PREROUTING';
    const held = (hole: string) =>
      (hole.startsWith('rules') ? rules : hole === 'sets' ? '' : early).split('\n');
    const parts = program.flatMap((line) =>
      'hole' in line
        ? held(line.hole).map((text) => ({ text, own: false }))
        : [{ text: line.text, own: true }],
    );
    const lines = parts.map(({ text }) => text);
    const begins = lines.indexOf('set -euf');
    // What is behind the last line break is empty, and nothing changes where it is more or less so.
    const own = parts.flatMap((part, at) => (part.own && at >= begins && at < lines.length - 1 ? [at] : []));
    // Only the program is looked at, and it is written once.
    const faults = (text: string) => {
      const found: string[] = [];
      readIptables(
        text,
        kind.target,
        (asked) => (sameKind(asked, kind) ? program : knownShellProgram(asked)),
        (_, problem) => found.push(problem),
      );
      return found;
    };
    expect(faults(lines.join('\n'))).toEqual([]);
    const understood: (readonly [line: number, how: string])[] = [];
    let count = 0;
    for (const { line, how, text } of mutantsOf(lines, own, new Random(13))) {
      if (text === lines.join('\n')) continue;
      count++;
      if (faults(text).length === 0) understood.push([line, how]);
    }
    expect(understood).toEqual([]);
    expect(count).toBeGreaterThan(own.length * 6);
  },
);

function sameKind(one: ShellProgramKind, other: ShellProgramKind): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

test('no script at all is refused', () => {
  for (const text of ['', '\n', '#!/bin/sh', '#!/bin/sh\n', '# x', '\0', 'table inet secgroup {}'])
    expect(faultsOf(text, 'iptables')).toHaveLength(1);
});

import { describe, expect, test } from 'vitest';
import { knownShellProgram } from '../../../src/backend/iptables/known-shell-program.js';
import { readIptables } from '../../../src/proof/iptables/script.js';
import { goldenNames, goldenScript } from '../../examples/golden-scripts.js';
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

test('no script at all is refused', () => {
  for (const text of ['', '\n', '#!/bin/sh', '#!/bin/sh\n', '# x', '\0', 'table inet secgroup {}'])
    expect(faultsOf(text, 'iptables')).toHaveLength(1);
});

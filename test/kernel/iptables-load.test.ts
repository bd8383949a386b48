import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { inTurn } from '../support/sample.js';
import { script } from '../target/iptables/host.js';
import { environment, inNamespace } from './in-namespace.js';
import { A, B, combinations, foreign } from './iptables-hosts.js';
import { describeKernel } from './rig/index.js';

const turn = inTurn(combinations);

/** Stands in for a program and fails, but not where it only tries. */
const FAILING =
  '#!/bin/sh\ncase "$*" in *--test*) exec cat >/dev/null ;; *) cat >/dev/null; exit 9 ;; esac\n';

/** Those that are installed, of the shells that systems have as `sh`. */
const shells = ['dash', 'bash --posix', 'busybox sh'].filter(
  (shell) =>
    spawnSync('sh', ['-c', `command -v ${shell.split(' ')[0]}`], { env: environment() }).status === 0,
);

describeKernel('a script for iptables', () => {
  it.each(turn())(
    'loads; loading it again changes nothing; unloading leaves what was there: $name',
    ({ kind, state, scriptOf }) => {
      const commands = [
        foreign(kind),
        state,
        'sh a',
        state,
        'sh a',
        state,
        'sh a unload',
        state,
        'sh a unload',
        state,
      ];
      const [, before, first, once, second, twice, third, after, fourth, still] = inNamespace(
        { a: scriptOf(A) },
        [...commands],
      );
      expect([first, second, third, fourth]).toEqual(['', '', '', '']);
      expect(once).toContain(':INPUT DROP\n');
      expect(once).toContain('-A INPUT -j SECG-INPUT\n-A INPUT -j FOREIGN\n');
      expect(once).toContain('-A FOREIGN -p tcp -m tcp --dport 9 -j RETURN\n');
      expect(once).toContain('-A SECG-eth0-in-tcp -p tcp -m tcp --dport 22 -g SECG-eth0-in-tcp-22\n');
      expect(twice).toBe(once);
      expect(after).toBe(before);
      expect(still).toBe(before);
    },
  );

  it.each(turn())('holds the same whatever was loaded before: $name', ({ kind, sets, state, scriptOf }) => {
    const scripts = { a: scriptOf(A), b: scriptOf(B), other: script(A, { sets: !sets, xtables: kind }) };
    const [, alone] = inNamespace(scripts, ['sh b', state]);
    expect(alone).toContain(':FORWARD ACCEPT\n');
    expect(inNamespace(scripts, ['sh a', 'sh b', state])).toEqual(['', '', alone]);
    expect(inNamespace(scripts, ['sh other', 'sh b', state])).toEqual(['', '', alone]);
  });

  it.each(turn())('leaves everything as it was if a rule is not accepted: $name', ({ state, scriptOf }) => {
    const b = scriptOf(B);
    const broken = b.replace(/^-A SECG-eth1-in -j DROP$/gm, '-A SECG-eth1-in -j NOWHERE');
    expect(broken).not.toBe(b);
    const scripts = { a: scriptOf(A), broken };
    const [, before, failed, after] = inNamespace(scripts, ['sh a', state, 'sh broken', state]);
    expect(failed).toMatch(/not loaded; the firewall is as it was\nstatus 1\n$/);
    expect(after).toBe(before);
    const [clean, refused, still] = inNamespace(scripts, [state, 'sh broken', state]);
    expect(refused).toMatch(/status 1\n$/);
    expect(still).toBe(clean);
  });

  it.each(turn())(
    'puts IPv6 back as it was if IPv4 does not switch after it: $name',
    ({ kind, state, scriptOf }) => {
      const scripts = { a: scriptOf(A), b: scriptOf(B), [`iptables-${kind}-restore`]: FAILING };
      const failing = 'PATH=$PWD:$PATH sh b';
      const [, , before, failed, after] = inNamespace(scripts, [
        foreign(kind),
        'sh a',
        state,
        failing,
        state,
      ]);
      expect(failed).toMatch(/not loaded; the firewall is as it was\nstatus 1\n$/);
      expect(after).toBe(before);
      const [, clean, refused, still] = inNamespace(scripts, [foreign(kind), state, failing, state]);
      expect(refused).toMatch(/as it was\nstatus 1\n$/);
      expect(still).toBe(clean);
    },
  );

  it.each(turn())(
    'changes nothing where it cannot read what is there: $name',
    ({ kind, state, scriptOf }) => {
      const scripts = { a: scriptOf(A), b: scriptOf(B), [`iptables-${kind}-save`]: '#!/bin/sh\nexit 1\n' };
      const blind = (command: string) => `PATH=$PWD:$PATH ${command}`;
      const commands = ['sh a', state, blind('sh b'), state];
      const [, before, failed, after] = inNamespace(scripts, commands);
      expect(failed).toBe('b: not loaded: what is there cannot be read\nstatus 1\n');
      expect(after).toBe(before);
    },
  );

  it.each(turn())(
    'removes jumps that others added to its chains, too: $name',
    ({ kind, state, scriptOf }) => {
      const again = `iptables-${kind} -A FORWARD -j SECG-FORWARD`;
      const commands = [
        state,
        'sh a',
        again,
        'sh a unload',
        state,
        'sh a',
        again,
        'sh b',
        state,
        'sh b unload',
      ];
      const printed = inNamespace({ a: scriptOf(A), b: scriptOf(B) }, [...commands, 'sh b', state]);
      expect(printed[4]).toBe(printed[0]);
      expect(printed[8]).toBe(printed[11]);
    },
  );

  it.each(turn())('does nothing for wrong arguments: $name', ({ state, scriptOf }) => {
    const commands = ['sh a load', 'sh a unload now', state];
    const [one, two, after] = inNamespace({ a: scriptOf(A) }, commands);
    expect([one, two]).toEqual(['usage: sh a [unload]\nstatus 2\n', 'usage: sh a [unload]\nstatus 2\n']);
    expect(after).not.toContain('SECG');
  });

  it.each(turn())('never runs what a definition says: $name', ({ scriptOf }) => {
    expect(inNamespace({ a: scriptOf(A) }, ['sh a', 'ls', 'sh a unload', 'ls']).join()).not.toContain(
      'canary',
    );
  });

  it.each(turn())(`does the same in ${shells.join(', ')}: $name`, ({ state, scriptOf }) => {
    const seen = shells.map((shell) =>
      inNamespace({ a: scriptOf(A) }, [`${shell} a`, state, `${shell} a unload`, state]),
    );
    const [loaded, held, unloaded, left] = seen[0]!;
    expect([loaded, unloaded]).toEqual(['', '']);
    expect(held).toContain('-A INPUT -j SECG-INPUT\n');
    expect(left).not.toContain('SECG');
    expect(seen).toEqual(seen.map(() => seen[0]));
  });
});

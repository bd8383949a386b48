import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Scripts = Readonly<Record<string, string>>;

/** What the tables and sets hold, without what changes by itself: time, counters, the order of a hash. */
const STATE = `state() {
  { iptables-$1-save -t filter 2>/dev/null; ip6tables-$1-save -t filter 2>/dev/null; ipset save | sort; } |
    sed -e '/^#/d' -e 's/ \\[.*//' -e 's/ bucketsize .*//'
}`;

/** Runs commands one after the other in one new namespace, where the scripts lie as files. Gives what each printed. */
export function inNamespace(scripts: Scripts, commands: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'secgroup-'));
  try {
    for (const [name, text] of Object.entries(scripts))
      writeFileSync(join(folder, name), text, { mode: 0o755 });
    const steps = commands.map((command, i) => `( ${command}\n) >out${i} 2>&1 || echo "status $?" >>out${i}`);
    const driver = ['mount -t tmpfs tmpfs /run', 'ip link set lo up', STATE, ...steps, ''].join('\n');
    writeFileSync(join(folder, 'driver'), driver);
    execFileSync('unshare', ['-Urnm', 'sh', 'driver'], { cwd: folder, env: environment() });
    const printed = commands.map((_, i) => readFileSync(join(folder, `out${i}`), 'utf8'));
    return printed.map((text) => text.replace(/^# Warning: .*\n/gm, ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function environment() {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C' };
}

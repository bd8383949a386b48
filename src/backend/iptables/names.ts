import type { Machine } from '../../machine/machine.js';
import { familyPrograms } from '../../target/iptables/programs.js';
import type { XtablesKind } from '../../target/target.js';
import { partsOfListing } from './own-tables.js';
import { isOwn } from './slots.js';

/** Lists of hashlimit and recent are files of the kernel's. Prints the folder of each that has anything but visible ASCII in its name. */
const ODD_LISTS =
  'LC_ALL=C; for file in /proc/net/ipt_hashlimit/*[!!-~]* /proc/net/ip6t_hashlimit/*[!!-~]* /proc/net/xt_recent/*[!!-~]*; do [ ! -e "$file" ] || dirname "$file"; done';

/** Lists whose names iptables-save prints as they are, so that a blank or a line break in one reads like the end of a word or of a rule. */
export async function oddLists({ run }: Machine): Promise<readonly string[]> {
  const { stdout } = await run('sh', ['-c', ODD_LISTS]);
  const folders = new Set(stdout.split('\n').filter((line) => line.startsWith('/proc/net/')));
  return [...folders].map(
    (folder) =>
      `a name in '${folder}' has a blank or a line break: rules that it stands in are listed like others`,
  );
}

/**
 * Rules of ours that iptables-legacy lists and the kernel does not have: one for a device that is called `lo -j ACCEPT` is printed like one
 * that lets the loopback device in. The program that restores rules is asked whether they are there; it changes nothing.
 */
export async function oddDevices(
  { run }: Machine,
  text: string,
  kind: XtablesKind | undefined,
): Promise<readonly string[]> {
  const parts = partsOfListing(text);
  const found = await Promise.all(
    (['ipv6', 'ipv4'] as const).map(async (family) => {
      const lines = parts.flatMap((part) => (part.family === family ? questions(part) : []));
      if (lines.length === 0) return [];
      const name = family === 'ipv6' ? 'ip6tables' : 'iptables';
      const { restore } = familyPrograms(name, kind ?? 'default');
      const { status, stderr } = await run(restore, ['--noflush', '--test', '-w'], `${lines.join('\n')}\n`);
      if (status === 0) return [];
      const [, number] = /line (\d+) failed/.exec(stderr) ?? [];
      const rule = number === undefined ? stderr.trim() : lines[Number(number) - 1]!.replace('-C', '-A');
      return [`${name} has no rule as it is listed: ${rule}`];
    }),
  );
  return found.flat();
}

/** Asks for the rules of a table that are ours and name a device. */
function questions({
  table,
  lines,
}: {
  readonly table: string | undefined;
  readonly lines: readonly string[];
}) {
  const asked = lines.filter((line) => isOwn(/^-A (\S+) /.exec(line)?.[1] ?? '') && / -[io] /.test(line));
  return asked.length === 0 ? [] : [`*${table}`, ...asked.map((line) => line.replace('-A', '-C')), 'COMMIT'];
}

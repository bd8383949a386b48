/** Runs nft with arguments and returns what it prints. */
export type Nft = (...args: readonly string[]) => Promise<string>;

/** How `nft -j` begins its listing; what `--debug=netlink` prints stands before. */
const BEGIN = '{"nftables":';

/** nft 1.0.6 prints what lies somewhere in its memory for the flags of a table, and stops where that is no text. */
const FLAGS = /\{"table": \{[^{}]*"flags":/;

/**
 * What `nft -j OPTIONS list ruleset` prints. Where a table has flags, tables are listed one by one, and of one with flags nothing is
 * listed but those.
 */
export async function nftListing(nft: Nft, ...options: readonly string[]): Promise<string> {
  const whole = await nft('-j', ...options, 'list', 'ruleset');
  if (isWhole(whole)) return whole;
  const names = [...(await nft('list', 'tables')).matchAll(/^table (\S+) (\S+)$/gm)];
  const parts: string[] = [];
  const items: string[] = [];
  for (const [, family, name] of names) {
    const table = [family!, name!] as const;
    const printed = await nft('-j', ...options, 'list', 'table', ...table);
    const at = printed.startsWith(BEGIN) ? 0 : printed.lastIndexOf(`\n${BEGIN}`) + 1;
    if (isWhole(printed)) {
      parts.push(printed.slice(0, at));
      items.push(
        ...(JSON.parse(printed.slice(at)).nftables as readonly unknown[]).map((one) => JSON.stringify(one)),
      );
    } else {
      const flags = await flagsOf(nft, table);
      // Why it is not whole is not known then, and its reader says that it is not.
      if (flags.length === 0) return whole;
      items.push(JSON.stringify({ table: { family, name, flags } }));
    }
  }
  return `${parts.join('')}${BEGIN} [${items.join(', ')}]}`;
}

function isWhole(printed: string): boolean {
  return printed.trimEnd().endsWith(']}') && !FLAGS.test(printed);
}

/** As the listing for people has them, which is right. */
async function flagsOf(nft: Nft, table: readonly [string, string]): Promise<readonly string[]> {
  const listed = await nft('-t', 'list', 'table', ...table);
  const [, flags = ''] = /^\tflags (.+)$/m.exec(listed.split('\n', 3).join('\n')) ?? [];
  return flags.split(/[ ,;]+/).filter((flag) => flag !== '');
}

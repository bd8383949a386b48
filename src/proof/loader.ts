import nunjucks from 'nunjucks';
import { templateLoader } from '../templates/loader.js';

/** Which shell program it is that holds the rules. */
export interface LoaderKind {
  readonly target: 'iptables' | 'ipset';
  readonly xtables: 'default' | 'legacy' | 'nft';
  /** Whether it holds rules for the raw table of each family. */
  readonly early: { readonly ipv4: boolean; readonly ipv6: boolean };
}

/** What stands in place of a text that differs from script to script. */
export type Hole = 'rules ipv6' | 'rules ipv4' | 'early ipv6' | 'early ipv4' | 'sets';

/** A line of the program, or the place of lines that the program only prints. */
export type LoaderLine = { readonly hole: Hole } | { readonly text: string };

const environment = new nunjucks.Environment(templateLoader, {
  autoescape: false,
  throwOnUndefined: true,
  trimBlocks: true,
  lstripBlocks: true,
});

/** No line of a shell program begins like this. */
const MARK = '\0';

/**
 * The shell program as this version ships it. What it does with the rules and sets that it holds is not worked out from its
 * text: it is tested with real kernels, so only this very program is understood.
 */
export function loaderLines({ target, xtables, early }: LoaderKind): readonly LoaderLine[] {
  const programs = (name: string) => {
    const kind = xtables === 'default' ? name : `${name}-${xtables}`;
    return { save: `${kind}-save`, restore: `${kind}-restore` };
  };
  const [ipv6, ipv4] = [programs('ip6tables'), programs('iptables')];
  const needed = [ipv6.save, ipv6.restore, ipv4.save, ipv4.restore, ...(target === 'ipset' ? ['ipset'] : [])];
  const hole = (name: Hole) => MARK + name;
  const text = environment.render(`iptables/${target}.njk`, {
    header: { generator: '', host: '', target: '', sources: [], unproven: false },
    commands: { ipv6, ipv4, needed: needed.join(' ') },
    rules: { ipv6: hole('rules ipv6'), ipv4: hole('rules ipv4') },
    early: { ipv6: early.ipv6 ? hole('early ipv6') : '', ipv4: early.ipv4 ? hole('early ipv4') : '' },
    sets: hole('sets'),
  });
  return text
    .split('\n')
    .map((line) => (line.startsWith(MARK) ? { hole: line.slice(1) as Hole } : { text: line }));
}

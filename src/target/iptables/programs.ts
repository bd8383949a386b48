import type { Xtables } from './program.js';

/** The programs that show and fill the tables of a family. */
export interface FamilyPrograms {
  readonly save: string;
  readonly restore: string;
}

/** The names under which distributions install both kinds of iptables side by side. */
export function familyPrograms(name: 'iptables' | 'ip6tables', xtables: Xtables): FamilyPrograms {
  const kind = xtables === 'default' ? name : `${name}-${xtables}`;
  return { save: `${kind}-save`, restore: `${kind}-restore` };
}

/** All programs that a script calls which are no part of every system. */
export function neededPrograms(target: 'iptables' | 'ipset', xtables: Xtables): readonly string[] {
  const families = (['ip6tables', 'iptables'] as const).map((name) => familyPrograms(name, xtables));
  return [
    ...families.flatMap(({ save, restore }) => [save, restore]),
    ...(target === 'ipset' ? ['ipset'] : []),
  ];
}

/** What the templates of a script are told of them. */
export function commandsContext(target: 'iptables' | 'ipset', xtables: Xtables) {
  return {
    ipv6: familyPrograms('ip6tables', xtables),
    ipv4: familyPrograms('iptables', xtables),
    needed: neededPrograms(target, xtables).join(' '),
  };
}

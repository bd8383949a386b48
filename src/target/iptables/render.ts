import { commentText, type Header, headerContext } from '../header.js';
import { renderTemplate } from '../templates.js';
import { createClause, matchClause, targetClause } from './clause.js';
import { chainOf } from './hook.js';
import type { Chain, HashSet, HookName, IptablesProgram, Rule } from './program.js';
import { commandsContext } from './programs.js';

/** One shell script that loads the program, and unloads it. */
export function renderIptables(program: IptablesProgram, header: Header): string {
  return renderTemplate(`iptables/${program.target}.njk`, {
    header: headerContext(header),
    commands: commandsContext(program.target, program.xtables),
    rules: {
      ipv6: tableLines(program.hooks, program.ipv6).join('\n'),
      ipv4: tableLines(program.hooks, program.ipv4).join('\n'),
    },
    early: {
      ipv6: earlyLines(program.early.ipv6).join('\n'),
      ipv4: earlyLines(program.early.ipv4).join('\n'),
    },
    sets: program.sets.flatMap(setLines).join('\n'),
  });
}

/** What iptables-restore reads, without the lines that begin and end a transaction. iptables counts every rule anyway. */
function tableLines(hooks: readonly HookName[], chains: readonly Chain[]): readonly string[] {
  return [...hooks.map((hook) => `:${hook} DROP [0:0]`), ...chainsLines(hooks, chains)];
}

/** The same for a raw table, whose policies are no matter of ours. */
function earlyLines(chains: readonly Chain[]): readonly string[] {
  return chains.length === 0 ? [] : chainsLines(['PREROUTING'], chains);
}

function chainsLines(hooks: readonly HookName[], chains: readonly Chain[]): readonly string[] {
  return [
    ...chains.map(({ name }) => `:${name} - [0:0]`),
    ...hooks.map((hook) => `-I ${hook} 1 -j ${chainOf(hook)}`),
    ...chains.flatMap(chainLines),
  ];
}

function chainLines({ name, comment, rules }: Chain): readonly string[] {
  return [...commentLine(comment), ...rules.flatMap((rule) => ruleLines(name, rule))];
}

function ruleLines(chain: string, { matches, target, comment }: Rule): readonly string[] {
  const clauses = [...matches.map(matchClause), targetClause(target)].filter((clause) => clause !== '');
  return [...commentLine(comment), `-A ${chain} ${clauses.join(' ')}`];
}

/** What `ipset restore` reads. */
function setLines(set: HashSet): readonly string[] {
  return [
    ...commentLine(set.comment),
    createClause(set),
    ...set.parts.flatMap(({ elements, comment }) => [
      ...commentLine(comment),
      ...elements.map((element) => `add ${set.name} ${element}`),
    ]),
  ];
}

function commentLine(comment: string): readonly string[] {
  return comment === '' ? [] : [`# ${commentText(comment)}`];
}

import { commentText, type Header, headerContext } from '../header.js';
import { renderTemplate } from '../templates.js';
import { together } from '../together.js';
import { type NftChain, type NftHook, type NftProgram, nftHooks } from './program.js';
import { ruleText } from './text.js';

/** The script that `nft -f` loads: the rules of one table, switched in one transaction. */
export function renderNftables({ chains, counters }: NftProgram, header: Header): string {
  const filled = nftHooks.filter((hook) => chains.some((chain) => chain.hook === hook));
  return renderTemplate('nftables/script.njk', {
    header: headerContext(header),
    bases: nftHooks.map((hook) => ({ ...baseContext(hook), wanted: filled.includes(hook) })),
    counters: counters.map(({ name, comment }) => ({ name, comment: commentText(comment) })),
    chains: chains.map(chainContext),
  });
}

function baseContext(hook: NftHook) {
  const early = hook === 'prerouting';
  return {
    hook,
    // Connection tracking has priority -200, raw is -300.
    priority: early ? 'raw' : 'filter',
    policy: early ? 'accept' : 'drop',
  };
}

function chainContext({ name, hook, comment, rules }: NftChain) {
  return {
    name,
    base: hook ? baseContext(hook) : null,
    comment: commentText(comment),
    rules: together(rules.map(ruleText), '\n\t\t'),
  };
}

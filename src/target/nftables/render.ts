import { commentText, type Header, headerContext } from '../header.js';
import { renderTemplate } from '../templates.js';
import type { NftChain, NftProgram, NftSet } from './program.js';
import { elementLines, ruleText } from './text.js';

/** The script that `nft -f` loads: one table, replaced in one transaction. */
export function renderNftables(program: NftProgram, header: Header): string {
  return renderTemplate('nftables/script.njk', {
    header: headerContext(header),
    sets: program.sets.map(setContext),
    chains: program.chains.map(chainContext),
  });
}

/** IPv4 elements are about half as wide as IPv6 ones. */
const PER_LINE = { ipv4_addr: 6, ipv6_addr: 3 } as const;

function setContext({ name, type, interval, size, elements }: NftSet) {
  return { name, type, interval, size: size ?? null, elements: elementLines(elements, PER_LINE[type]) };
}

function chainContext({ name, hook, comment, rules }: NftChain) {
  const early = hook === 'prerouting';
  return {
    name,
    hook: hook ?? null,
    // Connection tracking has priority -200, raw is -300.
    priority: early ? 'raw' : 'filter',
    policy: early ? 'accept' : 'drop',
    comment: commentText(comment),
    rules: rules.map(ruleText),
  };
}

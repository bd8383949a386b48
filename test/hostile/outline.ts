import type { Target } from '../../src/target/target.js';

/**
 * What a script tells the programs that read it: its text without comments and without what a log message begins with. Names of
 * chains, sets and devices are replaced by numbers in the order in which they first stand there.
 */
export function outlineOf(script: string, target: Target): string {
  return target === 'nftables' ? outlineOfNft(script) : outlineOfShell(script);
}

/** Strings go before comments: nft takes a `#` within one for what it is. Those that remain are names of devices. */
function outlineOfNft(script: string): string {
  const told = script
    .replace(/(^|\s)#[^"\n]*$/gm, '$1')
    .replace(/ comment "[^"\n]*"/g, '')
    .replace(/ prefix "[^"\n]*"/g, ' prefix ""')
    // Named after what a rule says, of which names of lists are part.
    .replace(/^\tcounter (in|out)-[\w.-]+ .*$/gm, '')
    .replace(/ counter name "(in|out)-[\w.-]+"/g, ' counter name ""');
  const devices = numbered(told, /"([^"\n]+)"/g);
  return numbered(devices, wordsAmong(namesIn(devices, /^\t(?:set|chain) (\S+) \{$/gm)));
}

/** In the rules, in the sets and in the shell, a comment is a line that begins with `#`. */
function outlineOfShell(script: string): string {
  const told = script.replace(/^ *#.*$/gm, '').replace(/ --log-prefix "[^"\n]*"/g, ' --log-prefix ""');
  const devices = numbered(told, /(?<= -[io] )(\S+)/g);
  return numbered(devices, wordsAmong(namesIn(devices, /^(?::|create )(SECG-\S+) /gm)));
}

const namesIn = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), ([, name]) => name!);

/** The names where they stand as whole words. */
function wordsAmong(names: readonly string[]): RegExp {
  const spelled = [...new Set(names)].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![^\\s:@{,])(${spelled.join('|') || '(?!)'})(?![^\\s,;}])`, 'gm');
}

function numbered(text: string, pattern: RegExp): string {
  const numbers = new Map<string, number>();
  const marked = text.replace(pattern, (name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return `<${numbers.get(name)}>`;
  });
  return marked.replace(/[ \t]+$/gm, '').replace(/\n+/g, '\n');
}

/** Commands that a text tries to have run: each makes the file `canary`. */
export const commands = (canary: string): Readonly<Record<string, string>> => ({
  'a command in $()': `$(touch ${canary})`,
  'a command in backticks': `\`touch ${canary}\``,
  'behind a semicolon': `; touch ${canary} ;#`,
  'behind a single quote': `'; touch ${canary}; '`,
  'behind a double quote': `"; touch ${canary}; "`,
  'behind a pipe': `x | touch ${canary}`,
  'in the background': `x & touch ${canary} &`,
  'on a line of its own': `x\ntouch ${canary}\n`,
  'behind a carriage return': `x\rtouch ${canary}\r`,
  'behind a line that goes on': `x \\\ntouch ${canary}\n`,
  'behind the end of the rules': `x\nEND_OF_RULES\n}\ntouch ${canary}\n`,
  'behind the end of the sets': `x\r\nEND_OF_SETS\n}\ntouch ${canary}\n`,
  'behind the end of a function': `x\n}; touch ${canary}; {\n`,
});

/** Statements of the programs that read scripts. Each would open the firewall, or leave something named `canary`. */
export const statements: Readonly<Record<string, string>> = {
  'a rule of nft behind a quote': '" accept; ip saddr 0.0.0.0/0 accept comment "',
  'a rule of nft on a line': 'x\n\t\taccept\n\t\tiifname "eth0" accept',
  'the end of a chain': '} accept }',
  'the end of a table': '"\n}\n}\ntable inet canary { }\n',
  'nft reads a file': '\ninclude "/etc/passwd"\n',
  'nft takes a variable': '\ndefine canary = { 0.0.0.0/0 }\nflush ruleset\n',
  'an element more': '10.0.0.0/8, 0.0.0.0/0 }',
  'a rule of iptables': 'x\n-I INPUT 1 -j ACCEPT\n',
  'the end of a transaction': 'x\nCOMMIT\n*filter\n:canary - [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n',
  'a policy of iptables': '\n:INPUT ACCEPT [0:0]\n',
  'a set of ipset': '\ncreate canary hash:ip\nadd canary 10.0.0.1\n',
};

/** Words that mean something to a program that reads scripts, and texts that are hard to hold. */
export const others: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['accept', 'drop', 'policy', 'flush ruleset', 'elements', 'vmap', 'jump input', 'input', 'secgroup'],
      ...['COMMIT', '*filter', '#', '-j ACCEPT', '--help', '-A INPUT -j ACCEPT', 'SECG-INPUT', 'nomatch'],
      ...['END_OF_RULES', 'END_OF_SETS', 'EOF', '__proto__', 'constructor', 'toString'],
      ...['{{ header }}', '{% raw %}', '{# x #}', '$HOME', '\u0024{IFS}', '%s%n', '\\', '\\"', '"', "'", '`'],
      ...[
        '{',
        '}',
        '{}',
        ';',
        '*',
        '+',
        '!',
        '@x',
        '..',
        '../../etc/passwd',
        '/etc/passwd',
        '/dev/zero',
        '-',
      ],
      ...['---', '&a', '*a', '!!map', '? x', '- x', 'x: y', '|', '>', '\t', ' ', ''],
    ].map((text) => [`'${text}'`, text]),
  ),
  NUL: 'x\0y',
  'control characters': '\x07\x1b[2J\x7f\x85',
  'line ends': 'a\r\nb\rc\u2028d\u2029e\vf\fg',
  'a reversed line': '\u202eevil\u202c \u200f\u2066x\u2069 \ufeff',
  'other scripts': 'Ünïcödé 防火墙 🔥',
  'half a character': 'x\ud800y',
  'digits of another script': '１０.0.0.1',
  'much of it': 'long '.repeat(2_000),
  'much of one word': 'a'.repeat(10_000),
  'many lines': '\n'.repeat(10_000),
};

/** Where a hostile text stands beside what the field held before. */
export const placements = ['alone', 'before', 'behind', 'inside'] as const;

export function placed(hostile: string, plain: string, placement: (typeof placements)[number]): string {
  const middle = Math.ceil(plain.length / 2);
  switch (placement) {
    case 'alone':
      return hostile;
    case 'before':
      return hostile + plain;
    case 'behind':
      return plain + hostile;
    case 'inside':
      return plain.slice(0, middle) + hostile + plain.slice(middle);
  }
}

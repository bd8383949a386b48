import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import nunjucks from 'nunjucks';

/** Writes the manual page of the command from the tables that its help is made of: node build/man.js [DIST], behind tsc. */

const dist = path.resolve(process.argv[2] ?? 'dist');
const load = (file) => import(pathToFileURL(path.join(dist, file)).href);
const [{ commands }, { commonOptions }, { exit }, { version }] = await Promise.all(
  ['cli/commands/index.js', 'cli/scan.js', 'cli/exit.js', 'compiler/version.js'].map(load),
);

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(import.meta.dirname), {
  autoescape: false,
  throwOnUndefined: true,
  trimBlocks: true,
  lstripBlocks: true,
});

/** A text of one line that roff prints as it is. */
environment.addFilter('roff', (text) =>
  String(text)
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1'),
);

const page = environment.render('secgroup.1.njk', {
  version,
  commands: commands.map(shown),
  common: options(commonOptions),
  statuses: STATUSES().map(([name, what]) => ({ number: exit[name], what })),
});
mkdirSync(path.join(dist, 'man'), { recursive: true });
writeFileSync(path.join(dist, 'man/secgroup.1'), page);

function shown({ command, describe, positionals, options: own, examples }) {
  return {
    usage: command,
    describe,
    positionals: Object.entries(positionals).map(([name, one]) => ({ name, ...said(one) })),
    options: options(own),
    examples: examples.map(([line, what]) => ({ line: line.replaceAll('$0', 'secgroup'), what })),
  };
}

function options(table) {
  return Object.entries(table).map(([name, one]) => {
    const long = one.default === true ? `--no-${name}` : `--${name}`;
    const value =
      one.type === 'boolean' ? '' : one.choices ? ' CHOICE' : one.type === 'number' ? ' NUMBER' : ' TEXT';
    return { name: `${one.alias ? `-${one.alias}, ` : ''}${long}${value}`, ...said(one) };
  });
}

/** What a value is, its choices if they are few, and what it is if it is left out. */
function said({ describe, choices = [], default: left, type }) {
  const few = choices.length > 0 && choices.length <= 12 ? ` Choices: ${choices.join(', ')}.` : '';
  const given = type !== 'boolean' && left !== undefined && !Array.isArray(left) ? ` Left out: ${left}.` : '';
  return { what: `${describe.replace(/\.?$/, '.')}${few}${given}` };
}

function STATUSES() {
  return [
    ['fine', 'Done.'],
    ['definitionWrong', 'The definition is wrong.'],
    ['commandLineWrong', 'The command line is wrong.'],
    ['machineLacks', 'The machine lacks something, such as a program or a folder that can be written to.'],
    ['notProven', 'A script does not mean what the definition means, or that could not be found out.'],
    ['packetsDisagree', 'Packets did not do what the definition means, or that could not be tried.'],
    ['internalError', 'secgroup itself is wrong.'],
  ];
}

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const agents = path.join(root, 'src/lab/agent');

/** Puts into the bundle what modules otherwise look for beside themselves: the version, and what runs inside the laboratory. */
export function inlinedFiles() {
  return {
    name: 'inlined-files',
    setup(build) {
      build.onLoad({ filter: /[\\/]compiler[\\/]version\.ts$/ }, ({ path: file }) => ({
        contents: withVersion(readFileSync(file, 'utf8')),
        loader: 'ts',
      }));
      build.onLoad({ filter: /[\\/]lab[\\/]agents\.ts$/ }, () => ({ contents: agentsByText() }));
    },
  };
}

function withVersion(text) {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const from = "createRequire(import.meta.url)('../../package.json')";
  if (!text.includes(from)) throw new Error(`version.ts has no ${from}`);
  return text.replace(from, JSON.stringify({ version }));
}

function agentsByText() {
  const texts = readdirSync(agents).map((name) => [name, readFileSync(path.join(agents, name), 'utf8')]);
  return `const texts = ${JSON.stringify(Object.fromEntries(texts))};
export const agentCommand = (name) => ['perl', '-e', texts[name]];`;
}

import { gzipSync } from 'node:zlib';
import type { Needed } from '../backend/kernel.js';
import { renderTemplate } from '../target/templates.js';
import type { HostFile } from './host-file.js';

export interface CloudConfig {
  readonly generator: string;
  readonly host: string;
  readonly files: readonly HostFile[];
  readonly needed: readonly Needed[];
}

/**
 * The files travel as one script of the shell, compressed: clouds take little user-data, and what is alike in two files counts once. In
 * base64 nothing of it can act before it is run.
 */
export function cloudConfig({ generator, host, files, needed }: CloudConfig): string {
  return renderTemplate('provision/cloud-init.njk', {
    generator,
    host,
    packages: [...new Set(needed.map((one) => one.package))],
    programs: needed.map(({ program }) => program).join(' '),
    installer: gzipSync(installerOf(files), { level: 9 }).toString('base64'),
  });
}

/** No line of a file can end its text, since each has a mark before it. */
function installerOf(files: readonly HostFile[]): string {
  const parts = files.map(({ path, mode, text }) => [
    `mkdir -p ${path.slice(0, path.lastIndexOf('/'))}`,
    `sed 's/^|//' >${path}.new <<'.' && chmod ${mode.toString(8)} ${path}.new && mv ${path}.new ${path}`,
    ...text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `|${line}`),
    '.',
  ]);
  return `set -e\n${parts.flat().join('\n')}\n`;
}

import { gzipSync } from 'node:zlib';
import { backendOf } from '../backend/registry.js';
import type { Target } from '../target/target.js';
import { renderTemplate } from '../target/templates.js';

/** What a unit and user-data are made from. */
export interface ProvisionInput {
  readonly generator: string;
  /** Id of the host; letters, digits and `._-` only. */
  readonly host: string;
  readonly target: Target;
  readonly script: string;
  /** Where the script lies on the host; a plain absolute path. */
  readonly path: string;
}

/** Paths that need no quoting in a unit file, in YAML and in a shell. */
export function isPlainPath(path: string): boolean {
  return /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path);
}

export function defaultScriptPath(host: string, target: Target): string {
  return `/etc/secgroup/${host}${backendOf(target).fileEnding}`;
}

/** A unit that loads the script before the network comes up. */
export function systemdUnit(input: ProvisionInput): string {
  return renderTemplate('provision/systemd.njk', { ...plain(input), ...commands(input) });
}

/**
 * User-data for cloud-init that installs the script and its unit. Both travel as base64, so nothing in them can act, and the script
 * compressed: clouds take little user-data.
 */
export function cloudInit(input: ProvisionInput): string {
  return renderTemplate('provision/cloud-init.njk', {
    ...plain(input),
    packages: packagesOf(input.target),
    script: { path: input.path, content: compressed(input.script) },
    unit: base64(systemdUnit(input)),
  });
}

function plain({ generator, host, path }: ProvisionInput) {
  if (!/^[A-Za-z0-9._-]+$/.test(host)) throw new Error(`'${host}' is not a plain host id`);
  if (!isPlainPath(path)) throw new Error(`'${path}' is not a plain path`);
  return { generator, host };
}

function packagesOf(target: Target): readonly string[] {
  const needed = backendOf(target).kernel.programs(undefined);
  return [...new Set(needed.map((one) => one.package))];
}

/** systemd starts programs by their whole path. */
function commands({ target, path }: ProvisionInput) {
  const { load, loaderPath, unload } = backendOf(target).kernel;
  return { load: [loaderPath, ...load(path).slice(1)].join(' '), unload: unload(path).join(' ') };
}

/** The same for the same text. */
function compressed(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

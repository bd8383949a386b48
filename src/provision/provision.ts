import { backendOf } from '../backend/registry.js';
import type { Target, XtablesKind } from '../target/target.js';
import { renderTemplate } from '../target/templates.js';
import { cloudConfig } from './cloud-init.js';
import type { HostFile } from './host-file.js';

/** What loads the firewall of a host is made from this. */
export interface ProvisionInput {
  readonly generator: string;
  /** Id of the host; letters, digits and `._-` only. */
  readonly host: string;
  readonly target: Target;
  /** Which iptables the script calls. Absent: what the system calls `iptables`. */
  readonly xtables?: XtablesKind | undefined;
  /** Absent: something else puts it on the host. */
  readonly script?: string | undefined;
  /** Where the script lies on the host; a plain absolute path. */
  readonly path: string;
  /** What is tried where that cannot be loaded, one after the other. */
  readonly rescue: readonly { readonly target: Target; readonly text: string }[];
}

/** Where a host has what it loads. */
export const FOLDER = '/etc/secgroup';
const LOADER = `${FOLDER}/load.sh`;
const UNITS = '/etc/systemd/system';

/** Loads what is gone. */
const AGAIN = `${FOLDER}/again.nft`;

/**
 * What loads rules of its own when a machine boots, and takes out those of others. `flushes`: it takes out everything, also of nft.
 * `waits`: it goes on after it has been started.
 */
const others = [
  { service: 'nftables', reloads: true, flushes: true, waits: false },
  { service: 'iptables', reloads: true, flushes: false, waits: false },
  { service: 'ip6tables', reloads: true, flushes: false, waits: false },
  { service: 'netfilter-persistent', reloads: false, flushes: false, waits: false },
  { service: 'ufw', reloads: false, flushes: false, waits: false },
  { service: 'firewalld', reloads: true, flushes: false, waits: true },
] as const;

/** Paths that need no quoting in a unit file, in YAML and in a shell. */
export function isPlainPath(path: string): boolean {
  return /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path);
}

export function defaultScriptPath(host: string, target: Target): string {
  return `${FOLDER}/${host}${backendOf(target).fileEnding}`;
}

/** The script, what is loaded where it cannot be, what loads them, its unit, and drop-ins for the units of other firewalls. */
export function hostFiles(input: ProvisionInput): readonly HostFile[] {
  const { path, script, rescue } = input;
  const { ifGone } = backendOf(input.target).kernel.boot;
  const known = plain(input);
  const text = (name: string, context: object) =>
    renderTemplate(`provision/${name}.njk`, { ...known, ...context });
  return [
    ...(script === undefined ? [] : [{ path, mode: 0o755, text: script }]),
    ...rescue.map((one) => ({ path: rescuePath(one.target), mode: 0o755, text: one.text })),
    ...(ifGone ? [{ path: AGAIN, mode: 0o644, text: ifGone.text(path) }] : []),
    { path: LOADER, mode: 0o755, text: text('load', loading(input)) },
    { path: `${UNITS}/secgroup.service`, mode: 0o644, text: text('systemd', { unload: unloading(input) }) },
    ...others.map((other) => ({
      path: `${UNITS}/${other.service}.service.d/secgroup.conf`,
      mode: 0o644,
      text: text('beside', { ...other, first: (other.flushes && ifGone?.load(AGAIN)) || '' }),
    })),
  ];
}

/** User-data for cloud-init that puts these files on a host, and loads the firewall as early as it can. */
export function cloudInit(input: ProvisionInput): string {
  const packages = backendOf(input.target).kernel.programs(input.xtables);
  return cloudConfig({ ...plain(input), files: hostFiles(input), needed: packages });
}

/** What every template is told; what would need quoting is refused. */
export function plain({ generator, host, path }: ProvisionInput) {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(host)) throw new Error(`'${host}' is not a plain host id`);
  if (!isPlainPath(path)) throw new Error(`'${path}' is not a plain path`);
  return { generator, host, loader: LOADER };
}

function rescuePath(target: Target): string {
  return `${FOLDER}/rescue${backendOf(target).fileEnding}`;
}

function loading({ target, xtables, path, rescue }: ProvisionInput) {
  const { load, boot } = backendOf(target).kernel;
  const other = rescue.find((one) => one.target === 'nftables' && target !== 'nftables');
  return {
    path,
    load: load(path).join(' '),
    isWhole: boot.isWhole(path),
    isLoaded: boot.isLoaded(xtables),
    holds: boot.holds,
    rescue: rescue.map((one) => ({
      load: backendOf(one.target).kernel.boot.loadAnyway(rescuePath(one.target)),
    })),
    // A script replaces only what its own target has loaded.
    unloadRescue: other ? backendOf(other.target).kernel.boot.unloadAll : '',
  };
}

function unloading({ target, path }: ProvisionInput): string {
  return backendOf(target).kernel.unload(path).join(' ');
}

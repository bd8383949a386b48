import path from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { buildProgram } from '../../support/built.js';
import { compileText } from '../../support/compile.js';
import { withFiles } from '../../support/definition.js';
import { backends, type Loading } from '../backends.js';
import { SCRIPT } from '../rig/index.js';
import { commandLine, programEnvironment } from '../rig/shell.js';

/** One host that lets ssh in from a few places, and everything out. */
export const definition = `
groups:
  g:
    ingress: [{ allow: tcp/22, from: [10.0.0.0/8, 192.0.2.7, 192.0.2.9, '2001:db8::/32'] }]
    egress: [{ allow: all, to: anywhere }]
hosts:
  dut: { interfaces: { eth0: { addresses: [10.0.1.10], groups: [g] } } }
`;

export const early = definition.replace('dut: {', 'dut: { earlyDrop: true,');

export const routing = definition.replace('dut: {', 'dut: { forward: ignore,');

export interface Verified {
  readonly status: number | undefined;
  readonly stderr: string;
  /** What the commands print. */
  readonly stdout: string;
}

export interface Case {
  readonly definition?: string;
  /** Shell commands behind loading, in the same namespace. */
  readonly commands?: string;
  /** Shell commands behind verifying. */
  readonly last?: string;
  readonly load?: boolean;
}

/** Loads the script of a backend into a namespace of its own, runs commands there, and verifies what is then loaded. */
export async function verifyLive(
  backend: Loading,
  { definition: text = definition, commands = '', last = '', load: loads = true }: Case,
): Promise<Verified> {
  return withScript(backend, text, ({ loading, verifying }) =>
    inOwnNamespace([
      ...['set -e', loads ? loading : '', commands],
      ...['set +e', verifying, 'status=$?', last, 'exit $status'],
    ]),
  );
}

/** The same for several commands over iptables, each behind what was loaded first: what the one before it has changed is put back. */
export async function verifyEach(
  backend: Loading,
  commands: readonly string[],
): Promise<readonly Pick<Verified, 'status' | 'stderr'>[]> {
  const { keep, back } = keeping(backend);
  return withScript(backend, definition, async ({ loading, verifying }) => {
    const steps = commands.map(
      (command) => `( set -e\n${command}\n)
( set +e\n${verifying} 2>&1\necho "\nstatus $?" )
${back}`,
    );
    const { status, stdout, stderr } = await inOwnNamespace(['set -e', loading, keep, ...steps]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const ends = [...stdout.matchAll(/([\s\S]*?)\nstatus (\d+)(?:\n|$)/g)];
    return ends.map(([, said, end]) => ({ stderr: said!, status: Number(end) }));
  });
}

/** Commands that keep the rules of filter tables and the elements of sets, and put them back. */
function keeping({ options }: Loading) {
  const each = (command: (program: string) => string) =>
    ['iptables', 'ip6tables'].map((program) => command(`${program}-${options.xtables}`)).join('\n');
  return {
    keep: `${each((program) => `${program}-save -t filter 2>/dev/null >/run/${program}`)}
ipset save | sed -n 's/^create \\(\\S*\\) .*/flush \\1/p; /^add/p' >/run/sets`,
    back: `${each((program) => `${program}-restore </run/${program}`)}\nipset restore </run/sets`,
  };
}

interface Commands {
  readonly loading: string;
  readonly verifying: string;
}

async function withScript<T>(
  { options, load }: Loading,
  text: string,
  use: (commands: Commands) => Promise<T>,
): Promise<T> {
  const [script, { main }] = await Promise.all([compileText(text, options), buildProgram()]);
  return withFiles({ 'd.yaml': text, script: script.text }, (folder) => {
    const xtables = 'xtables' in options ? ['--xtables', options.xtables!] : [];
    const args = ['verify', '--live', path.join(folder, 'd.yaml'), '-t', options.target, ...xtables];
    const words = load.map((word) => (word === SCRIPT ? path.join(folder, 'script') : word));
    return use({
      loading: commandLine(words),
      verifying: commandLine([process.execPath, main, ...args]),
    });
  });
}

const inOwnNamespace = (lines: readonly string[]): Promise<Verified> =>
  unshared(['-Urnm', '--', 'sh', '-c', ['mount -t tmpfs tmpfs /run', ...lines].join('\n')]);

/** Runs a command by `unshare`, in the namespaces that the arguments name. */
export async function unshared(args: readonly string[]): Promise<Verified> {
  const { exitCode, stderr, stdout } = await execa('unshare', args, {
    env: programEnvironment(),
    reject: false,
  });
  return { status: exitCode, stderr, stdout };
}

/** The kind of firewall of this name. */
export const named = (name: string) => backends.find((backend) => backend.name === name)!;

export const nftables = named('nftables');

/** Every kind that iptables loads. */
export const overXtables = backends.filter(({ name }) => name !== 'nftables');

/** What `iptables` and `ip6tables` mean in commands. */
export const aliases = ({ options }: Loading) =>
  `iptables() { iptables-${options.xtables} "$@"; }; iptables_restore() { iptables-${options.xtables}-restore --noflush; }; ip6tables() { ip6tables-${options.xtables} "$@"; }\n`;

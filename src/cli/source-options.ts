import { isBareZero, parseAddress } from '../address/parse.js';
import type { SourceOptions } from '../compiler/options.js';
import { DEFAULT_SIZE_LIMIT } from '../document/size-limit.js';
import { type FormatName, formatNames } from '../formats/format.js';
import type { Options, Positional } from './command.js';
import { UsageError } from './exit.js';

/** Options of every command that reads a definition. */
export interface SourceArguments {
  readonly sources: readonly string[];
  readonly device: readonly string[];
  readonly 'my-ip': string | undefined;
  readonly 'max-size': number;
  readonly from: FormatName | undefined;
  readonly parameter: readonly string[];
  readonly strict: boolean;
}

/** The files and folders of every command that reads a definition. */
export const sources = {
  type: 'string',
  array: true,
  demandOption: true,
  completes: 'file',
  describe: 'Files or folders of definitions, in any mix of formats; - is standard input',
} as const satisfies Positional;

export const sourceOptions = {
  device: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [],
    describe: 'Device name for an interface that has none, such as eni-0abc=ens5',
  },
  'my-ip': {
    type: 'string',
    describe: 'Address of my-ip; default: the one this SSH session comes from',
  },
  from: {
    choices: formatNames,
    requiresArg: true,
    describe: 'Format of all sources; default: each is recognised by its shape',
  },
  parameter: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [],
    describe: "Value of a template's parameter, as Name=Value",
  },
  strict: {
    type: 'boolean',
    default: false,
    describe: 'Fail on unknown values, instead of letting them match nothing',
  },
  'max-size': {
    type: 'number',
    default: DEFAULT_SIZE_LIMIT,
    describe: 'Largest size of a file, in bytes',
  },
} as const satisfies Options;

export async function readSourceOptions(args: SourceArguments): Promise<SourceOptions> {
  if (!(args['max-size'] > 0)) throw new UsageError('--max-size takes a number of bytes');
  return {
    devices: devicesOf(args.device),
    myIp: myIpOf(args['my-ip'], args['my-ip'] === undefined ? await sshClient() : undefined),
    parameters: parametersOf(args.parameter),
    from: args.from,
    strict: args.strict,
    sizeLimit: args['max-size'],
  };
}

function devicesOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  const devices = new Map<string, string>();
  for (const pair of pairs) {
    const [id, device, ...more] = pair.split('=');
    if (!id || !device || more.length > 0)
      throw new UsageError(`--device takes INTERFACE=DEVICE, not '${pair}'`);
    if (devices.has(id)) throw new UsageError(`--device names '${id}' twice`);
    devices.set(id, device);
  }
  return devices;
}

/** A value can hold anything, also `=`, and be empty. */
function parametersOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of pairs) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--parameter takes NAME=VALUE, not '${pair}'`);
    if (parameters.has(name)) throw new UsageError(`--parameter gives '${name}' twice`);
    parameters.set(name, value);
  }
  return parameters;
}

/**
 * The address that this session comes from; it is never asked of the internet. To root `sudo` and `su` do not hand on what sshd has said, and those that
 * started them have it.
 */
async function sshClient(): Promise<string | undefined> {
  const own = process.env.SSH_CONNECTION;
  if (own !== undefined || process.geteuid?.() !== 0) return own?.split(' ')[0];
  const { sshConnection } = await import('../machine/ssh.js');
  return (await sshConnection())?.client;
}

function myIpOf(given: string | undefined, client: string | undefined): SourceOptions['myIp'] {
  const text = given ?? client;
  if (text === undefined || text === '') return undefined;
  const parsed = parseAddress(text);
  if (parsed.ok && !isBareZero(text, parsed.range)) return parsed.range;
  if (given === undefined) return undefined;
  throw new UsageError(`--my-ip: ${parsed.ok ? `no host has the address ${text}` : parsed.fault.problem}`);
}

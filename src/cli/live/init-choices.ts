import { hostname } from 'node:os';
import { addressSet } from '../../address/address-set.js';
import { covers } from '../../address/intervals.js';
import { isBareZero, parseAddressRange } from '../../address/parse.js';
import { hostNameFault } from '../../definition/names.js';
import { called, portText } from '../../live/first/called.js';
import type { Decided } from '../../live/first/definition.js';
import type { Machine } from '../../live/first/read-machine.js';
import type { Survey } from '../../live/first/survey.js';
import { withoutZone } from '../../live/lockout.js';
import { parseTraffic } from '../../traffic/parse.js';
import { protocolName } from '../../traffic/protocols.js';
import { UsageError } from '../exit.js';
import { ask } from './ask.js';

export interface InitArguments {
  readonly admin: readonly string[];
  readonly open: readonly string[];
  readonly host: string | undefined;
  readonly output: string | undefined;
  readonly force: boolean;
  readonly yes: boolean;
  readonly 'allow-lockout': boolean;
  readonly json: boolean;
}

/** What options say; else what is answered on a terminal. Nothing is opened that nobody has asked for. */
export async function decide(args: InitArguments, { ssh }: Machine, surveyed: Survey): Promise<Decided> {
  const host = hostOf(args);
  const client = ssh && withoutZone(ssh.client);
  const judged = (words: readonly string[]) => {
    const administrators = administratorsOf(words);
    if (client !== undefined && !args['allow-lockout']) refuseLockOut(client, administrators);
    return administrators;
  };
  const administrators =
    args.admin.length > 0
      ? judged(args.admin)
      : await ask({ question: ADMINISTRATORS, proposal: client, isAsked: !args.yes, read: judged });
  if (administrators === undefined)
    throw new UsageError('say where administrators come from: --admin ADDRESS, or --admin nobody');
  return { host, administrators, open: await openBy(args, surveyed) };
}

const ADMINISTRATORS = 'Where do administrators come from? Addresses or prefixes, or nobody';

async function openBy(args: InitArguments, surveyed: Survey): Promise<Decided['open']> {
  const services = surveyed.devices.flatMap((device) => device.services);
  const listening = new Set(services.map(portText));
  const read = (words: readonly string[]) => openOf(words, listening);
  if (args.open.length > 0 || listening.size === 0) return read(args.open);
  const names = called(services).map(({ name }) => name);
  const question = `What may anybody reach? Any of ${names.join(' ')}; Enter alone: nothing`;
  return (await ask({ question, proposal: '', isAsked: !args.yes, read })) ?? new Set();
}

function hostOf({ host: given }: InitArguments): string {
  const name = given ?? hostname();
  const fault = hostNameFault(name);
  if (fault === undefined) return name;
  throw new UsageError(`this machine cannot be called '${name}': ${fault}; name it with --host`);
}

function administratorsOf(words: readonly string[]): readonly string[] {
  if (words.length === 1 && words[0] === 'nobody') return [];
  if (words.length === 0) throw new UsageError('name addresses, or nobody');
  for (const word of words) {
    const parsed = parseAddressRange(word);
    if (!parsed.ok) throw new UsageError(`administrators: ${parsed.fault.problem}`);
    if (parsed.range.hostBits) throw new UsageError(`administrators: '${word}' has host bits set`);
    if (isBareZero(word, parsed.range))
      throw new UsageError(`administrators: '${word}' is one address; any address is '${word}/0'`);
  }
  return words;
}

/** The definition is to let in whoever writes it. */
function refuseLockOut(client: string, administrators: readonly string[]): void {
  const setOf = (texts: readonly string[]) =>
    addressSet(texts.map(parseAddressRange).flatMap((one) => (one.ok ? [one.range] : [])));
  const [all, one] = [setOf(administrators), setOf([client])];
  if (covers(all.ipv4, one.ipv4) && covers(all.ipv6, one.ipv6)) return;
  throw new UsageError(
    `the SSH session that this runs over comes from ${client}, which is not among the administrators; --allow-lockout goes on all the same`,
  );
}

/** Presets and ports. One that nothing listens on would be open to whatever listens there later. */
function openOf(words: readonly string[], listening: ReadonlySet<string>): ReadonlySet<string> {
  const ports = words.flatMap((word) => {
    const parsed = parseTraffic(word);
    if (parsed.kind === 'fault') throw new UsageError(`--open: ${parsed.problem}`);
    const traffic = parsed.kind === 'traffic' ? parsed.traffic : [];
    const found = traffic.flatMap(({ protocol, first, last }) =>
      [...listening].filter((port) => {
        const [name, number] = port.split('/');
        return (
          protocol !== 'all' &&
          protocolName(protocol) === name &&
          Number(number) >= first &&
          Number(number) <= last
        );
      }),
    );
    if (found.length > 0) return found;
    throw new UsageError(
      `nothing listens on '${word}' here; there is ${[...listening].join(' ') || 'nothing'}`,
    );
  });
  return new Set(ports);
}

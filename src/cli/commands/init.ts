import type { Machine } from '../../live/first/read-machine.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import type { InitArguments } from '../live/init-choices.js';
import { printJson } from '../report.js';

export const initCommand: Command<InitArguments> = {
  command: 'init',
  describe: 'Write a first definition of this machine: what listens now, and SSH from administrators only',
  positionals: {},
  options: {
    admin: {
      type: 'string',
      array: true,
      default: [],
      describe:
        'Where administrators come from: addresses, prefixes, ranges, or nobody; default: asks, and proposes where this SSH session comes from',
    },
    open: {
      type: 'string',
      array: true,
      default: [],
      describe: 'What anybody may reach, such as https or tcp/8080; default: asks, and proposes nothing',
    },
    host: {
      type: 'string',
      requiresArg: true,
      describe: 'Name of this machine in the definition; default: its own',
    },
    output: {
      type: 'string',
      completes: 'file',
      alias: 'o',
      requiresArg: true,
      describe: 'File to write; default: standard output',
    },
    force: { type: 'boolean', default: false, describe: 'Write over a file that is there' },
    yes: { type: 'boolean', alias: 'y', default: false, describe: 'Do not ask: take what would be proposed' },
    'allow-lockout': {
      type: 'boolean',
      default: false,
      describe: 'Go on where the SSH session that this runs over would not be let in',
    },
    json: { type: 'boolean', default: false, describe: 'Print as JSON' },
  },
  examples: [
    ['sudo $0 init -o groups.yaml', 'Asks, and writes the file'],
    ['sudo $0 init --admin 203.0.113.0/24 --open http https > groups.yaml', 'Asks nothing'],
  ],
  run: runInit,
};

async function runInit(args: InitArguments): Promise<ExitStatus> {
  const { refuseExisting } = await import('../write-scripts.js');
  if (args.output !== undefined && !args.force) await refuseExisting(args.output);
  const { readMachine } = await import('../../live/first/read-machine.js');
  const { survey } = await import('../../live/first/survey.js');
  const { decide } = await import('../live/init-choices.js');
  const { firstDefinition } = await import('../../live/first/definition.js');
  const { initJson, initText } = await import('../live/init-text.js');
  const machine = await readMachine();
  const surveyed = survey(machine.facts);
  if (surveyed.devices.length === 0) throw new UsageError(noDevice(machine));
  const decided = await decide(args, machine, surveyed);
  const text = firstDefinition(surveyed, decided);
  await check(text);
  if (args.output !== undefined) await deliver(args.output, text, args.force);
  if (args.json) printJson({ ...initJson(surveyed, decided), ...where(args, text) });
  else {
    process.stderr.write(`${initText(surveyed, decided, args.output)}\n`);
    if (args.output === undefined) process.stdout.write(text);
  }
  return exit.fine;
}

function where({ output }: InitArguments, text: string) {
  return output === undefined ? { text } : { file: output };
}

function noDevice({ facts: { devices } }: Machine): string {
  const names = devices.map(({ name }) => name).join(', ');
  return `no device of this machine has an address but the loopback (there are: ${names}); give one an address first`;
}

/** What is wrong in what we write ourselves is our own mistake. */
async function check(text: string): Promise<void> {
  const { analyse } = await import('../../compiler/analyse.js');
  const { textFile } = await import('../../document/file.js');
  const { hasError } = await import('../../diagnostics/diagnostic.js');
  const { DEFAULT_SIZE_LIMIT } = await import('../../document/size-limit.js');
  const { diagnostics } = await analyse([textFile('the first definition', text)], {
    devices: new Map(),
    sizeLimit: DEFAULT_SIZE_LIMIT,
  });
  if (hasError(diagnostics)) throw new Error(diagnostics.map(({ message }) => message).join('; '));
}

async function deliver(file: string, text: string, force: boolean): Promise<void> {
  const { writeNew, writeText } = await import('../write-scripts.js');
  await (force ? writeText : writeNew)(file, text);
}

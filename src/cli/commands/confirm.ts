import { visible } from '../../diagnostics/visible.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { eachOf, tellFailures } from '../live/each-host.js';
import {
  type MachineArguments,
  machineOptions,
  machineSources,
  withPlaces,
} from '../live/machine-command.js';
import type { OpenHost } from '../live/options.js';
import { isSeveral } from '../live/places.js';
import { printFailure, printJson } from '../report.js';

export const confirmCommand: Command<MachineArguments> = {
  command: 'confirm [sources..]',
  describe: 'Keep the rules that were applied: over a new connection, which shows that nobody is locked out',
  positionals: { sources: machineSources },
  options: machineOptions,
  examples: [
    ['sudo $0 confirm', 'After `secgroup apply`, over a connection that was opened since'],
    ['$0 confirm --ssh admin@192.0.2.10', 'On another machine, over a connection that is opened for it'],
  ],
  run: runConfirm,
};

async function runConfirm(args: MachineArguments): Promise<ExitStatus> {
  const { value, diagnostics } = await withPlaces(args, async (places, names) => {
    const asked = await eachOf(places, async (open) => confirmed(await open()));
    const failed = tellFailures(names, asked);
    const kept = asked.flatMap((one) => one.value ?? []);
    const documents = kept.map(({ host, number }) => ({ host, generation: number, confirmed: true }));
    if (args.json) printJson(isSeveral(args) ? { hosts: documents } : documents[0]);
    else
      for (const { host, number } of kept)
        process.stderr.write(`${visible(host)}: generation ${number} stays\n`);
    return failed ? exit.machineLacks : exit.fine;
  });
  return value ?? printFailure(diagnostics, args);
}

/** Both while nobody else can begin a trial: what is judged is what is kept. */
async function confirmed(host: OpenHost) {
  return host.live.alone(async () => {
    await refuseWhatShowsNothing(host);
    return host.live.keep({ anew: true });
  });
}

/** Packets of a connection from before the change pass as replies, and show nothing. Over SSH, a new one is made for it. */
async function refuseWhatShowsNothing({ live, machine, ssh: isOther }: OpenHost): Promise<void> {
  const { uptimeOf } = await import('../../machine/machine.js');
  const ssh = await machine.connection();
  const { trial } = await live.held();
  if (!ssh || !trial) return;
  const { deviceWith } = await import('../../live/lockout.js');
  if (deviceWith(ssh.client, await machine.addresses()) !== undefined)
    throw new UsageError('this SSH connection comes from the machine itself, and so shows nothing');
  if (isOther !== undefined) return;
  const about = await live.generations.about(trial.generation);
  const isSame = about?.ssh === [ssh.client, ssh.clientPort, ssh.server, ssh.serverPort].join(' ');
  // The kernel tells the time that is left in whole seconds, rounded down.
  const begun = (await uptimeOf(machine)) - trial.lasts + trial.left + 1;
  if (isSame || ssh.opened === undefined || ssh.opened < begun)
    throw new UsageError(
      'this SSH connection is older than the change, and so shows nothing: confirm over a new one' +
        ' (without multiplexing: ssh -o ControlPath=none)',
    );
}

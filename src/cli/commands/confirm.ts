import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { type LiveArguments, liveOptions, type OpenHost, openHost } from '../live/options.js';
import { printJson } from '../report.js';

export const confirmCommand: Command<LiveArguments> = {
  command: 'confirm',
  describe: 'Keep the rules that were applied: over a new connection, which shows that nobody is locked out',
  positionals: {},
  options: liveOptions,
  examples: [['sudo $0 confirm', 'After `secgroup apply`, over a connection that was opened since']],
  run: runConfirm,
};

async function runConfirm(args: LiveArguments): Promise<ExitStatus> {
  const host = await openHost(args);
  // Both while nobody else can begin a trial: what is judged is what is kept.
  const about = await host.live.alone(async () => {
    await refuseOldConnection(host);
    return host.live.keep();
  });
  if (args.json) printJson({ host: about.host, generation: about.number, confirmed: true });
  else process.stderr.write(`${about.host}: generation ${about.number} stays\n`);
  return exit.fine;
}

/** Packets of a connection from before the change pass as replies, and show nothing. */
async function refuseOldConnection({ live, machine }: OpenHost): Promise<void> {
  const { uptimeOf } = await import('../../machine/machine.js');
  const ssh = await machine.connection();
  const { trial } = await live.held();
  if (!ssh || !trial) return;
  const { deviceWith } = await import('../../live/lockout.js');
  if (deviceWith(ssh.client, await machine.addresses()) !== undefined)
    throw new UsageError('this SSH connection comes from this machine itself, and so shows nothing');
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

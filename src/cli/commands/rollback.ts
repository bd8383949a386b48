import type { Command } from '../command.js';
import type { ExitStatus } from '../exit.js';
import { type Back, keptJob, rollOutKept } from '../live/kept-rules.js';
import {
  type MachineArguments,
  machineOptions,
  machineSources,
  type Named,
} from '../live/machine-command.js';
import { checkTrial, type TrialArguments, trialOptions } from '../live/options.js';

type RollbackArguments = MachineArguments & TrialArguments;

export const rollbackCommand: Command<RollbackArguments> = {
  command: 'rollback [sources..]',
  describe: 'End a trial now; or else go back to the rules that were confirmed before these',
  positionals: { sources: machineSources },
  options: { ...machineOptions, ...trialOptions },
  examples: [
    ['sudo $0 rollback', 'Back to the rules before'],
    ['$0 rollback --ssh admin@192.0.2.10', 'On another machine'],
  ],
  run: runRollback,
};

async function runRollback(args: RollbackArguments): Promise<ExitStatus> {
  checkTrial(args);
  return rollOutKept(args, wayBack);
}

async function wayBack(on: Named): Promise<Back> {
  const { name, live } = on;
  const { trial } = await live.held();
  if (trial) {
    await live.alone(() => live.end(trial.generation));
    return { name, ended: trial.generation };
  }
  await live.alone(() => live.tidy());
  return { name, outcome: await keptJob(on, await live.before()) };
}

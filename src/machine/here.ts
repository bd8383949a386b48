import { networkInterfaces } from 'node:os';
import { following } from './following.js';
import { withLock } from './lock.js';
import type { Machine } from './machine.js';
import { programEnvironment, run } from './programs.js';
import { sshConnection } from './ssh.js';

/** The machine that this runs on. */
export function thisMachine(): Machine {
  return {
    isRoot: process.geteuid?.() === 0,
    run,
    follow: (program, args, signal) => following(program, args, programEnvironment(), signal, 'signal'),
    runAnew: run,
    alone: withLock,
    connection: sshConnection,
    async addresses() {
      const devices = Object.entries(networkInterfaces());
      return new Map(devices.map(([name, all = []]) => [name, all.map(({ address }) => address)]));
    },
    close: async () => undefined,
  };
}

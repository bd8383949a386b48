import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { devicesIn } from '../../../src/live/first/devices.js';
import { listenersIn } from '../../../src/live/first/listeners.js';
import type { Facts } from '../../../src/live/first/survey.js';

/** What `ip` and `ss` have printed on a machine. */
export function captured(name: 'ip-address' | 'ss' | 'ss-programs'): Promise<string> {
  return readFile(path.join(import.meta.dirname, 'captured', `${name}.txt`), 'utf8');
}

export async function capturedFacts(changes: Partial<Facts> = {}): Promise<Facts> {
  return {
    devices: devicesIn(await captured('ip-address')),
    listeners: listenersIn(await captured('ss'), await captured('ss-programs')),
    sshPorts: new Set([2222]),
    clientPorts: [32_768, 60_999],
    forwards: false,
    ...changes,
  };
}

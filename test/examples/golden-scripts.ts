import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { backendOf } from '../../src/backend/registry.js';
import { targets } from '../../src/target/target.js';

/** A folder for each example, and a file for the frame of each target whose scripts have one. */
export const golden = path.join(import.meta.dirname, 'golden');

const endings = targets.map((target) => backendOf(target).fileEnding);

/** Where the program of the shell begins that is the same in all scripts of a target. */
const FRAME = '\n\nsay() {\n';

/** A script in two parts: what its definition says, and the frame, which is empty where there is none. */
export function divided(text: string): { readonly own: string; readonly frame: string } {
  const at = text.includes(FRAME) ? text.indexOf(FRAME) + 1 : text.length;
  return { own: text.slice(0, at), frame: text.slice(at) };
}

export const frameFile = (ending: string): string => path.join(golden, `frame${ending}`);

/** The names of all golden scripts of some targets, such as `three-tier/app-1.ipset.sh`. */
export function goldenNames(...some: readonly string[]): readonly string[] {
  return readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.includes(path.sep) && some.some((ending) => name.endsWith(ending)),
  );
}

/** A golden script as a whole. */
export function goldenScript(name: string): string {
  const own = readFileSync(path.join(golden, name), 'utf8');
  const ending = endings.find((one) => name.endsWith(one))!;
  return ending.endsWith('.sh') ? own + readFileSync(frameFile(ending), 'utf8') : own;
}

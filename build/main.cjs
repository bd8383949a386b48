#!/usr/bin/env node
'use strict';

/**
 * Starts the program: one script, with what V8 compiled of it when it was built (code-cache.cjs). V8 refuses a cache of
 * another version or other flags, and then compiles anew, which takes 40 ms longer. A shell that asks for completion gets
 * a smaller script, which starts in half the time.
 */
const { closeSync, openSync, readFileSync, readSync } = require('node:fs');
const path = require('node:path');
const { Script } = require('node:vm');

/** `room` is where it is put: memory that is touched for the first time takes longer than what is read into it. */
function codeCache(name, room) {
  try {
    const descriptor = openSync(path.join(__dirname, `${name}.cache`));
    try {
      return room.subarray(0, readSync(descriptor, room));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** What a script exports; by default the program, see src/cli/main.ts. */
function load(name = 'program') {
  const filename = path.join(__dirname, `${name}.js`);
  const bytes = readFileSync(filename);
  // esbuild escapes everything beyond ASCII, so that a byte is a character.
  const source = bytes.latin1Slice();
  const script = new Script(source, { filename, cachedData: codeCache(name, bytes) });
  return script.runInThisContext()(requireFrom, filename);
}

/** Ends without taking the heap apart, as the program does. */
function answer() {
  process.once('beforeExit', () => process.exit());
  load('complete').answer(process.argv.slice(3));
}

const requireFrom = (name) => (name === './names.js' ? load('names') : require(name));

if (require.main !== module) module.exports = load;
else if (process.argv[2] === '__complete') answer();
else load().main();

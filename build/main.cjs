#!/usr/bin/env node
'use strict';

/**
 * Starts the program: one script, with what V8 compiled of it when it was built (code-cache.cjs). V8 refuses a cache of
 * another version or other flags, and then compiles anew, which takes 40 ms longer.
 */
const { closeSync, openSync, readFileSync, readSync } = require('node:fs');
const path = require('node:path');
const { Script } = require('node:vm');

const filename = path.join(__dirname, 'program.js');

/** `room` is where it is put: memory that is touched for the first time takes longer than what is read into it. */
function codeCache(room) {
  try {
    const descriptor = openSync(path.join(__dirname, 'program.cache'));
    try {
      return room.subarray(0, readSync(descriptor, room));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** What the program exports: see src/cli/main.ts. */
function load() {
  const bytes = readFileSync(filename);
  // esbuild escapes everything beyond ASCII, so that a byte is a character.
  const source = bytes.latin1Slice();
  const script = new Script(source, { filename, cachedData: codeCache(bytes) });
  return script.runInThisContext()(require, filename);
}

if (require.main === module) load().main();
else module.exports = load;

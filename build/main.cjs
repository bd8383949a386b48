#!/usr/bin/env node
'use strict';

/**
 * Starts the program: one script, with what V8 compiled of it when it was built (code-cache.cjs). V8 refuses a cache of
 * another version or other flags, and then compiles anew, which takes 40 ms longer.
 */
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { Script } = require('node:vm');
const { isMainThread } = require('node:worker_threads');

const filename = path.join(__dirname, 'program.js');

function codeCache() {
  try {
    return readFileSync(path.join(__dirname, 'program.cache'));
  } catch {
    return undefined;
  }
}

// esbuild escapes everything beyond ASCII, so that a byte is a character.
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: codeCache() });
const program = script.runInThisContext()(require, filename);

if (isMainThread) program.main();
else program.work();

#!/usr/bin/env node
'use strict';

/**
 * Starts the program: one script, with what V8 compiled of it when it was built (code-cache.cjs). V8 refuses a cache of
 * another version or other flags, and then compiles anew, which takes 40 ms longer.
 */
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { Script } = require('node:vm');

const filename = path.join(__dirname, 'program.js');

function codeCache() {
  try {
    return readFileSync(path.join(__dirname, 'program.cache'));
  } catch {
    return undefined;
  }
}

/** What the program exports: see src/cli/main.ts. */
function load() {
  // esbuild escapes everything beyond ASCII, so that a byte is a character.
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: codeCache() });
  return script.runInThisContext()(require, filename);
}

if (require.main === module) load().main();
else module.exports = load;

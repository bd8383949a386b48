'use strict';

/** Writes what V8 compiles of the program while it compiles an example: node code-cache.cjs DIST. */
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Script } = require('node:vm');

const filename = path.resolve(process.argv[2], 'cli/program.js');
const example = path.resolve(__dirname, '../examples/three-tier.yaml');

async function write() {
  const script = new Script(readFileSync(filename, 'latin1'), { filename });
  const { run } = script.runInThisContext()(createRequire(filename), filename);
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-build-'));
  try {
    const status = await run(['compile', example, '--output', folder]);
    if (status !== 0) throw new Error(`compiling ${example} ended with ${status}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
  writeFileSync(path.join(path.dirname(filename), 'program.cache'), script.createCachedData());
}

write();

'use strict';

/** Writes what V8 compiles of the program while it compiles an example: node code-cache.cjs DIST. Of completion the same, if it is there. */
const { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Script } = require('node:vm');

const cli = path.resolve(process.argv[2], 'cli');
const examples = path.resolve(__dirname, '../examples');
const loaded = new Map();

function load(name) {
  const filename = path.join(cli, `${name}.js`);
  const script = new Script(readFileSync(filename, 'latin1'), { filename });
  const required = createRequire(filename);
  const exported = script.runInThisContext()(
    (one) => (one === './names.js' ? once('names') : required(one)),
    filename,
  );
  loaded.set(name, { script, exported });
  return exported;
}

const once = (name) => loaded.get(name)?.exported ?? load(name);

async function compile() {
  const example = path.join(examples, 'three-tier.yaml');
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-build-'));
  try {
    const status = await load('program').run(['compile', example, '--output', folder]);
    if (status !== 0) throw new Error(`compiling ${example} ended with ${status}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The hosts of a definition in YAML, and of one in JSON. */
async function complete() {
  const { answer } = load('complete');
  for (const example of ['three-tier.yaml', 'aws'])
    await answer(['words', '3', 'compile', path.join(examples, example), '--host', '']);
}

async function write() {
  await compile();
  if (existsSync(path.join(cli, 'complete.js'))) await complete();
  for (const [name, { script }] of loaded)
    writeFileSync(path.join(cli, `${name}.cache`), script.createCachedData());
}

write();

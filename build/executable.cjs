'use strict';

/** What the executable starts: the program and what V8 compiled of it, which it carries as assets. Threads load the same. */
const { getAsset, getRawAsset } = require('node:sea');
const { createRequire } = require('node:module');
const { Script } = require('node:vm');

const required = createRequire(process.execPath);

/** As in main.cjs. */
function load(name) {
  const filename = `${process.execPath}.${name}.js`;
  const cachedData = Buffer.from(getRawAsset(`${name}.cache`));
  const script = new Script(getAsset(`${name}.js`, 'latin1'), { filename, cachedData });
  return script.runInThisContext()((one) => (one === './names.js' ? load('names') : required(one)), filename);
}

function start() {
  const text = getAsset('executable.cjs', 'utf8');
  load('program').main(
    new URL(
      `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(process.execPath)});
{
${text}
}`)}`,
    ),
  );
}

function answer() {
  process.once('beforeExit', () => process.exit());
  load('complete').answer(process.argv.slice(3));
}

const { isMainThread } = require('node:worker_threads');
if (!isMainThread) load('program').work();
else if (process.argv[2] === '__complete') answer();
else start();

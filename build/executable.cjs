'use strict';

/** What the executable starts: the program and what V8 compiled of it, which it carries as assets. Threads load the same. */
const { getAsset, getRawAsset } = require('node:sea');
const { createRequire } = require('node:module');
const { Script } = require('node:vm');

const filename = `${process.execPath}.js`;
const script = new Script(getAsset('program.js', 'latin1'), {
  filename,
  cachedData: Buffer.from(getRawAsset('program.cache')),
});
const program = script.runInThisContext()(createRequire(process.execPath), filename);

const { isMainThread } = require('node:worker_threads');
if (isMainThread) {
  const text = getAsset('executable.cjs', 'utf8');
  program.main(
    new URL(
      `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(process.execPath)});
{
${text}
}`)}`,
    ),
  );
} else program.work();

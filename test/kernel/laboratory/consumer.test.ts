import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeKernel } from '../rig/index.js';
import { buildConsumer, type Consumer } from './consumer.js';
import { markedProcesses, processesOf } from './leftovers.js';
import { said, type Watched, watched } from './stage.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await buildConsumer();
});
afterAll(() => consumer.remove());

/** Runs a program of the project in its folder. */
const run = <T>(argv: readonly string[], use: (one: Watched) => Promise<T>, stdin?: 'open') =>
  watched(argv, { cwd: consumer.folder, ...(stdin && { stdin }) }, use);

/** Runs a script that opens a laboratory, with what it says on standard output and how it ends. */
async function script(text: string, use: (one: Watched) => Promise<void>, stdin?: 'open'): Promise<void> {
  const file = path.join(
    consumer.folder,
    `${expect.getState().currentTestName!.replaceAll(/\W+/g, '-')}.mjs`,
  );
  writeFileSync(
    file,
    `import { openLab } from 'secgroup/lab';
let lab = await openLab('examples/web-server/web-server.yaml');
const { allowed } = await lab.outside('203.0.113.7').connect('web-1', 'ssh');
console.log(allowed);
${text}`,
  );
  await run([process.execPath, '--expose-gc', file], use, stdin);
}

const endOf = async ({ running }: Watched) => {
  const { exitCode, signal, stdout, stderr } = await running;
  return { end: signal ?? exitCode, stdout, stderr };
};

const NODE_TEST = `
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLab, type Connection } from 'secgroup/lab';

test('a web server does not reach the database', async () => {
  await using lab = await openLab('examples/three-tier.yaml', { hosts: ['web-1', 'app-1', 'db-1'] });
  const { allowed } = await lab.host('web-1').connect('db-1', 'tcp/5432');
  assert.equal(allowed, false);
  const other: Connection = await lab.host('app-1').connect('db-1', 'tcp/5432', { family: 'ipv6' });
  assert.equal(other.allowed, true);
});
`;

describeKernel('tests of others', () => {
  it('in TypeScript know the types, and run by node --test', async () => {
    const { folder } = consumer;
    writeFileSync(path.join(folder, 'own.test.mts'), NODE_TEST);
    writeFileSync(path.join(folder, 'wrong.mts'), NODE_TEST.replace("'ipv6'", "'ipv5'"));
    const options =
      '--strict --target es2022 --module nodenext --lib es2023,esnext.disposable --types node'.split(' ');
    const compiler = path.resolve('node_modules/.bin/tsc');
    const { stdout: said } = await execa(compiler, [...options, 'own.test.mts', 'wrong.mts'], {
      cwd: folder,
      reject: false,
    });
    expect(said).toMatch(/^wrong\.mts\(.*'"ipv5"'.*$/);
    await run([process.execPath, '--test', 'own.test.mjs'], async (one) => {
      const { end, stdout } = await endOf(one);
      expect(stdout).toMatch(/^# pass 1$/m);
      expect(end).toBe(0);
      expect(await one.left()).toEqual([]);
    });
  });
});

describeKernel('a laboratory that nobody closes', () => {
  it('does not keep its program, and goes with it', async () => {
    await script('', async (one) => {
      expect(await endOf(one)).toEqual({ end: 0, stdout: 'true', stderr: '' });
      expect(await one.left()).toEqual([]);
    });
  });

  it('goes with a program that throws', async () => {
    await script("throw new Error('a mistake');", async (one) => {
      const { end, stderr } = await endOf(one);
      expect([end, stderr]).toEqual([1, expect.stringContaining('a mistake')]);
      expect(await one.left()).toEqual([]);
    });
  });

  it('goes with a program that leaves in the middle', async () => {
    await script("lab.host('web-1').run(['sleep', '60']); process.exit(7);", async (one) => {
      expect((await endOf(one)).end).toBe(7);
      expect(await one.left()).toEqual([]);
    });
  });

  it('goes with a program that is killed', async () => {
    await script("await lab.host('web-1').run(['sleep', '60']);", async (one) => {
      while (processesOf(one.trace, /^sleep 60/).length === 0) await wait(20);
      one.running.kill('SIGKILL');
      expect((await endOf(one)).end).toBe('SIGKILL');
      expect(await one.left()).toEqual([]);
    });
  });

  it('goes when nothing holds it any more, and its program goes on', async () => {
    const lost = 'lab = undefined; process.stdin.resume(); setInterval(gc, 50).unref(); console.log("lost");';
    await script(
      lost,
      async (one) => {
        await said(one, 'lost');
        while (markedProcesses(one.trace).length > 1) await wait(20);
        expect(one.running.exitCode).toBe(null);
        one.running.stdin.end();
        expect(await endOf(one)).toEqual({ end: 0, stdout: 'true\nlost', stderr: '' });
        expect(await one.left()).toEqual([]);
      },
      'open',
    );
  });

  it('is there as long as one who speaks in it', async () => {
    const held = `const web = lab.host('web-1'); lab = undefined;
for (let i = 0; i < 20; i++) { gc(); await new Promise((wake) => setTimeout(wake, 20)); }
console.log((await web.connect('192.0.2.1', 'https')).allowed);`;
    await script(held, async (one) => {
      expect(await endOf(one)).toEqual({ end: 0, stdout: 'true\ntrue', stderr: '' });
      expect(await one.left()).toEqual([]);
    });
  });

  it('and is closed while it is used, lets the program end', async () => {
    const closed = `const waiting = lab.host('web-1').connect('192.0.2.1', 'https').catch((error) => error.message);
await lab.close();
console.log(await waiting);`;
    await script(closed, async (one) => {
      expect(await endOf(one)).toEqual({ end: 0, stdout: 'true\nthe laboratory is closed', stderr: '' });
      expect(await one.left()).toEqual([]);
    });
  });
});

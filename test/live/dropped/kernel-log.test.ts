import { closeSync, constants, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { thisMachine } from '../../../src/machine/here.js';
import {
  type KernelMessage,
  KernelRecords,
  kernelLog,
  kernelLogOf,
} from '../../../src/machine/kernel-log.js';

const BOOTED = Date.parse('2026-01-02T00:00:00Z');

function textsOf(...records: readonly string[]) {
  const reader = new KernelRecords(BOOTED);
  return records.flatMap((record) => reader.messageIn(record)?.text ?? []);
}

test('a record is a message with its time', () => {
  expect(new KernelRecords(BOOTED).messageIn('4,803,1500000,-;IN=eth0\n SUBSYSTEM=net\n')).toEqual({
    time: new Date('2026-01-02T00:00:01.500Z'),
    text: 'IN=eth0',
    lost: 0,
  });
});

test('what a program has written into the log is not of the kernel', () => {
  expect(textsOf('12,1,1,-;forged\n', '4,2,1,-;real\n', '30,3,1,-;forged\n')).toEqual(['real']);
});

test('what the kernel has put for a line break is no line break', () => {
  expect(textsOf('4,1,1,-;usb\\x0asecgroup drop: IN=eth0\n')).toEqual(['usb\\x0asecgroup drop: IN=eth0']);
});

test.each(['', 'x', '4,1,-;x\n', '4,1,1,-;without an end', ' 4,1,1,-;x\n'])('no record: %j', (record) => {
  expect(textsOf(record)).toEqual([]);
});

test('messages that were overwritten are counted, whoever wrote them', () => {
  const reader = new KernelRecords(BOOTED);
  const lost = ['4,10,1,-;a\n', '4,14,1,-;b\n', '12,17,1,-;p\n', '4,18,1,-;c\n', '4,19,1,-;d\n'].map(
    (record) => reader.messageIn(record)?.lost,
  );
  expect(lost).toEqual([0, 3, undefined, 2, 0]);
});

/** Only root may, on most machines. */
function isReadable(): boolean {
  try {
    closeSync(openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!isReadable())('the log of this kernel is read to its end, or until somebody stops', async () => {
  let count = 0;
  for await (const { text } of kernelLog()) count += text.length > 0 ? 1 : 0;
  expect(count).toBeGreaterThan(0);
  const stop = new AbortController();
  let followed = 0;
  for await (const { text } of kernelLog(stop.signal)) {
    followed += text.length > 0 ? 1 : 0;
    if (followed === count) setTimeout(() => stop.abort(), 200);
  }
  expect(followed).toBeGreaterThanOrEqual(count);
});

test('a log that is not there is said', async () => {
  await expect(kernelLog(undefined, '/nowhere/kmsg').next()).rejects.toThrow(
    'cannot read the log of the kernel',
  );
});

test.skipIf(!isReadable())('programs on a machine read the same from it', async () => {
  const sequences = async (messages: AsyncIterable<KernelMessage>, most = Number.POSITIVE_INFINITY) => {
    const texts: string[] = [];
    for await (const { text } of messages) if (texts.push(text) >= most) break;
    return texts;
  };
  const here = await sequences(kernelLog());
  expect((await sequences(kernelLogOf(thisMachine()))).slice(0, here.length)).toEqual(here);
  const stop = new AbortController();
  expect(await sequences(kernelLogOf(thisMachine(), stop.signal), here.length)).toEqual(here);
  stop.abort();
});

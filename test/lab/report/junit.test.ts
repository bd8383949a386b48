import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { junitReport } from '../../../src/lab/report/junit.js';
import type { ExpectationLine } from '../../../src/lab/report/report.js';
import { db, findings, hostile, labHost, type TrialParts } from '../../support/findings.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads XML strictly: what is not well-formed, and characters that XML does not have, throw. */
function parsed(xml: string): Element {
  const parser = new SaxesParser({ xmlns: false });
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  return root.children[0]!;
}

const suitesOf = (
  trials: readonly TrialParts[],
  expectations: readonly ExpectationLine[] = [],
  hosts = undefined as Parameters<typeof findings>[1],
) => parsed(junitReport({ findings: findings(trials, hosts), expectations }));

const expectation: ExpectationLine = {
  from: 'anywhere',
  to: 'db-1',
  port: 'tcp/22',
  allowed: false,
  holds: true,
  because: 'no rule allows it',
};

describe('JUnit', () => {
  test('has a suite for each receiver and a case for each probe', () => {
    const root = suitesOf([
      {},
      { to: db },
      { from: db, to: '192.0.2.1' },
      { traffic: { kind: 'udp', port: 53 } },
    ]);
    expect(root).toMatchObject({
      name: 'testsuites',
      attributes: { tests: '4', failures: '0', errors: '0' },
    });
    expect(root.children.map(({ attributes }) => attributes)).toEqual([
      { name: 'web-1', tests: '2', failures: '0', errors: '0' },
      { name: 'db-1', tests: '1', failures: '0', errors: '0' },
      { name: 'outside', tests: '1', failures: '0', errors: '0' },
    ]);
    expect(root.children[0]!.children[1]!.attributes).toEqual({
      classname: 'web-1',
      name: 'udp/53 from outside 203.0.113.7 to web-1 eth0 10.0.1.10 (first port of a rule)',
    });
  });

  test('a disagreement is a failure that says what was wanted, why, and what was seen', () => {
    const root = suitesOf([
      {},
      { wanted: 'not-let-in', because: 'no rule of web-1 allows it', seen: 'answered' },
    ]);
    expect(root.attributes).toMatchObject({ tests: '2', failures: '1', errors: '0' });
    const [failure] = root.children[0]!.children[1]!.children;
    expect(failure).toMatchObject({
      name: 'failure',
      attributes: {
        type: 'disagreed',
        message: 'wanted: is not let in; seen: arrives, and so does the answer',
      },
    });
    expect(failure!.text).toBe('probe 2\nwanted because: no rule of web-1 allows it');
  });

  test('an untried probe is an error, neither passed nor failed', () => {
    const root = suitesOf([{ seen: { fate: 'untried', problem: 'no route' } }]);
    expect(root.attributes).toMatchObject({ tests: '1', failures: '0', errors: '1' });
    expect(root.children[0]!.children[0]!.children[0]).toMatchObject({
      name: 'error',
      attributes: { message: expect.stringContaining('not tried: no route') },
    });
  });

  test('expectations are a suite of their own, and one that does not hold is a failure', () => {
    const root = suitesOf([{}], [expectation, { ...expectation, holds: false, because: 'rule 1 allows it' }]);
    const suite = root.children[1]!;
    expect(suite.attributes).toEqual({ name: 'expectations', tests: '2', failures: '1', errors: '0' });
    expect(suite.children.map(({ attributes, children }) => [attributes.name, children.length])).toEqual([
      ['tcp/22 from anywhere to db-1 is refused', 0],
      ['tcp/22 from anywhere to db-1 is refused #2', 1],
    ]);
    expect(suite.children[1]!.children[0]!.attributes.message).toBe('rule 1 allows it');
  });

  test('cases that are alike have different names', () => {
    const names = suitesOf([{}, {}, {}]).children[0]!.children.map(({ attributes }) => attributes.name);
    expect(new Set(names).size).toBe(3);
  });

  test('a run that tried nothing is a document all the same', () => {
    expect(suitesOf([])).toMatchObject({ attributes: { tests: '0' }, children: [] });
  });

  test.each(hostile)('stays well-formed, and the same cases, with %j everywhere', (text) => {
    const host = labHost('h', '10.0.0.1', text);
    const [ok, bad] = [
      { purpose: text },
      { because: text, seen: { fate: 'untried', problem: text } },
    ] as const;
    const xml = {
      findings: findings(
        [
          { ...ok, to: host },
          { ...bad, to: host },
        ],
        [host],
      ),
    };
    const line = { ...expectation, from: text, to: text, port: text, because: text, holds: false };
    const root = parsed(junitReport({ ...xml, expectations: [line] }));
    expect(root.children.map(({ children }) => children.map(({ name }) => name))).toEqual([
      ['testcase', 'testcase'],
      ['testcase'],
    ]);
    expect(root.attributes).toMatchObject({ tests: '3', failures: '1', errors: '1' });
  });

  test('a text comes back as it was where XML can hold it', () => {
    const text = `]]> & < > " ' &amp; 😀`;
    const root = suitesOf([{ purpose: text }]);
    expect(root.children[0]!.children[0]!.attributes.name).toContain(text);
  });
});

test('the strict reader refuses what is not XML', () => {
  expect(() => parsed('<a>\u0000</a>')).toThrow();
  expect(() => parsed('<a b="<"/>')).toThrow();
  expect(() => parsed('<a>&nope;</a>')).toThrow();
});

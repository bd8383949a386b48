import XmlBuilder from 'fast-xml-builder';
import { groupBy } from '../../definition/group-by.js';
import type { Trial } from '../model.js';
import { printable } from './printable.js';
import { type ExpectationLine, type TestReport, verdictOf } from './report.js';
import { expectationTitle, trialMessage, trialTitle } from './trial-text.js';
import { type HostLabels, hostLabels } from './words.js';

/**
 * The report as the XML that CI systems call JUnit: a suite for each receiving host and for the external network, a case for each probe,
 * and a suite for expectations. A disagreement is a failure, and an untried probe an error.
 */
export function junitReport({ findings, expectations }: TestReport): string {
  const labelOf = hostLabels(findings.network);
  const suites = [
    ...Array.from(
      groupBy(findings.trials, ({ probe }) => labelOf(probe.to)),
      ([name, trials]) =>
        suite(
          name,
          trials.map((trial) => trialCase(trial, labelOf)),
        ),
    ),
    ...(expectations.length === 0 ? [] : [suite('expectations', expectations.map(expectationCase))]),
  ];
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'secgroup test',
      ...totals(suites.flatMap((one) => one.testcase)),
      testsuite: suites,
    },
  };
  return builder.build(document);
}

const builder = new XmlBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  format: true,
  suppressEmptyNode: true,
  // An attribute whose text is "true" keeps it.
  suppressBooleanAttributes: false,
});

interface Suite extends Totals {
  readonly '@name': string;
  readonly testcase: readonly Case[];
}

interface Totals {
  readonly '@tests': number;
  readonly '@failures': number;
  readonly '@errors': number;
}

interface Case {
  readonly '@classname': string;
  readonly '@name': string;
  readonly failure?: Fault;
  readonly error?: Fault;
}

interface Fault {
  readonly '@type': string;
  readonly '@message': string;
  readonly '#text': string;
}

function suite(name: string, cases: readonly Omit<Case, '@classname'>[]): Suite {
  const label = printable(name);
  const named = distinctNames(cases).map((one) => ({ '@classname': label, ...one }));
  return { '@name': label, ...totals(named), testcase: named };
}

function totals(cases: readonly Case[]): Totals {
  return {
    '@tests': cases.length,
    '@failures': cases.filter(({ failure }) => failure).length,
    '@errors': cases.filter(({ error }) => error).length,
  };
}

/** CI systems take cases of one name for one case, so those that repeat are numbered from 2. */
function distinctNames<T extends { readonly '@name': string }>(cases: readonly T[]): readonly T[] {
  const taken = new Map<string, number>();
  return cases.map((one) => {
    const number = (taken.get(one['@name']) ?? 0) + 1;
    taken.set(one['@name'], number);
    return number === 1 ? one : { ...one, '@name': `${one['@name']} #${number}` };
  });
}

function trialCase(trial: Trial, labelOf: HostLabels): Omit<Case, '@classname'> {
  const verdict = verdictOf(trial);
  const name = { '@name': printable(trialTitle(trial, labelOf)) };
  if (verdict === 'agreed') return name;
  const text = [`probe ${trial.probe.id}`, `wanted because: ${trial.wanted.because}`];
  const told = fault(verdict, trialMessage(trial), text);
  return verdict === 'untried' ? { ...name, error: told } : { ...name, failure: told };
}

function expectationCase(line: ExpectationLine): Omit<Case, '@classname'> {
  const name = { '@name': printable(expectationTitle(line)) };
  if (line.holds) return name;
  return { ...name, failure: fault('expectation', line.because, [line.because]) };
}

function fault(type: string, message: string, text: readonly string[]): Fault {
  return { '@type': type, '@message': printable(message), '#text': text.map(printable).join('\n') };
}

import { stringify } from 'yaml';
import type { Trial } from '../model.js';
import { printable } from './printable.js';
import { type ExpectationLine, type TestReport, verdictOf } from './report.js';
import { expectationTitle, trialTitle } from './trial-text.js';
import { fateText, type HostLabels, hostLabels, seenText } from './words.js';

const VERSION = 'TAP version 14';

/** The report as TAP 14: a test point for each probe, then for each expectation. An untried probe is not ok. */
export function tapReport({ findings, expectations }: TestReport): string {
  const labelOf = hostLabels(findings.network);
  const points = [
    ...findings.trials.map((trial) => trialPoint(trial, labelOf)),
    ...expectations.map(expectationPoint),
  ];
  const settings = `# target ${findings.target}, seed ${findings.seed}`;
  const lines = points.map((point, i) => pointText(point, i + 1));
  return `${[VERSION, settings, `1..${points.length}`, ...lines].join('\n')}\n`;
}

/** What a reader of TAP gets where there is no report. */
export function tapBailOut(reason: string): string {
  return `${VERSION}\nBail out! ${escaped(reason)}\n`;
}

interface Point {
  readonly ok: boolean;
  readonly title: string;
  /** Shown where it is not ok. */
  readonly details: Readonly<Record<string, string | number>>;
}

function trialPoint(trial: Trial, labelOf: HostLabels): Point {
  const { probe, wanted, seen } = trial;
  const details = {
    probe: probe.id,
    purpose: probe.purpose,
    wanted: fateText(wanted.fate),
    because: wanted.because,
    seen: seenText(seen),
  };
  return { ok: verdictOf(trial) === 'agreed', title: trialTitle(trial, labelOf), details };
}

function expectationPoint(line: ExpectationLine): Point {
  return { ok: line.holds, title: `expected: ${expectationTitle(line)}`, details: { because: line.because } };
}

function pointText({ ok, title, details }: Point, number: number): string {
  const first = `${ok ? 'ok' : 'not ok'} ${number} - ${escaped(title)}`;
  return ok ? first : `${first}\n${detailText(details)}`;
}

/** A backslash and a number sign mean something in TAP. */
function escaped(text: string): string {
  return printable(text).replace(/[\\#]/g, '\\$&');
}

/** A block of YAML; each text is one quoted line, so that none can end the block. */
function detailText(details: Point['details']): string {
  const values = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' ? printable(value) : value,
  ]);
  const text = stringify(Object.fromEntries(values), {
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    lineWidth: 0,
  });
  return ['---', ...text.trimEnd().split('\n'), '...'].map((line) => `  ${line}`).join('\n');
}

import type { Paint } from '../diagnostics/print.js';
import type { Trial } from '../lab/model.js';
import { type Alike, disagreements, untried } from '../lab/report/disagreements.js';
import { matrixOf } from '../lab/report/matrix.js';
import { printable } from '../lab/report/printable.js';
import { type Counts, countsOf, type ExpectationLine, type TestReport } from '../lab/report/report.js';
import { expectationTitle } from '../lab/report/trial-text.js';
import { fateText, type HostLabels, hostLabels, probeText, seenText } from '../lab/report/words.js';
import { reachText } from './reach-text.js';
import { count } from './report.js';

/** Kinds of disagreement that are spelled out; more help nobody. */
const SHOWN = 25;

/** Of a kind, how many more probes are named. */
const NAMED = 3;

/** The report for eyes, `width` characters wide where that can be. */
export function testText(report: TestReport, width: number, paint: Paint): string {
  const { findings, expectations } = report;
  const labelOf = hostLabels(findings.network);
  const counts = countsOf(findings.trials);
  const parts = [
    reachText(matrixOf(findings), width),
    ...kindTexts(disagreements(findings.trials), (kind) => disagreementText(kind, labelOf, paint)),
    ...kindTexts(untried(findings.trials), (kind) => untriedText(kind, labelOf, paint)),
    ...expectationTexts(expectations, paint),
    summary(report, counts, paint),
  ];
  return parts.join('\n\n');
}

function kindTexts(kinds: readonly Alike[], textOf: (kind: Alike) => string): readonly string[] {
  const more = kinds.slice(SHOWN).reduce((sum, { trials }) => sum + trials.length, 0);
  const rest = more === 0 ? [] : [`… and ${more} more, of other kinds; --json has them all`];
  return [...kinds.slice(0, SHOWN).map(textOf), ...rest];
}

function disagreementText({ trials }: Alike, labelOf: HostLabels, paint: Paint): string {
  const [first] = trials as readonly [Trial, ...Trial[]];
  const { probe, wanted, seen } = first;
  return [
    `${paint.error('disagreement')}: ${printable(probeText(probe, labelOf))}`,
    `  tried:  ${printable(probe.purpose)}`,
    `  wanted: ${fateText(wanted.fate)}: ${printable(wanted.because)}`,
    `  seen:   ${printable(seenText(seen))}`,
    ...alikeLine(trials, labelOf),
  ].join('\n');
}

function untriedText({ trials }: Alike, labelOf: HostLabels, paint: Paint): string {
  const { probe, seen } = trials[0]!;
  return [
    `${paint.warning('not tried')}: ${printable(probeText(probe, labelOf))}`,
    `  because: ${printable(seen.fate === 'untried' ? seen.problem : '')}`,
    ...alikeLine(trials, labelOf),
  ].join('\n');
}

function alikeLine([, ...others]: readonly Trial[], labelOf: HostLabels): readonly string[] {
  if (others.length === 0) return [];
  const named = others.slice(0, NAMED).map(({ probe }) => `    ${printable(probeText(probe, labelOf))}`);
  const more = others.length - named.length;
  return ['  likewise:', ...named, ...(more === 0 ? [] : [`    … and ${more} more`])];
}

function expectationTexts(expectations: readonly ExpectationLine[], paint: Paint): readonly string[] {
  return expectations
    .filter(({ holds }) => !holds)
    .map(
      (line) =>
        `${paint.error('does not hold')}: ${printable(expectationTitle(line))}\n  ${printable(line.because)}`,
    );
}

function summary({ findings, expectations }: TestReport, counts: Counts, paint: Paint): string {
  const { untried: notTried } = counts;
  const failed = expectations.filter(({ holds }) => !holds).length;
  const hosts = count(findings.network.hosts.length, 'host');
  const lines = [
    `${hosts}, ${findings.target}, seed ${findings.seed}: ${triedText(counts, paint)}`,
    ...(notTried === 0
      ? []
      : [paint.warning(`${count(notTried, 'probe')} not tried: this says nothing about them`)]),
    ...(expectations.length === 0
      ? []
      : [
          `${count(expectations.length, 'expectation')}, ${failed === 0 ? 'all hold' : paint.error(`${failed} not as expected`)}`,
        ]),
  ];
  return lines.join('\n');
}

function triedText({ tried, disagreed }: Counts, paint: Paint): string {
  if (tried === 0) return paint.warning('nothing was tried');
  const verdict = disagreed === 0 ? 'all agree' : paint.error(`${disagreed} disagree`);
  return `${count(tried, 'probe')}, ${verdict}`;
}

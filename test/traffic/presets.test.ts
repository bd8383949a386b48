import { describe, expect, test } from 'vitest';
import { formatTraffic } from '../../src/traffic/format.js';
import { consolePresets, morePresets, type Preset } from '../../src/traffic/preset-table.js';
import { presets } from '../../src/traffic/presets-by-name.js';
import { protocolNumbers } from '../../src/traffic/protocols.js';
import { presets as written } from '../reference/vocabulary.js';

const all = [...consolePresets, ...morePresets];

test('means what the reference says', () => {
  const ours = all.map(({ name, traffic }) => [name, traffic.map(formatTraffic)]);
  const theirs = Object.entries(written).map(([name, texts]) => [name, [...texts]]);
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
});

describe('a name', () => {
  test('is there once', () => {
    const names = [...all.map(({ name }) => name), ...Object.keys(protocolNumbers)];
    expect(names).toHaveLength(new Set(names).size);
    expect([...presets.keys()].sort()).toEqual(names.sort());
  });

  test.each(all)('$name can stand in a definition, and has a source', ({ name, source, traffic }) => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(source).not.toBe('');
    expect(traffic).not.toEqual([]);
  });
});

/** The page of the presets, as the table has them. */
test('docs/presets.md lists all of them', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/presets.md');
});

function page(): string {
  return `# Presets

What \`allow\` takes by name, beside \`all\`, protocols, ports and the services of a definition. A preset means the ports on which its
software listens by default; for other ports write them, or give them a name under \`services\`. A service cannot have the name of a
preset.

## What AWS's console names

\`convert\` writes these names where ports mean exactly that.

${table(consolePresets)}

## What people run besides

Ports between the members of a cluster have a name of their own.

${table(morePresets)}

## Protocols

Each as a whole: all of its ports or types.

${Object.entries(protocolNumbers)
  .map(([name, number]) => `\`${name}\` (${number})`)
  .join(', ')}
`;
}

function table(some: readonly Preset[]): string {
  const rows = [...some]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, traffic, source, what }) =>
        `| \`${name}\` | ${traffic.map((one) => `\`${formatTraffic(one)}\``).join(', ')} | ${what} | ${source} |`,
    );
  return ['| Preset | Means | What it is | Source |', '|---|---|---|---|', ...rows].join('\n');
}

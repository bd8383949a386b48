import { describe, expect, test } from 'vitest';
import { compile } from '../../src/index.js';
import { exports } from '../kernel/laboratory/aws-exports.js';

const sources = Object.entries(exports).map(([name, value]) => ({ name, text: JSON.stringify(value) }));

/** What stands in a script behind the comments, which name the host. */
async function rulesOf(host: string): Promise<string> {
  const { value } = await compile(sources, { hosts: [host] });
  return value![0]!.text.replace(/^#.*\n/gm, '');
}

describe('an interface that is named like a host', () => {
  test('is one, with its own groups and no others of its instance', async () => {
    const [first, second] = [await rulesOf('eni-1a'), await rulesOf('eni-1b')];
    expect(first).toContain('10.20.9.0/24');
    expect(first).not.toMatch(/\b5432\b/);
    expect(second).toMatch(/\b5432\b/);
    expect(second).not.toContain('10.20.9.0/24');
  });

  test('is refused where several instances have its id', async () => {
    const { value, diagnostics } = await compile(sources, { hosts: ['eni-0'] });
    expect(value).toBeUndefined();
    const [error] = diagnostics.filter(({ severity }) => severity === 'error');
    expect(error).toMatchObject({ code: 'ambiguous', suggestion: 'name the host instead' });
    expect(error!.related).toHaveLength(2);
  });
});

import { afterEach, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/cli/exit.js';
import { reportFailure } from '../../src/cli/failure.js';
import { MachineError } from '../../src/machine/errors.js';

/** What is printed, and the exit status. */
function failed(error: unknown, environment: Readonly<Record<string, string | undefined>> = {}) {
  vi.stubEnv('DEBUG', environment.DEBUG);
  let printed = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const status = reportFailure(error);
  spy.mockRestore();
  return { status, printed };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a wrong command line', () => {
  const { status, printed } = failed(new UsageError('name a command'));
  expect(status).toBe(2);
  expect(printed).toBe("secgroup: name a command\nRun 'secgroup --help' for the commands.\n");
});

test('a machine that lacks something', () => {
  expect(failed(new MachineError('nft is not installed'))).toEqual({
    status: 3,
    printed: 'secgroup: nft is not installed\n',
  });
});

describe('a fault of secgroup itself', () => {
  test('asks for a report, without a stack', () => {
    const { status, printed } = failed(new TypeError('x is undefined'));
    expect(status).toBe(70);
    expect(printed).toContain('secgroup: internal error: x is undefined\n');
    expect(printed).toContain('Please report it');
    expect(printed).not.toMatch(/\n\s+at /);
  });

  test('has a stack with DEBUG', () => {
    expect(failed(new Error('boom'), { DEBUG: '1' }).printed).toMatch(/\n\s+at /);
  });

  test.each(['a text', undefined, null, 7])('is told even where %s is thrown', (thrown) => {
    expect(failed(thrown)).toMatchObject({ status: 70, printed: expect.stringContaining(String(thrown)) });
  });
});

test('what a definition holds cannot act on the terminal by way of a message', () => {
  expect(failed(new UsageError("no host '\x1b[2J'")).printed).toContain("'\\u{1b}[2J'");
});

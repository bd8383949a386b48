import { describe, expect, test } from 'vitest';
import { catalogue, codes } from '../../src/diagnostics/catalogue.js';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';
import { readPrinted } from '../support/printed.js';

/** Valid, with one warning (host bits) and advice (ssh open to the world, a group that nobody carries). */
const unwise = `
groups:
  web: { ingress: [{ allow: ssh, from: anywhere }, { allow: http, from: 10.1.0.0/8 }] }
  spare: { ingress: [{ allow: https, from: 10.0.0.0/8 }] }
hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }
`;

const check = (definition: string, ...options: readonly string[]) =>
  withFiles(definition, async (folder) => {
    const { status, stdout, stderr } = await secgroup('check', `${folder}/d.yaml`, ...options);
    const codes = readPrinted(stderr).map(({ code, severity }) => `${severity} ${code}`);
    return { status, stdout, codes: codes.sort(), last: stderr.trimEnd().split('\n').at(-1) };
  });

const everything = ['advice admin-port-open', 'advice unused-group', 'warning host-bits'];

describe('check', () => {
  test('tells warnings and advice, and is content', async () => {
    const { status, stdout, codes, last } = await check(unwise);
    expect({ status, stdout, codes }).toEqual({ status: 0, stdout: '', codes: everything });
    expect(last).toBe('2 groups and 1 host: 0 errors, 1 warning, 2 advice');
  });

  test('fails on errors', async () => {
    const { status, stdout, codes, last } = await check('grops: {}\nhost: {}');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(codes).toEqual(['error unknown-key']);
    expect(last).toBe('1 error, 0 warnings, 0 advice');
  });

  test('finds what shows only when hosts are resolved', async () => {
    const { status, codes } = await check('hosts: { h: { interfaces: {}, input: ignore } }', '--no-advice');
    expect({ status, codes }).toEqual({ status: 0, codes: ['warning hook-ignored'] });
  });
});

describe('--strict', () => {
  test('fails on warnings and on advice', async () => {
    expect(await check(unwise, '--strict')).toMatchObject({ status: 1, codes: everything });
    expect(await check(unwise, '--strict', '--ignore', 'host-bits')).toMatchObject({ status: 1 });
    expect(await check(unwise, '--strict', '--no-advice')).toMatchObject({
      status: 1,
      codes: ['warning host-bits'],
    });
  });

  test('is content where there is nothing to say', async () => {
    const codes = ['host-bits', 'admin-port-open', 'unused-group'].flatMap((code) => ['--ignore', code]);
    expect(await check(unwise, '--strict', ...codes)).toMatchObject({ status: 0, codes: [] });
    expect(await check(unwise, '--strict', '--no-advice', '--ignore', 'host-bits')).toMatchObject({
      status: 0,
    });
  });
});

describe('--ignore', () => {
  test('leaves out what it names', async () => {
    const { codes } = await check(unwise, '--ignore', 'host-bits', '--ignore', 'unused-group');
    expect(codes).toEqual(['advice admin-port-open']);
  });
});

test('--no-advice keeps warnings', async () => {
  expect((await check(unwise, '--no-advice')).codes).toEqual(['warning host-bits']);
});

test.each(codes.filter((code) => catalogue[code].severity === 'error'))(
  'an error cannot be ignored: %s',
  async (code) => {
    const { status, stderr } = await secgroup('check', 'nowhere.yaml', '--ignore', code);
    expect(status).toBe(2);
    expect(stderr).toContain(`'${code}' is an error`);
  },
);

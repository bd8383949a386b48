import { describe, expect, test } from 'vitest';
import { olderScalar } from '../../src/document/yaml-1.1.js';

describe('YAML 1.1: plain scalars as PyYAML reads them', () => {
  test.each<[written: string, value: unknown]>([
    ...['yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((one): [string, unknown] => [
      one,
      true,
    ]),
    ...['no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'FALSE'].map((one): [string, unknown] => [
      one,
      false,
    ]),
    ...[
      'y',
      'n',
      'Y',
      'N',
      'yEs',
      'nO',
      'oN',
      'tRue',
      'nULL',
      '.nAn',
      '0o17',
      '08',
      '1e3',
      '1.5e3',
      '-.5',
      '1:60',
    ].map((one): [string, unknown] => [one, one]),
    ...['', '~', 'null', 'Null', 'NULL'].map((one): [string, unknown] => [one, null]),
    ['0443', 291],
    ['-010', -8],
    ['00', 0],
    ['0_7', 7],
    ['1_000', 1000],
    ['+12', 12],
    ['0b101', 5],
    ['0x1_F', 31],
    ['22:22', 1342],
    ['-1:30', -90],
    ['190:20:30', 685_230],
    ['1:30.5', 90.5],
    ['1.', 1],
    ['.5', 0.5],
    ['1.5e+3', 1500],
    ['685.230_15e+03', 685_230.15],
    ['.inf', Infinity],
    ['-.INF', -Infinity],
    ['.NaN', Number.NaN],
    ['2012-10-17', '2012-10-17'],
    ['=', undefined],
    ['0b_', undefined],
    ['0x_', undefined],
  ])('%j is %j', (written, value) => {
    expect(olderScalar(written)).toBe(value);
  });
});

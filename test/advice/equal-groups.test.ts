import { describe, expect, it } from 'vitest';
import { advised, messages } from './advising.js';

const CODE = 'equal-groups';

const groups = (...bodies: readonly string[]): string =>
  `groups:\n${bodies.map((body, i) => `  ${'abcdef'[i]}: ${body}`).join('\n')}\n`;

describe('groups that mean the same', () => {
  it.each([
    [
      'word for word',
      ['{ ingress: [{ allow: ssh, from: 10.0.0.1 }] }', '{ ingress: [{ allow: ssh, from: 10.0.0.1 }] }'],
    ],
    [
      'spelled differently',
      [
        '{ ingress: [{ allow: [ssh, tcp/23-24], from: 10.0.0.0/31 }] }',
        '{ ingress: [{ allow: tcp/22-24, from: 10.0.0.0 }, { allow: tcp/22-24, from: 10.0.0.1 }] }',
      ],
    ],
    ['with egress written out', ['{ ingress: [] }', '{ egress: [{ allow: all, to: anywhere }] }']],
  ])('%s', async (_, bodies) => {
    expect(await advised(CODE, groups(...bodies))).toEqual(['b + a']);
  });

  it('says each once', async () => {
    const same = '{ ingress: [{ allow: ssh, from: 10.0.0.1 }] }';
    expect(await messages(CODE, groups(same, same, '{ egress: [] }', same))).toEqual([
      "groups 'b' and 'a' are equivalent",
      "groups 'd' and 'a' are equivalent",
    ]);
  });

  it('lets the same rule name both', async () => {
    const both = '{ ingress: [{ allow: ssh, from: [group:a, group:b] }] }';
    expect(await advised(CODE, groups('', '', both))).toEqual(['b + a']);
  });
});

describe('groups that do not', () => {
  it.each([
    [
      'another port',
      ['{ ingress: [{ allow: ssh, from: 10.0.0.1 }] }', '{ ingress: [{ allow: tcp/23, from: 10.0.0.1 }] }'],
    ],
    [
      'another peer',
      ['{ ingress: [{ allow: ssh, from: 10.0.0.1 }] }', '{ ingress: [{ allow: ssh, from: 10.0.0.2 }] }'],
    ],
    [
      'one family',
      ['{ ingress: [{ allow: ssh, from: anywhere }] }', '{ ingress: [{ allow: ssh, from: 0.0.0.0/0 }] }'],
    ],
    [
      'another egress',
      [
        '{ ingress: [{ allow: ssh, from: 10.0.0.1 }] }',
        '{ ingress: [{ allow: ssh, from: 10.0.0.1 }], egress: [] }',
      ],
    ],
    ['nothing let through', ['{ egress: [] }', '{ egress: [] }']],
    ['told apart as peers', ['', '', '{ ingress: [{ allow: ssh, from: group:a }], egress: [] }']],
  ])('%s', async (_, bodies) => {
    expect(await advised(CODE, groups(...bodies))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { hasError } from '../../../src/diagnostics/diagnostic.js';
import { compile } from '../../../src/index.js';
import { expectPlaces, pathsIn, widerThan, withValue, wrongValues } from '../damage.js';
import { reading } from './reading.js';

const play = [
  {
    hosts: 'localhost',
    vars: { office: '10.0.0.0/8', on: true, names: ['a', 'b'] },
    module_defaults: { 'amazon.aws.ec2_security_group': { region: 'eu-west-1' } },
    tasks: [
      {
        block: [
          {
            ec2_group: { name: '{{ item }}-db', description: 'd', rules: [], rules_egress: [] },
            loop: '{{ names }}',
            loop_control: { loop_var: 'item' },
          },
          {
            ec2_group: { name: 'made', description: 'd', rules_egress: [] },
            register: 'made',
            tags: ['always'],
          },
        ],
        when: 'on',
      },
      {
        name: 'web',
        'amazon.aws.ec2_security_group': {
          name: 'web',
          description: 'd',
          vpc_id: 'vpc-1',
          state: 'present',
          purge_rules: true,
          tags: { Team: 'a' },
          rules: [
            {
              proto: 'tcp',
              ports: [80, '8080-8099'],
              cidr_ip: ['{{ office }}'],
              cidr_ipv6: 'fd00::/8',
              rule_desc: 'r',
            },
            { proto: 'icmp', icmp_type: 8, icmp_code: -1, group_name: ['web'] },
            { from_port: 22, to_port: 22, group_id: '{{ made.group_id }}' },
          ],
          rules_egress: [{ ports: 443, cidr_ip: '192.0.2.0/24' }],
        },
        when: ['on', 'not off'],
        vars: { off: false },
        register: 'own',
      },
    ],
  },
];

/** What is of no wrong type, and means something else. */
const valid: ReadonlySet<string> = new Set(['0.vars.names is [{}]']);

describe('a damaged play', () => {
  const whole = reading({ 'play.json': play });

  it('is said to be whole before', () => {
    expect(whole.diagnostics.map(({ message }) => message)).toEqual([]);
    expect(whole.definition.groups.map(({ id }) => id)).toEqual(['a-db', 'b-db', 'made', 'web']);
  });

  it('with a wrong type anywhere is refused or read no wider, and what is said has its place', () => {
    for (const path of pathsIn(play).filter(({ length }) => length > 0)) {
      for (const wrong of [...wrongValues, 'null']) {
        const read = reading({ 'play.json': withValue(play, path, wrong) });
        const what = `${path.join('.')} is ${wrong}`;
        expectPlaces(read);
        if (hasError(read.diagnostics) || valid.has(what)) continue;
        expect.soft(widerThan(read, whole), what).toEqual([]);
      }
    }
  });

  it('that is cut off anywhere gives one error with its place, and nothing else', async () => {
    const text = JSON.stringify(play);
    for (let length = 1; length < text.length; length += 7) {
      const { value, diagnostics } = await compile([{ name: 'play.json', text: text.slice(0, length) }]);
      expect([value, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['syntax']]);
      expect(diagnostics[0]!.span).toBeDefined();
    }
  });

  it.each([10, 900, 20_000])('with %i levels in place of any value does not throw', (depth) => {
    const deep = [
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      `${'[{"block": '.repeat(depth / 2)}[]${'}]'.repeat(depth / 2)}`,
    ];
    for (const path of pathsIn(play)) {
      for (const text of deep) {
        if (depth > 10 && path.length > 5) continue;
        expect(() => reading({ 'play.json': withValue(play, path, text) })).not.toThrow();
      }
    }
  });

  it('with too many blocks within blocks is refused', () => {
    const text = `${'[{"block": '.repeat(80)}[]${'}]'.repeat(80)}`;
    expect(reading({ 'play.json': text }).diagnostics.map(({ message }) => message)).toEqual([
      'these blocks are nested too deeply',
    ]);
  });
});

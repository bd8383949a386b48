import { describe, expect, it } from 'vitest';
import {
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  readingOfPlay,
  readingOfTasks,
  rulesOf,
  ssh,
  task,
} from './reading.js';

describe('loops', () => {
  it.each(['loop', 'with_items', 'with_list'])('over a literal list make a group each: %s', (key) => {
    const read = readingOfTasks(
      task(
        { ...ssh, name: '{{ item.name }}', rules: [{ ports: '{{ item.port }}', cidr_ip: '10.0.0.0/8' }] },
        {
          [key]: [
            { name: 'a', port: 80 },
            { name: 'b', port: 81 },
          ],
        },
      ),
    );
    expectNothingSaid(read);
    expect([rulesOf(read, 'a'), rulesOf(read, 'b')]).toEqual([
      ['in tcp/80 10.0.0.0/8'],
      ['in tcp/81 10.0.0.0/8'],
    ]);
  });

  it('say once what is not known for all items', () => {
    const rules = [{ ports: 22, cidr_ip: '{{ gone }}' }];
    const read = readingOfTasks(task({ name: '{{ item }}', rules }, { loop: ['a', 'b', 'c'] }));
    expectDiagnostic(read, 'unknown-value', '"{{ gone }}"');
    expect(read.definition.groups).toHaveLength(3);
  });

  it('may call their variable otherwise, and take a list of a variable', () => {
    const more = { loop: '{{ names }}', loop_control: { loop_var: 'one' } };
    const read = readingOfPlay({ names: ['a', 'b'] }, [task({ ...ssh, name: '{{ one }}' }, more)]);
    expectNothingSaid(read);
    expect(read.definition.groups.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it.each([{ loop: '{{ gone }}' }, { with_dict: { a: 1 } }, { loop: 'text' }])(
    'over what is not known make no group that depends on it: %j',
    (more) => {
      const read = readingOfTasks(task({ ...ssh, name: '{{ item }}' }, more));
      expect(new Set(codesOf(read))).toEqual(new Set(['unknown-value']));
      expect(read.definition.groups).toEqual([]);
    },
  );

  it('over nothing make nothing', () => {
    expect(readingOfTasks(task(ssh, { loop: [] })).definition.groups).toEqual([]);
  });

  it('over more than there is memory for make nothing', () => {
    const loop = Array.from({ length: 5000 }, (_, i) => `g${i}`);
    const rules = Array.from({ length: 1000 }, () => ({ ports: 22, cidr_ip: '10.0.0.0/8' }));
    const read = readingOfTasks(task({ name: '{{ item }}', rules }, { loop }));
    expect(codesOf(read)).toContain('unknown-value');
    expect(read.definition.groups).toEqual([]);
  });

  it('of variables that ask for more others than the stack holds are not known', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => [`v${i}`, `{{ v${i + 1} }}`]);
    const read = readingOfPlay({ ...Object.fromEntries(chain), v20000: 'web' }, [
      task({ ...ssh, name: '{{ v0 }}' }),
    ]);
    expectDiagnostic(read, 'unknown-value', '"{{ v0 }}"', 'nested too deeply');
    const deep = `${'['.repeat(250)}"{{ b }}"${']'.repeat(250)}`;
    const vars = { a: JSON.parse(deep), b: JSON.parse(deep.replace('b', 'c')), c: '10.0.0.0/8' };
    expect(codesOf(readingOfPlay(vars, [task({ rules: [{ ports: 22, cidr_ip: '{{ a }}' }] })]))).toEqual([
      'unknown-value',
    ]);
  });

  it('of variables that double one another end', () => {
    const vars = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`v${i}`, [`{{ v${i + 1} }}`, `{{ v${i + 1} }}`]]),
    );
    const read = readingOfPlay({ ...vars, v200: '10.0.0.0/8' }, [
      task({ rules: [{ ports: 22, cidr_ip: '{{ v0 }}' }], rules_egress: [] }),
    ]);
    expect(codesOf(read)).toContain('unknown-value');
    expect(rulesOf(read)).toEqual([]);
    const texts = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`v${i}`, `{{ v${i + 1} }}{{ v${i + 1} }}`]),
    );
    expect(codesOf(readingOfPlay({ ...texts, v200: 'x' }, [task({ ...ssh, name: '{{ v0 }}' })]))).toEqual([
      'unknown-value',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { everythingOut, groupResource, readingOfRules, ssh, template } from './heat.js';
import { expectDiagnostic, expectNothingSaid, reading, rulesOf } from './reading.js';

describe('functions', () => {
  function prefix(remote_ip_prefix: unknown, more: object = {}, parameters = {}): readonly string[] {
    const read = readingOfRules([{ ...ssh, remote_ip_prefix }], more, parameters);
    expectNothingSaid(read);
    return rulesOf(read).slice(0, -2);
  }

  const parameters = {
    office: { type: 'string', default: '10.0.0.0/8' },
    nets: { type: 'comma_delimited_list', default: '10.1.0.0/16, 10.2.0.0/16' },
    map: { type: 'json', default: { a: { cidr: '10.3.0.0/16' } } },
    ports: { type: 'json', default: [80, 443] },
    public: { type: 'boolean', default: false },
    size: { type: 'number' },
  };

  it.each<[value: object, prefix: string]>([
    [{ get_param: 'office' }, '10.0.0.0/8'],
    [{ get_param: ['nets', 1] }, '10.2.0.0/16'],
    [{ get_param: ['map', 'a', 'cidr'] }, '10.3.0.0/16'],
    [{ list_join: ['/', ['10.4.0.0', 16]] }, '10.4.0.0/16'],
    [{ str_replace: { template: 'A.0.0/B', params: { A: '10.5', B: 16 } } }, '10.5.0.0/16'],
    [{ str_split: [',', '10.6.0.0/16,x', 0] }, '10.6.0.0/16'],
    [{ if: ['open', '0.0.0.0/0', '10.7.0.0/16'] }, '10.7.0.0/16'],
    [{ if: ['closed', '10.8.0.0/16', '0.0.0.0/0'] }, '10.8.0.0/16'],
    [
      { if: [{ equals: [{ get_param: 'office' }, '10.0.0.0/8'] }, '10.9.0.0/16', '0.0.0.0/0'] },
      '10.9.0.0/16',
    ],
  ])('%j is %s', (value, spelled) => {
    const conditions = { open: { get_param: 'public' }, closed: { not: 'open' } };
    expect(prefix(value, { parameters, conditions })).toEqual([`in tcp/22 ${spelled}`]);
  });

  it('take the values of parameters that are given', () => {
    expect(prefix({ get_param: 'office' }, { parameters }, { office: '192.0.2.0/24' })).toEqual([
      'in tcp/22 192.0.2.0/24',
    ]);
    expect(prefix({ get_param: ['nets', 0] }, { parameters }, { nets: '192.0.2.0/24' })).toEqual([
      'in tcp/22 192.0.2.0/24',
    ]);
  });

  it.each<[value: object, given: Readonly<Record<string, string>>, why: string]>([
    [{ get_param: 'size' }, {}, "needs parameter 'size', which has no value"],
    [{ get_param: 'size' }, { size: 'x' }, "whose value 'x' is not a number"],
    [{ get_param: ['map', 'b'] }, {}, 'does not exist'],
    [{ get_param: ['map', '__proto__'] }, {}, 'does not exist'],
    [{ get_param: 'constructor' }, {}, 'does not have'],
    [{ get_param: 'OS::stack_name' }, {}, 'only when the stack is created'],
    [{ get_attr: ['web', 'x'] }, {}, 'only when the stack is created'],
    [{ get_file: 'x' }, {}, "needs 'get_file'"],
    [{ yaql: {} }, {}, "needs 'yaql'"],
    [{ list_join: ['', [{ get_attr: ['web', 'x'] }, '/8']] }, {}, 'only when the stack is created'],
    [{ list_join: 7 }, {}, "needs 'list_join' of values"],
    [{ str_replace: { template: 'x', params: { x: { get_param: 'size' } } } }, {}, "parameter 'size'"],
    [{ if: ['gone', '0.0.0.0/0', '0.0.0.0/0'] }, {}, "needs condition 'gone'"],
    [{ if: ['loop', '0.0.0.0/0', '0.0.0.0/0'] }, {}, 'refers to itself'],
    [{ if: ['sized', '0.0.0.0/0', '0.0.0.0/0'] }, {}, "parameter 'size'"],
  ])('what is not known matches nothing: %j', (value, given, why) => {
    const conditions = {
      loop: { not: 'pool' },
      pool: { not: 'loop' },
      sized: { equals: [{ get_param: 'size' }, 1] },
    };
    const read = readingOfRules([{ ...ssh, remote_ip_prefix: value }], { parameters, conditions }, given);
    expectDiagnostic(read, 'unknown-value', /^\{/, why);
    expect(rulesOf(read)).toEqual(everythingOut);
  });

  it.each(['direction', 'ethertype', 'protocol', 'port_range_min', 'port_range_max', 'remote_mode'])(
    'a rule whose %s is not known is left out',
    (key) => {
      const read = readingOfRules([{ ...ssh, [key]: { get_param: 'size' } }], { parameters });
      expectDiagnostic(read, 'unknown-value', /get_param/, `'${key}' needs parameter 'size'`);
      expect(read.diagnostics[0]!.suggestion).toBe('set it with --parameter size=VALUE');
      expect(rulesOf(read)).toEqual(key === 'direction' ? [] : everythingOut);
    },
  );

  it('a description that is not known is no condition', () => {
    const read = readingOfRules([{ ...ssh, description: { get_param: 'size' } }], { parameters });
    expect(rulesOf(read)[0]).toBe('in tcp/22 anywhere-ipv4');
  });

  it('a part of a condition that decides does so, whatever is not known of others', () => {
    const conditions = {
      sized: { equals: [{ get_param: 'size' }, 1] },
      none: { and: ['sized', false] },
      one: { or: ['sized', true] },
    };
    const values = [{ if: ['none', '0.0.0.0/0', '10.0.0.0/8'] }, { if: ['one', '10.0.0.0/8', '0.0.0.0/0'] }];
    for (const value of values)
      expect(prefix(value, { parameters, conditions })).toEqual(['in tcp/22 10.0.0.0/8']);
  });

  it('`if` without its other side leaves the key out', () => {
    const conditions = { never: { equals: ['a', 'b'] } };
    const rules = [{ if: ['never', ssh] }, { ...ssh, description: { if: ['never', 'x'] } }];
    expect(rulesOf(readingOfRules(rules, { conditions }))).toEqual([
      'in tcp/22 anywhere-ipv4',
      ...everythingOut,
    ]);
  });

  it('`repeat` writes a rule for each combination', () => {
    const rules = {
      repeat: {
        for_each: { '<%port%>': { get_param: 'ports' }, '<%net%>': ['10.0.0', '10.0.1'] },
        template: {
          protocol: 'tcp',
          port_range_min: '<%port%>',
          port_range_max: '<%port%>',
          remote_ip_prefix: '<%net%>.0/24',
        },
      },
    };
    const read = readingOfRules(rules, { parameters });
    expectNothingSaid(read);
    expect(rulesOf(read).slice(0, -2)).toEqual([
      'in tcp/80 10.0.0.0/24',
      'in tcp/80 10.0.1.0/24',
      'in tcp/443 10.0.0.0/24',
      'in tcp/443 10.0.1.0/24',
    ]);
  });

  it('`repeat` says once what is not known in all that it writes', () => {
    const rules = {
      repeat: { for_each: { P: [80, 443] }, template: { ...ssh, remote_ip_prefix: { get_param: 'size' } } },
    };
    expectDiagnostic(readingOfRules(rules, { parameters }), 'unknown-value', '"rules"', "parameter 'size'");
  });

  it('`repeat` of more than there is memory for is not known, and nothing may leave', () => {
    const list = Array.from({ length: 1000 }, (_, i) => i + 1);
    const rules = { repeat: { for_each: { A: list, B: list, C: list }, template: ssh } };
    const read = readingOfRules(rules);
    expectDiagnostic(read, 'unknown-value', /repeat/, 'more repetitions');
    expect(rulesOf(read)).toEqual([]);
  });

  it('a short template of conditions that ask for one another many times is read at once', () => {
    const conditions = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`c${i}`, { and: [`c${i + 1}`, `c${i + 1}`] }]),
    );
    const read = readingOfRules([{ if: ['c0', ssh] }], { conditions: { ...conditions, c100: true } });
    expect(rulesOf(read)[0]).toBe('in tcp/22 anywhere-ipv4');
  });

  it('conditions that ask for more others than the stack holds are not known', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => [`c${i}`, `c${i + 1}`]);
    const conditions = { ...Object.fromEntries(chain), c20000: true };
    const read = readingOfRules([{ if: ['c0', ssh] }], { conditions });
    expectDiagnostic(read, 'unknown-value', /if/, 'nested too deeply');
    expect(rulesOf(read)).toEqual([]);
  });

  it('a resource with a misspelt condition is refused', () => {
    const read = reading({ 'stack.json': template({ web: { ...groupResource([ssh]), conditon: 'never' } }) });
    expectDiagnostic(read, 'unknown-key', '"conditon"');
    expect(read.definition.groups).toEqual([]);
  });

  it('a resource whose condition does not hold is not made; one that is not known is reported', () => {
    const conditions = { never: false, perhaps: { get_param: 'size' } };
    const resources = {
      web: { ...groupResource([ssh]), condition: 'never' },
      db: { ...groupResource([ssh]), condition: 'perhaps' },
    };
    const read = reading({ 'stack.json': template(resources, { parameters, conditions }) });
    expectDiagnostic(read, 'unknown-value', '"perhaps"', "whether resource 'db' exists");
    expect(read.definition.groups).toEqual([]);
  });
});

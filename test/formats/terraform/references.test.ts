import { describe, expect, it } from 'vitest';
import { type Call, newGroup, type PlanSpec, plan, printers, rule, type Spec, unknownRule } from './plans.js';
import { codesOf, expectDiagnostic, expectNothingSaid, groupOf, ingressOf, reading } from './reading.js';

const web = 'aws_security_group.web';
const db = 'aws_security_group.db';

/** A rule on group `db` whose source is written so. */
function fromSource(written: unknown, more: Partial<Spec> = {}): Spec {
  return rule(
    'one',
    {},
    {
      unknown: unknownRule,
      written: { security_group_id: `${db}.id`, source_security_group_id: written },
      ...more,
    },
  );
}

const read = (spec: PlanSpec, printer: (typeof printers)[number] = 'terraform 1') =>
  reading({ 'plan.json': plan(spec, printer) });

const groups = [newGroup('web'), newGroup('db')];

describe('fact 31: a group that is made by the same plan is found through the configuration', () => {
  it.each(printers)('in a plan of %s', (printer) => {
    const found = read({ resources: [...groups, fromSource(`${web}.id`)] }, printer);
    expect(ingressOf(found, db)).toEqual([`tcp/22 group:${web}`]);
    expectNothingSaid(found);
  });

  it.each(printers)('from a module that is handed it, in a plan of %s', (printer) => {
    const inside: Spec = rule(
      'one',
      {},
      {
        modules: ['db'],
        unknown: unknownRule,
        written: { security_group_id: `${db}.id`, source_security_group_id: 'var.source' },
      },
    );
    const resources = [newGroup('web'), newGroup('db', { modules: ['db'] }), inside];
    const calls = { db: { written: { source: `${web}.id` } } };
    const found = read({ resources, calls }, printer);
    expect(ingressOf(found, 'module.db.aws_security_group.db')).toEqual([`tcp/22 group:${web}`]);
    expectNothingSaid(found);
  });

  it.each(printers)('as the output of a module, in a plan of %s', (printer) => {
    const resources = [
      newGroup('web', { modules: ['web', 'inner'] }),
      newGroup('db'),
      fromSource('module.web.id'),
    ];
    const inner: Call = { outputs: { group: `${web}.id` } };
    const calls = { web: { outputs: { id: 'module.inner.group' }, calls: { inner } } };
    const found = read({ resources, calls }, printer);
    expect(ingressOf(found, db)).toEqual(['tcp/22 group:module.web.module.inner.aws_security_group.web']);
    expectNothingSaid(found);
  });

  it('as an attribute of a whole resource that is handed over', () => {
    const inside = rule(
      'one',
      {},
      {
        modules: ['db'],
        unknown: unknownRule,
        written: { security_group_id: `${db}.id`, source_security_group_id: 'var.source.id' },
      },
    );
    const resources = [newGroup('web'), newGroup('db', { modules: ['db'] }), inside];
    const found = read({ resources, calls: { db: { written: { source: web } } } });
    expect(ingressOf(found, 'module.db.aws_security_group.db')).toEqual([`tcp/22 group:${web}`]);
  });
});

describe('fact 31: after_unknown alone proves no reference', () => {
  it('an attribute that nobody wrote is filled in by the provider', () => {
    const one = rule(
      'one',
      { cidr_blocks: ['10.0.0.0/8'] },
      { unknown: unknownRule, written: { security_group_id: `${db}.id` } },
    );
    const found = read({ resources: [...groups, one] });
    expect(ingressOf(found, db)).toEqual(['tcp/22 10.0.0.0/8']);
    expectNothingSaid(found);
  });

  it('an attribute of another kind of resource is no group', () => {
    const cluster: Spec = { type: 'aws_eks_cluster', name: 'main', values: {}, unknown: { id: true } };
    const found = read({ resources: [...groups, cluster, fromSource('aws_eks_cluster.main.id')] });
    expect(ingressOf(found, db)).toEqual([]);
    expectDiagnostic(found, 'unknown-value', '"source_security_group_id"', 'aws_security_group_rule.one');
  });

  it('nor is another attribute of a group', () => {
    const found = read({ resources: [...groups, fromSource(`${web}.vpc_id`)] });
    expect(ingressOf(found, db)).toEqual([`tcp/22 group:${web}`].slice(1));
    expect(codesOf(found)).toEqual(['unknown-value']);
  });

  it.each([
    ['a local value, which plans leave out', 'local.source'],
    ['a resource that is not in the plan', 'aws_security_group.gone.id'],
    ['a module that is not in the plan', 'module.gone.id'],
    ['a variable of which nothing is known', 'var.gone'],
    ['something written as nothing here is', 'a..b["'],
    ['each, where nothing is repeated', 'each.value'],
    ['a key with an escape that is none', 'aws_security_group.web["\\q"].id'],
  ])('%s', (_, written) => {
    const found = read({ resources: [...groups, fromSource({ references: [written] })] });
    expect(ingressOf(found, db)).toEqual([]);
    expectDiagnostic(
      found,
      'unknown-value',
      '"source_security_group_id"',
      "'source_security_group_id' of aws_security_group_rule.one",
    );
    expect(found.diagnostics[0]!.severity).toBe('warning');
  });

  it('without any configuration', () => {
    const text = JSON.parse(JSON.stringify(plan({ resources: [...groups, fromSource(`${web}.id`)] })));
    delete text.configuration;
    const found = reading({ 'plan.json': text });
    expect(found.diagnostics.map(({ message }) => message).join()).toContain("'security_group_id' of");
    expect(groupOf(found, db).ingress).toEqual([]);
  });

  it('one of two, between which a condition chooses', () => {
    const other = newGroup('other');
    const found = read({
      resources: [...groups, other, fromSource(['var.which', `${web}.id`, 'aws_security_group.other.id'])],
      variables: { which: true },
    });
    expect(ingressOf(found, db)).toEqual([]);
    expectDiagnostic(found, 'unknown-value', '"source_security_group_id"', 'one of several');
  });

  it('a group that is known is what it is where nothing else is written', () => {
    const known = newGroup('web', { values: { id: 'sg-1', name: 'web' } });
    const found = read({ resources: [known, newGroup('db'), fromSource(`${web}.id`)] });
    expect(ingressOf(found, db)).toEqual(['tcp/22 group:sg-1']);
    expectNothingSaid(found);
    const beside = read({
      resources: [known, newGroup('db'), fromSource(['var.which', `${web}.id`])],
      variables: { which: true },
    });
    expect(ingressOf(beside, db)).toEqual([]);
    expect(codesOf(beside)).toEqual(['unknown-value']);
  });

  it('but the only one that is not known yet is what it is', () => {
    const written = ['var.which', `${web}.id`, 'var.other'];
    const found = read({
      resources: [...groups, fromSource(written)],
      variables: { which: true, other: 'sg-1' },
    });
    expect(ingressOf(found, db)).toEqual([`tcp/22 group:${web}`]);
    expectNothingSaid(found);
  });
});

describe('count and for_each', () => {
  const each = (key: string | number) => newGroup('web', { key, values: { name: `web-${key}` } });

  it('a named instance is meant alone', () => {
    const found = read({
      resources: [
        each(0),
        each(1),
        newGroup('db'),
        fromSource({ references: [`${web}[1].id`, `${web}[1]`, web] }),
      ],
    });
    expect(ingressOf(found, db)).toEqual([`tcp/22 group:${web}[1]`]);
    expectNothingSaid(found);
  });

  it('the only instance is meant where none is named', () => {
    const found = read({ resources: [each(0), newGroup('db'), fromSource({ references: [web] })] });
    expect(ingressOf(found, db)).toEqual([`tcp/22 group:${web}[0]`]);
  });

  it.each([
    [[0, 1], 'count.index'],
    [['a', 'b'], 'each.key'],
  ] as const)('instances %j are paired by %s', (keys, by) => {
    const rules = keys.map((key) => fromSource({ references: [web, by] }, { key }));
    const found = read({ resources: [...keys.map(each), newGroup('db'), ...rules] });
    expect(ingressOf(found, db)).toEqual(keys.map((key) => `tcp/22 group:${web}[${JSON.stringify(key)}]`));
    expectNothingSaid(found);
  });

  it('numbers are not paired where there are not as many', () => {
    const found = read({
      resources: [
        each(0),
        each(1),
        newGroup('db'),
        fromSource({ references: [web, 'count.index'] }, { key: 0 }),
      ],
    });
    expect(ingressOf(found, db)).toEqual([]);
    expect(codesOf(found)).toEqual(['unknown-value']);
  });

  it('each.value picks the instance that it names', () => {
    const found = read({
      resources: [
        each('a'),
        each('b'),
        newGroup('db'),
        fromSource({ references: [web, 'each.value'] }, { key: 'x', forEach: ['var.pairs'] }),
      ],
      variables: { pairs: { x: 'b' } },
    });
    expect(ingressOf(found, db)).toEqual([`tcp/22 group:${web}["b"]`]);
    expectNothingSaid(found);
  });

  it('each.value of a resource that is gone over', () => {
    const rules = ['a', 'b'].map((key) => fromSource('each.value.id', { key, forEach: [web] }));
    const found = read({ resources: [each('a'), each('b'), newGroup('db'), ...rules] });
    expect(ingressOf(found, db)).toEqual([`tcp/22 group:${web}["a"]`, `tcp/22 group:${web}["b"]`]);
    expectNothingSaid(found);
  });

  it('each.value that cannot be told matches nothing, and not all of them', () => {
    const found = read({
      resources: [
        each('a'),
        each('b'),
        newGroup('db'),
        fromSource({ references: [web, 'each.value'] }, { key: 'a', forEach: ['local.pairs'] }),
      ],
    });
    expect(ingressOf(found, db)).toEqual([]);
    expect(codesOf(found)).toEqual(['unknown-value']);
  });

  it('a resource of which there is no instance is none of what is meant', () => {
    const none = newGroup('named', { written: {}, actions: ['delete'], before: {} });
    const one = fromSource(['aws_security_group.named.id', `${web}.id`]);
    const text = JSON.stringify(plan({ resources: [...groups, none, one] }));
    expect(codesOf(reading({ 'p.json': text }))).toEqual(['unknown-value']);
    const counted = text.replace(
      '"name":"named","expressions"',
      '"name":"named","count_expression":{"references":["var.n"]},"expressions"',
    );
    const found = reading({ 'p.json': counted });
    expect(ingressOf(found, db)).toEqual([`tcp/22 group:${web}`]);
    expectNothingSaid(found);
  });

  it('outputs of instances of a module', () => {
    const inModule = (key: string) =>
      newGroup('web', { modules: [`net["${key}"]`], values: { name: `web-${key}` } });
    const calls = { net: { outputs: { id: `${web}.id` }, forEach: ['local.nets'] } };
    const resources = [inModule('a'), inModule('b'), newGroup('db')];
    const named = fromSource({ references: ['module.net["b"].id', 'module.net["b"]', 'module.net'] });
    expect(ingressOf(read({ resources: [...resources, named], calls }), db)).toEqual([
      `tcp/22 group:module.net["b"].${web}`,
    ]);
    const all = read({ resources: [...resources, fromSource('module.net.id')], calls });
    expect(ingressOf(all, db)).toEqual([]);
    expect(codesOf(all)).toEqual(['unknown-value']);
  });
});

describe('references that lead nowhere', () => {
  it('to thousands of instances at once are no list that somebody wrote', () => {
    const many = Array.from({ length: 2_000 }, (_, key) => newGroup('web', { key }));
    const found = read({ resources: [...many, newGroup('db'), fromSource(web)] });
    expectDiagnostic(found, 'unknown-value', '"source_security_group_id"', 'too many instances');
  });

  it('a cycle of module outputs is told', () => {
    const calls = {
      a: { written: { x: 'module.b.out' }, outputs: { out: 'var.x' } },
      b: { written: { x: 'module.a.out' }, outputs: { out: 'var.x' } },
    };
    const found = read({ resources: [...groups, fromSource('module.a.out')], calls });
    expect(ingressOf(found, db)).toEqual([]);
    expectDiagnostic(found, 'unknown-value', '"source_security_group_id"', 'refers to itself');
  });

  it('a variable that is handed to itself', () => {
    const calls = { a: { written: { x: 'module.a.out' }, outputs: { out: 'var.x' } } };
    expectDiagnostic(
      read({ resources: [...groups, fromSource('module.a.out')], calls }),
      'unknown-value',
      '"source_security_group_id"',
    );
  });

  it('eighty modules in a row', () => {
    let call: Call = { outputs: { out: `${web}.id` } };
    for (let i = 0; i < 80; i++) call = { outputs: { out: 'module.m.out' }, calls: { m: call } };
    const found = read({ resources: [...groups, fromSource('module.m.out')], calls: { m: call } });
    expectDiagnostic(found, 'unknown-value', '"source_security_group_id"', 'through too many modules');
  });

  it('references that double at every step', () => {
    let call: Call = { outputs: { out: `${web}.id`, out2: `${web}.id` } };
    for (let i = 0; i < 30; i++)
      call = {
        outputs: { out: ['module.m.out', 'module.m.out2'], out2: ['module.m.out', 'module.m.out2'] },
        calls: { m: call },
      };
    const found = read({ resources: [...groups, fromSource('module.m.out')], calls: { m: call } });
    expect(codesOf(found)).toEqual(['unknown-value']);
  });
});

import { describe, expect, test } from 'vitest';
import { compileDefinition, expectRefused, withPeer } from '../../support/definition.js';

describe('a reference to what is not there', () => {
  test.each<[peer: string, code: string, suggestion?: string]>([
    ['group:wbe', 'unknown-group', "did you mean 'web'?"],
    ['group:Web', 'unknown-group', "did you mean 'web'?"],
    ['group:nothing-like-it', 'unknown-group'],
    ['group:constructor', 'unknown-group'],
    ['group:__proto__', 'unknown-group'],
    ['list:ofice', 'unknown-list'],
    ['list:toString', 'unknown-list'],
  ])('%s', async (peer, code, suggestion) => {
    await expectRefused(withPeer(peer), [code, peer, suggestion]);
  });

  test('names of the same kind are suggested', async () => {
    const lists = 'prefixLists: { office: [203.0.113.0/24] }\nservices: { metrics: tcp/9100 }\n';
    await expectRefused(lists + withPeer('list:offcie'), [
      'unknown-list',
      'list:offcie',
      "did you mean 'office'?",
    ]);
    const rule = '\ngroups: { web: { ingress: [{ allow: [ssh, metrcs], from: anywhere }] } }';
    await expectRefused(lists + rule, ['unknown-service', 'metrcs', "did you mean 'metrics'?"]);
  });

  test('from an interface', async () => {
    await expectRefused(
      'groups: { web: {} }\nhosts: { h: { interfaces: { eth0: { groups: [wbe, web] } } } }',
      ['unknown-group', 'wbe', "did you mean 'web'?"],
    );
  });

  test('in a group that no interface carries', async () => {
    await expectRefused('groups: { spare: { egress: [{ allow: ssh, to: group:gone }] } }', [
      'unknown-group',
      'group:gone',
    ]);
  });

  test('from one service to another, in a circle too', async () => {
    await expectRefused('services: { a: [tcp/80, gone] }', ['unknown-service', 'gone']);
    const { diagnostics } = await compileDefinition('services: { a: b, b: a }');
    expect(diagnostics.map(({ code }) => code)).toContain('service-cycle');
  });

  test('all of them are told', async () => {
    const rules = ['group:a', 'list:b', 'group:c'].map((from) => `      - { allow: ssh, from: '${from}' }`);
    await expectRefused(
      `groups:\n  web:\n    ingress:\n${rules.join('\n')}`,
      ['unknown-group', "'group:a'"],
      ['unknown-list', "'list:b'"],
      ['unknown-group', "'group:c'"],
    );
  });

  test('my-ip without an address', async () => {
    await expectRefused(withPeer('my-ip'), ['my-ip-unknown', 'my-ip', 'set it with --my-ip ADDRESS']);
  });
});

describe('the same name twice', () => {
  test.each<[kind: string, section: string]>([
    ['group', 'groups: { NAME: {} }'],
    ['prefix list', 'prefixLists: { NAME: [10.0.0.1] }'],
    ['service', 'services: { NAME: tcp/9100 }'],
    ['host', 'hosts: { NAME: { interfaces: {} } }'],
  ])('%s in two files shows both places', async (kind, section) => {
    const files = {
      'a.yaml': section.replace('NAME', 'same'),
      'b.yaml': `# second\n${section.replace('NAME', 'same')}`,
    };
    const { diagnostics } = await expectRefused(files, ['duplicate', 'same']);
    expect(diagnostics[0]!.message).toBe(`${kind} 'same' is defined twice`);
    expect(diagnostics[0]!.place).toMatch(/^b\.yaml:2:/);
    expect(diagnostics[0]!.related).toEqual([
      { place: expect.stringMatching(/^a\.yaml:1:/), message: 'first defined here', blamed: 'same' },
    ]);
  });

  test('names that differ in case are one name (fact 22)', async () => {
    const { diagnostics } = await expectRefused('groups: { web: {}, Web: {} }', ['duplicate', 'Web']);
    expect(diagnostics[0]!.related[0]!.blamed).toBe('web');
    await expectRefused('hosts: { h: { interfaces: {} }, H: { interfaces: {} } }', ['duplicate', 'H']);
  });

  test.each<[what: string, definition: string, blamed: string]>([
    ['group', 'groups:\n  web: {}\n  db: {}\n  web: {}\n', 'web'],
    ['section', 'groups: {}\nhosts: {}\ngroups: {}\n', 'groups'],
    ['interface', 'hosts: { h: { interfaces: { eth0: {}, "eth0": {} } } }', '"eth0"'],
    ['key', 'groups: { web: { egress: [], egress: [] } }', 'egress'],
  ])('%s in one mapping is a duplicate key', async (_, definition, blamed) => {
    const { diagnostics } = await expectRefused(definition, ['duplicate-key', blamed]);
    expect(diagnostics[0]!.message).toContain('duplicate key');
  });

  test('in JSON too, which its usual reader hides', async () => {
    await expectRefused({ 'd.json': '{"groups": {"web": {}, "w\\u0065b": {"egress": []}}}' }, [
      'duplicate-key',
      '"w\\u0065b"',
    ]);
  });
});

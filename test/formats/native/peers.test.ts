import { describe, test } from 'vitest';
import { expectRefused, withPeer, withRule } from '../../support/definition.js';

describe('what is no peer is refused', () => {
  test.each<[peer: string, suggestion?: string]>([
    ['any', 'write anywhere'],
    ['anywere', "did you mean 'anywhere'?"],
    ['Anywhere', "did you mean 'anywhere'?"],
    ['anywhere-ip6', "did you mean 'anywhere-ipv6'?"],
    ['myip', 'write my-ip'],
    ['web', 'write group:web'],
    ['app', 'for a group write group:app'],
    ['grp:web'],
    ['Group:web', 'write group:web'],
    ['host.example.com', 'names of the internet are not looked up: write the address'],
    ['eth0 '.trim(), 'for a group write group:eth0'],
    ['group:'],
    ["'list: '"],
    ['*', 'write anywhere'],
    ['localhost', 'for a group write group:localhost'],
    ['constructor', 'for a group write group:constructor'],
    ['$(touch x)'],
  ])('%s', async (peer, suggestion) => {
    const quoted = peer.startsWith("'") ? peer : `'${peer}'`;
    await expectRefused(withPeer(quoted), ['invalid-peer', quoted, suggestion]);
  });
});

describe('an empty peer is never anybody', () => {
  test.each<[from: string, code: string, blamed: string]>([
    ['[]', 'empty-peers', '[]'],
    ["''", 'invalid-peer', "''"],
    ["['']", 'invalid-peer', "''"],
    ["' '", 'invalid-peer', "' '"],
    ['null', 'wrong-type', 'null'],
    ['~', 'wrong-type', '~'],
    ['[null]', 'wrong-type', 'null'],
    ['[[]]', 'wrong-type', '[]'],
    ['{}', 'wrong-type', '{}'],
    ['false', 'wrong-type', 'false'],
    ['0', 'wrong-type', '0'],
  ])('from: %s', async (from, code, blamed) => {
    await expectRefused(withRule(`{ allow: ssh, from: ${from} }`), [code, blamed]);
  });

  test.each<[rule: string, blamed: string]>([
    ['{ allow: ssh }', '{ allow: ssh }'],
    ['{ allow: ssh, description: no peer }', '{ allow: ssh, description: no peer }'],
  ])('%s', async (rule, blamed) => {
    await expectRefused(withRule(rule), ['wrong-type', blamed]);
  });

  test('nothing behind the colon', async () => {
    await expectRefused('groups:\n  web:\n    ingress:\n      - allow: ssh\n        from:\n', [
      'wrong-type',
      'from',
    ]);
  });
});

describe('an empty allow', () => {
  test.each<[allow: string, code: string, blamed: string]>([
    ['[]', 'empty-allow', '[]'],
    ["''", 'unknown-service', "''"],
    ['null', 'wrong-type', 'null'],
    ['[null]', 'wrong-type', 'null'],
    ['{}', 'wrong-type', '{}'],
    ['80', 'wrong-type', '80'],
    ['[80, 443]', 'wrong-type', '80'],
    ['true', 'wrong-type', 'true'],
  ])('allow: %s', async (allow, code, blamed) => {
    const others = allow === '[80, 443]' ? ([['wrong-type', '443']] as const) : [];
    await expectRefused(withRule(`{ allow: ${allow}, from: anywhere }`), [code, blamed], ...others);
  });

  test('left out', async () => {
    await expectRefused(withRule('{ from: anywhere }'), ['wrong-type', '{ from: anywhere }']);
  });
});

test('the direction decides between from and to', async () => {
  await expectRefused(
    withRule('{ allow: ssh, to: anywhere }'),
    ['wrong-type', '{ allow: ssh, to: anywhere }'],
    ['unknown-key', 'to', 'known keys: allow, from, description'],
  );
});

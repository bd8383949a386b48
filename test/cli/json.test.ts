import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const example = path.resolve('examples/three-tier.yaml');

/** Runs a command with --json; what it prints must be one document, and nothing for eyes. */
async function json(...args: readonly string[]) {
  const { status, stdout, stderr } = await secgroup(...args, '--json');
  expect(stderr).toBe('');
  return { status, document: JSON.parse(stdout) };
}

const place = { file: expect.any(String), line: expect.any(Number), column: expect.any(Number) };

describe('--json prints one document', () => {
  test('compile: the scripts and what merging did', async () => {
    const { status, document } = await json('compile', example);
    expect(status).toBe(0);
    expect(Object.keys(document)).toEqual(['scripts', 'diagnostics']);
    expect(document.scripts).toHaveLength(7);
    expect(document.scripts[0]).toEqual({
      host: 'bastion-1',
      target: 'nftables',
      text: expect.stringMatching(/^#!/),
      stats: {
        rulesIn: expect.any(Number),
        entriesOut: expect.any(Number),
        chains: expect.any(Number),
        sets: expect.any(Number),
        elements: expect.any(Number),
        naiveElements: expect.any(Number),
        rules: expect.any(Number),
        worstCaseLookups: expect.any(Number),
      },
    });
  });

  test('convert: the text, and with --minimal the counts', async () => {
    const { status, document } = await json('convert', example, '--to', 'aws');
    expect(status).toBe(0);
    expect(Object.keys(document)).toEqual(['format', 'text', 'diagnostics']);
    expect(Object.keys(JSON.parse(document.text))).toContain('SecurityGroups');
    const merged = await json('convert', example, '--to', 'aws', '--minimal');
    expect(Object.keys(merged.document)).toEqual(['format', 'text', 'quotas', 'diagnostics']);
    expect(merged.document.quotas.groups[0]).toEqual({
      id: 'bastion',
      name: 'bastion',
      counts: [
        { direction: 'ingress', family: 'ipv4', before: 1, after: 1 },
        { direction: 'ingress', family: 'ipv6', before: 1, after: 1 },
        { direction: 'egress', family: 'ipv4', before: 3, after: 3 },
        { direction: 'egress', family: 'ipv6', before: 3, after: 3 },
      ],
    });
  });

  test('check: diagnostics only', async () => {
    const { status, document } = await json('check', example);
    expect(status).toBe(0);
    expect(Object.keys(document)).toEqual(['diagnostics']);
  });

  test('list: groups and hosts', async () => {
    const { document } = await json('list', example);
    expect(Object.keys(document)).toEqual(['groups', 'hosts', 'diagnostics']);
    expect(document.groups[0]).toEqual({
      id: 'bastion',
      name: 'bastion',
      description: 'SSH entry point',
      ingress: 1,
      egress: 1,
      interfaces: 1,
    });
    expect(document.hosts[0]).toEqual({
      id: 'bastion-1',
      name: 'bastion-1',
      interfaces: [{ id: 'eth0', groups: ['bastion'], trusted: false }],
    });
  });

  test('show of a group: its rules as written', async () => {
    const { document } = await json('show', 'web', example);
    expect(document).toMatchObject({ id: 'web', name: 'web', tags: { tier: 'front' }, diagnostics: [] });
    expect(document.interfaces).toContainEqual({ host: 'web-1', interface: 'eth0' });
    expect(document.rules[1]).toEqual({
      direction: 'ingress',
      number: 2,
      traffic: ['tcp/22'],
      peers: ['group:bastion'],
      description: 'administration',
      ...place,
    });
  });

  test('show of a host: its effective rules, and what each was merged from', async () => {
    const { document } = await json('show', 'web-1', example);
    expect(Object.keys(document)).toEqual(['host', 'name', 'interfaces', 'refuse', 'diagnostics']);
    expect(document.refuse).toBe('drop');
    const [eth0] = document.interfaces;
    expect(eth0).toMatchObject({ id: 'eth0', groups: ['web'], trusted: false });
    expect(eth0.ingress).toContainEqual({
      traffic: 'tcp/22',
      peers: ['10.0.0.5', '2001:db8:1::5'],
      rules: [
        {
          group: 'web',
          direction: 'ingress',
          number: 2,
          implied: false,
          description: 'administration',
          ...place,
        },
      ],
    });
  });

  test('show of a host that drops early: the ports, and the families', async () => {
    const { document } = await json('show', 'ns-1', 'examples/early-drop/early-drop.yaml');
    expect(document.interfaces[0].earlyDrop).toContainEqual({
      traffic: 'tcp/0-52',
      families: ['ipv4', 'ipv6'],
    });
    expect(document.interfaces[0].earlyDrop).toContainEqual({ traffic: 'udp/54-67', families: ['ipv4'] });
  });

  test.each(['systemd', 'cloud-init'])('provision %s', async (kind) => {
    const { document } = await json('provision', kind, example, '--host', 'web-1');
    expect(document).toEqual({
      kind,
      hosts: [{ host: 'web-1', path: '/etc/secgroup/web-1.nft', files: expect.any(Array) }],
      diagnostics: [],
    });
    expect(document.hosts[0].files).toContainEqual(
      kind === 'systemd'
        ? { path: '/etc/systemd/system/secgroup.service', mode: '644', text: expect.any(String) }
        : { path: '/user-data', mode: '644', text: expect.any(String) },
    );
  });
});

test('provision ansible: the files of the role, and of its hosts', async () => {
  const { document } = await json('provision', 'ansible', example, '--host', 'web-1');
  expect(document).toEqual({
    kind: 'ansible',
    files: expect.any(Array),
    hosts: [{ host: 'web-1', path: '/etc/secgroup/web-1.nft', files: expect.any(Array) }],
    diagnostics: [],
  });
  expect(document.files).toContainEqual({
    path: '/tasks/main.yml',
    mode: '644',
    text: expect.stringContaining('change.yml'),
  });
});

const commands = ['compile', 'check', 'list', 'show web', 'provision systemd'];

describe.each(commands)('--json of %s', (command) => {
  const args = command.split(' ');

  test('tells errors in the document, with nothing else in it: exit status 1', async () => {
    await withFiles('groups:\n  web: { members: [10/8] }\n', async (folder) => {
      const file = `${folder}/d.yaml`;
      const { status, document } = await json(...args, file);
      expect(status).toBe(1);
      expect(document).toEqual({
        diagnostics: [
          {
            code: 'invalid-address',
            severity: 'error',
            message: expect.stringContaining('shortened prefix'),
            file,
            line: 2,
            column: 20,
            suggestion: 'write 10.0.0.0/8',
            related: [],
          },
        ],
      });
    });
  });

  test('tells warnings beside the results', async () => {
    const definition = `
groups: { web: { ingress: [{ allow: http, from: 10.1.0.0/8 }] } }
hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }
`;
    await withFiles(definition, async (folder) => {
      const { status, document } = await json(...args, `${folder}/d.yaml`);
      expect(status).toBe(0);
      expect(document.diagnostics).toMatchObject([{ code: 'host-bits', severity: 'warning', line: 2 }]);
    });
  });
});

test('both places of a duplicate are told', async () => {
  await withFiles({ 'a.yaml': 'groups: { web: {} }', 'b.yaml': 'groups: { web: {} }' }, async (folder) => {
    const { document } = await json('check', folder);
    expect(document.diagnostics[0].file).toBe(`${folder}/b.yaml`);
    expect(document.diagnostics[0].related).toEqual([
      { message: 'first defined here', file: `${folder}/a.yaml`, line: 1, column: 11 },
    ]);
  });
});

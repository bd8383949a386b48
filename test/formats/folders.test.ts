import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { secgroup } from '../support/cli.js';
import { type Files, withFiles } from '../support/definition.js';

const groups = JSON.stringify({
  SecurityGroups: [
    { GroupId: 'sg-1', GroupName: 'web', Description: '', IpPermissions: [], IpPermissionsEgress: [] },
  ],
});

const template =
  '{ "Resources": { "Sg": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "x" } } } }';

interface Listed {
  readonly status: number;
  readonly ids: readonly string[];
  /** `code: message` of each diagnostic. */
  readonly said: readonly string[];
  readonly help: readonly string[];
}

function list(files: Files, ...names: readonly string[]): Promise<Listed> {
  return withFiles(files, async (folder) => {
    const sources = names.length === 0 ? [folder] : names.map((name) => path.join(folder, name));
    const { status, stdout } = await secgroup('list', '--json', ...sources);
    const printed = JSON.parse(stdout);
    const ids = (printed.groups ?? []).map(({ id }: { id: string }) => id);
    return {
      status,
      ids: ids.filter((id: string) => id !== 'default'),
      said: printed.diagnostics.map(
        (one: { code: string; message: string }) => `${one.code}: ${one.message}`,
      ),
      help: printed.diagnostics.map((one: { suggestion?: string }) => one.suggestion ?? ''),
    };
  });
}

/** Files that people keep beside definitions, and that are none. */
const foreign: Readonly<Record<string, string | Uint8Array>> = {
  'package.json': '{ "name": "x", "scripts": {} }',
  'empty.yaml': '',
  'nothing.json': '{}',
  'binary.json': new Uint8Array([0x7b, 0, 1, 2, 0xff]),
  'latin.yml': new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]),
  'k8s/all.yaml': 'apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Pod\n',
  '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
  'workflow.yml': 'on: push\ndefaults: { run: { shell: bash } }\njobs: {}\n',
  'chart/templates/x.yaml': '{{- if .Values.on }}\nkind: Pod\n{{- end }}\n',
  'docker-compose.yml': 'services:\n  web: { image: nginx, ports: ["80:80"] }\n',
  'prometheus.yml': 'groups:\n  - name: x\n    rules: [{ alert: a, expr: up == 0 }]\n',
  'inventory.yml': 'all: { hosts: { web1: {} } }\n',
  'mkdocs.yml': 'nav: !!python/name:x.y\n  - a: b\n',
  'requirements.yml': '- src: geerlingguy.nginx\n',
  'text.yaml': 'just a text\n',
  'serverless.yml': 'service: app\nprovider: { name: aws }\nfunctions: {}\n',
  'Listeners.json': '{ "Listeners": [] }',
  'Assert.template.json': '{ "Parameters": {}, "Rules": {} }',
  'manifest.json': '{ "version": "36.0.0", "artifacts": {} }',
  'tree.json': '{ "version": "tree-0.1", "tree": { "id": "App", "path": "" } }',
  'schema.json': '{ "format_version": "1.0", "provider_schemas": {} }',
  'node_modules/a/groups.json': groups,
};

const walked = Object.keys(foreign).filter((name) => !/^\.|^node_modules/.test(name));

describe('files of a folder that are of something else', () => {
  it.each(walked)('are left aside with one line: %s', async (name) => {
    const read = await list({ 'groups.json': groups, [name]: foreign[name]! });
    expect(read).toMatchObject({ status: 0, ids: ['sg-1'] });
    expect(read.said).toHaveLength(1);
    expect(read.said[0]).toMatch(
      /^left-aside: left aside: a file in .* \(1 (not valid )?(JSON|YAML|empty): /,
    );
  });

  it('are one line in all, with their number and kinds', async () => {
    const read = await list({ 'groups.json': groups, ...foreign });
    expect(read).toMatchObject({ status: 0, ids: ['sg-1'] });
    expect(read.said).toHaveLength(1);
    expect(read.said[0]).toContain(`${walked.length} files`);
    for (const kind of ['1 empty', 'not valid YAML', 'not valid JSON']) expect(read.said[0]).toContain(kind);
  });

  it('make an error where nothing else is there', async () => {
    const { status, said } = await list(foreign);
    expect(status).not.toBe(0);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^nothing-found: .*holds no definition/);
  });

  it.each(walked.filter((name) => name !== 'nothing.json'))(
    'are errors where they are named: %s',
    async (name) => {
      const { status } = await list({ [name]: foreign[name]! }, name);
      expect(status).not.toBe(0);
    },
  );
});

describe('files of a folder that are meant for this program', () => {
  it.each<[name: string, text: string, code: string]>([
    ['cut.json', groups.slice(0, -5), 'syntax'],
    ['cut.template.json', template.slice(0, -5), 'syntax'],
    ['slip.yaml', 'gruops: { web: {} }', 'unknown-key'],
    ['key.yaml', 'groups: { web: { ingres: [] } }', 'unknown-key'],
    ['tabs.yaml', 'groups:\n\tweb:\n\t  ingress: []\n', 'syntax'],
    ['two.yaml', 'groups: { a: { ingress: [] } }\n---\ngroups: { b: { ingress: [] } }\n', 'syntax'],
    ['mixed.yaml', 'groups: { a: { ingress: [] } }\nversion: 1\n', 'unknown-key'],
    ['hosts.yaml', 'hosts: { a: { interface: {} } }\n', 'unknown-key'],
    ['old.tfstate', '{ "version": 3, "terraform_version": "0.11.1", "modules": [] }', 'unknown-shape'],
    ['play.yml', '- hosts: all\n  tasks:\n    - ec2_group: { name: [\n', 'syntax'],
  ])('stay errors where they are broken: %s', async (name, text, code) => {
    const { status, said } = await list({ 'groups.json': groups, [name]: text });
    expect(status).not.toBe(0);
    expect(said.map((one) => one.split(':')[0])).toContain(code);
  });
});

describe('a role of Ansible', () => {
  const tasks = `- amazon.aws.ec2_security_group:
    name: "{{ sg_name }}"
    description: web
    rules: [{ ports: 443, cidr_ip: "{{ sg_clients }}" }]
`;

  it('has its defaults and vars as values', async () => {
    const read = await list({
      'roles/web/tasks/main.yml': tasks,
      'roles/web/defaults/main.yml': 'sg_name: other\nsg_clients: 192.0.2.0/24\n',
      'roles/web/vars/main.yml': 'sg_name: web\n',
    });
    expect(read).toEqual({ status: 0, ids: ['web'], said: [], help: [] });
  });

  it('has not those of another role', async () => {
    const { ids, said } = await list({
      'roles/web/tasks/main.yml': tasks,
      'roles/db/defaults/main.yml': 'sg_name: other\nsg_clients: 192.0.2.0/24\n',
    });
    expect(ids).toEqual([]);
    expect(said.map((one) => one.split(':')[0])).toEqual(['left-aside', 'unknown-value']);
  });
});

describe('what is not read and was named gets the command that makes something that is', () => {
  it.each<[name: string, text: string, problem: string, help: string]>([
    ['main.tf', 'resource "aws_security_group" "web" {\n}\n', 'HCL', 'terraform show -json'],
    [
      'log.json',
      '{"@level":"info","type":"version"}\n{"@level":"info"}\n',
      'terraform plan -json',
      'show -json',
    ],
    ['Pulumi.yaml', 'name: web\nruntime: yaml\nresources: {}\n', 'Pulumi', 'describe-security-groups'],
    ['cdktf.json', '{ "terraform": {}, "resource": { "aws_security_group": {} } }', 'CDKTF', 'show -json'],
    ['rules.csv', '"Name","Security group rule ID","IP version"\n', 'CSV', '--output json'],
    [
      'out.text',
      'SECURITYGROUPS\tweb\tsg-1\nIPPERMISSIONS\t443\ttcp\t443\n',
      '--output text',
      '--output json',
    ],
    [
      'out.table',
      '--------------------\n|  DescribeThings  |\n+------------------+\n',
      'table',
      '--output json',
    ],
    [
      'serverless.yml',
      'service: a\nresources: { Resources: { S: { X: !Sub x } } }\n',
      'Serverless',
      'serverless package',
    ],
  ])('%s', async (name, text, problem, suggestion) => {
    const { status, said, help } = await list({ [name]: text }, name);
    expect(status).not.toBe(0);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(problem);
    expect(help[0]).toContain(suggestion);
  });
});

describe('texts as tools write them', () => {
  const wide = (order: 'le' | 'be', text: string) => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };

  it.each<[string, Uint8Array]>([
    ['UTF-16, little end first', wide('le', groups)],
    ['UTF-16, big end first', wide('be', groups)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${groups}`)],
  ])('are read: %s', async (_, bytes) => {
    expect(await list({ 'a.json': bytes }, 'a.json')).toEqual({
      status: 0,
      ids: ['sg-1'],
      said: [],
      help: [],
    });
  });

  it('are refused where they are broken: half a character of UTF-16', async () => {
    const { said } = await list({ 'a.json': wide('le', groups).subarray(0, -1) }, 'a.json');
    expect(said[0]).toMatch(/^file-encoding: .*UTF-16/);
  });

  it('keep their places behind the first line of the wrapper for terraform', async () => {
    const plan =
      '{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{}},"resource_changes":[]}';
    const text = `[command]/x/terraform-bin show -json plan\n${plan}\n::debug::exited with code 0\n`;
    expect(await list({ 'a.json': text }, 'a.json')).toMatchObject({ status: 0, said: [] });
  });
});

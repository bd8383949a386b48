import { mkdir, symlink } from 'node:fs/promises';
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
  'tsconfig.json': '{ // the compiler\n  "compilerOptions": {} }',
  'wide.json': Buffer.from('\uFEFF{ "name": "x" }', 'utf16le'),
  'wide-bare.json': Buffer.from('{ "name": "x" }', 'utf16le'),
  'cdk.json': '{ "app": "node bin/app.js", "context": {} }',
  'App.assets.json': '{ "version": "36.0.0", "files": {}, "dockerImages": {} }',
  'App.metadata.json': '{ "/App/Vpc": [{ "type": "aws:cdk:asset" }] }',
  'chart/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
  'chart/values.yaml': 'image: { tag: x }\nservice: { port: 80 }\n',
  'galaxy.yml': 'namespace: a\nname: b\nversion: 1.0.0\n',
  'meta/main.yml': 'galaxy_info: { author: a }\ndependencies: []\n',
  'group_vars/all.yml': 'security_group: web\nregion: eu-west-1\n',
  'openapi.yaml': 'openapi: 3.0.1\nservers: [{ url: / }]\npaths: {}\n',
  'swagger.json': '{ "swagger": "2.0", "servers": [{}], "paths": {} }',
  'config.schema.json': '{ "$schema": "http://json-schema.org/draft-07/schema#", "type": "object" }',
  'providers.json': '{ "format_version": "1.0", "provider_schemas": {} }',
  'pattern.json': '{ "title": "x", "services": { "from": "lambda", "to": "s3", "tags": ["a", "b"] } }',
  'site.conf.template': 'server { listen 80; }\n',
  'appspec.yml': 'version: 0.0\nResources:\n  - TargetService: { Type: "AWS::ECS::Service" }\n',
  'versions.yml': 'terraform_version: 1.9.5\nregion: eu-west-1\n',
  'api.yaml':
    'services: { in: body, type: array }\nResources: { in: body }\nresource_changes: { in: body }\nheat_template_version: { in: body }\n',
  'several.yaml': 'kind: A\nnote: "AWS::EC2::Instance"\n---\nkind: B\n',
  'chart.yaml': 'name: {{ .Name }}\n---\nname: b\n',
  'stack.j2.yaml':
    'heat_template_version: 2018-08-31\nresources:\n{% for name in names %}\n  {{ name }}: { type: "OS::Nova::Server" }\n{% endfor %}\n',
  'tasks.yml': '- name: x\n  ansible.builtin.command: ls\n',
  'node_modules/a/groups.json': groups,
  '.terraform.lock.hcl': 'provider "x" {}\n',
  'main.tf': 'resource "aws_security_group" "web" {}\n',
};

const walked = Object.keys(foreign).filter((name) => !/^\.|^node_modules|\.tf$/.test(name));

describe('files of a folder that are of something else', () => {
  it.each(walked)('are ignored with one line: %s', async (name) => {
    const read = await list({ 'groups.json': groups, [name]: foreign[name]! });
    expect(read).toMatchObject({ status: 0, ids: ['sg-1'] });
    expect(read.said).toHaveLength(1);
    expect(read.said[0]).toMatch(
      /^left-aside: ignored a file in .* \(1 (not valid )?(JSON|YAML|empty|Jinja template): /,
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
    expect(said[0]).toMatch(/^nothing-found: .*contains no definition/);
  });

  it.each(walked.filter((name) => name !== 'nothing.json'))(
    'are errors where they are named: %s',
    async (name) => {
      const { status } = await list({ [name]: foreign[name]! }, name);
      expect(status).not.toBe(0);
    },
  );
});

describe('a mapping that is of nothing here', () => {
  it('gets one error where it is named, with its keys and those that there are', async () => {
    const { said, help } = await list({ 'p.json': foreign['package.json']! }, 'p.json');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^unknown-shape: this is not the native language, /);
    expect(help[0]).toBe(
      "it has 'name', 'scripts'; the native language has prefixLists, services, groups, hosts, defaults, expect",
    );
  });

  it.each(['openapi.yaml', 'swagger.json', 'config.schema.json', 'providers.json'])(
    'gets a hint where it says what it is: %s',
    async (name) => {
      const { said, help } = await list({ [name]: foreign[name]! }, name);
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(/^unknown-shape: this (describes|is a JSON Schema|is what)/);
      expect(help[0]).toMatch(/leave it out|give a plan/);
    },
  );
});

describe('what a folder holds besides', () => {
  const inFolder = (
    files: Readonly<Record<string, string | Uint8Array>>,
    make: (folder: string) => unknown,
    ...options: readonly string[]
  ) =>
    withFiles({ 'd/groups.json': groups, ...files }, async (folder) => {
      await make(path.join(folder, 'd'));
      const { status, stdout } = await secgroup('list', '--json', path.join(folder, 'd'), ...options);
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string }[] };
      return [status, ...diagnostics.map(({ code }) => code)];
    });

  it('templates by the name that CloudFormation gives them are read', async () => {
    expect((await list({ 'web.template': template, 'web2.yaml.template': template })).ids).toHaveLength(2);
  });

  it('a link to a folder is not followed, so that a circle ends', async () => {
    expect(await inFolder({}, (d) => symlink('.', path.join(d, 'again')))).toEqual([0]);
    expect(await inFolder({}, (d) => symlink('.', path.join(d, 'again.yaml')))).toEqual([0]);
    expect(await inFolder({}, (d) => symlink('.', path.join(d, 'group_vars')))).toEqual([0, 'left-aside']);
  });

  it('a link to a folder elsewhere is told, whatever is behind it', async () => {
    expect(await inFolder({ 'other/x.yaml': 'a: [' }, (d) => symlink('../other', path.join(d, 'o')))).toEqual(
      [0, 'link-ignored'],
    );
  });

  it.each([
    ['shared/all', 'prod/group_vars', 'shared'],
    ['shared/all.yml', 'prod/group_vars', 'shared'],
    ['shared/all/main', 'prod/group_vars', 'shared'],
    ['shared/main', 'prod/group_vars/all', '../shared'],
  ])('variables of Ansible count behind a link: %s by %s', async (name, link, target) => {
    const files = {
      'd/roles/web/defaults/main.yml': 'cidr: 192.0.2.0/24\n',
      'd/roles/web/tasks/main.yml':
        '- ec2_group: { name: web, description: w, rules: [{ ports: 443, cidr_ip: "{{ cidr }}" }] }\n',
      [`d/${name}`]: 'cidr: 10.0.0.0/8\n',
    };
    const made = async (d: string) => {
      await mkdir(path.join(d, path.dirname(link)), { recursive: true });
      await symlink(path.join('..', target), path.join(d, link));
    };
    expect(await inFolder(files, made)).toContain('unknown-value');
  });

  // Nobody knows what they would hold: a definition that is gone is no stranger.
  it('a link that leads nowhere is an error', async () => {
    expect(await inFolder({}, (d) => symlink('gone', path.join(d, 'x.yaml')))).toEqual([
      1,
      'file-unreadable',
    ]);
  });

  it('a file above the limit is an error', async () => {
    const files = { 'd/large.json': JSON.stringify({ text: 'x'.repeat(2000) }) };
    expect(await inFolder(files, () => {}, '--max-size', '1000')).toEqual([1, 'file-too-large']);
  });

  it('words of ours in UTF-16 without a mark are an error', async () => {
    const files = { 'd/wide.json': Buffer.from(groups, 'utf16le') };
    expect(await inFolder(files, () => {})).toEqual([1, 'file-encoding']);
  });
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

describe('files without an ending that stand beside plays of Ansible', () => {
  const cidr = (one: string) => `cidr: ${one}\n`;
  const project = {
    'roles/web/defaults/main.yml': cidr('192.0.2.0/24'),
    'roles/web/tasks/main.yml': `- amazon.aws.ec2_security_group:
    name: web
    description: web
    rules: [{ ports: 443, cidr_ip: "{{ cidr }}" }]
`,
  };

  it.each<[name: string, text: string]>([
    ['group_vars/all', cidr('10.0.0.0/8')],
    ['group_vars/web/main', cidr('10.0.0.0/8')],
    ['inventories/prod/host_vars/web1.example.com', cidr('10.0.0.0/8')],
    ['host_vars/web1.example.com/main', cidr('10.0.0.0/8')],
    ['hosts', '[web]\nweb1 cidr=10.0.0.0/8\n'],
    ['inventory-prod', '[web:vars]\ncidr=10.0.0.0/8\n'],
    ['inventories/prod/all', '[web:vars]\ncidr=10.0.0.0/8\n'],
    ['prod.ini', 'web1 cidr=10.0.0.0/8\n'],
    ['hosts', 'all: { vars: { cidr: 10.0.0.0/8 } }\n'],
  ])('may set variables: %s', async (name, text) => {
    const { status, ids, said } = await list({ ...project, [name]: text });
    expect({ status, ids }).toEqual({ status: 0, ids: ['web'] });
    expect(said).toEqual([
      expect.stringMatching(/^unknown-value: .* needs 'cidr', which is known only when/),
    ]);
  });

  it('may be an inventory of any name beside the variables of groups', async () => {
    const files = { ...project, 'group_vars/web': 'other: 1\n', production: 'web1 cidr=10.0.0.0/8\n' };
    expect((await list(files)).said).toHaveLength(1);
    expect((await list({ ...project, production: files.production })).said).toEqual([]);
  });

  it.each<[name: string, text: string | Uint8Array]>([
    ['tox.ini', '[tox]\nenvlist = py3\n'],
    ['Makefile', 'all: ; true\n'],
    ['LICENSE', 'All rights reserved.\n'],
    ['roles/web/files/hosts', '127.0.0.1 localhost cidr=1\n'],
    ['roles/web/templates/app.ini', '[app]\ncidr=1\n'],
    ['group_vars/all~', cidr('10.0.0.0/8')],
    ['.hosts', 'web1 cidr=10.0.0.0/8\n'],
    ['hosts', groups],
  ])('are passed over where they are something else: %s', async (name, text) => {
    const files = { ...project, 'group_vars/web': 'other: 1\n', [name]: text };
    expect(await list(files)).toEqual({ status: 0, ids: ['web'], said: [], help: [] });
  });

  it('are told of where nobody can know what they set', async () => {
    const latin = Buffer.from('web1 cidr=\xe9\n', 'latin1');
    expect((await list({ ...project, hosts: latin })).said).toEqual([
      expect.stringMatching(/^left-aside: .*\(1 not text: hosts\)/),
    ]);
    expect((await list({ ...project, 'group_vars/all': 'a: [\n' })).said).toEqual([
      expect.stringMatching(/^left-aside: .*\(1 not valid YAML: group_vars\/all\)/),
    ]);
  });

  it('are no definitions where nothing else is there', async () => {
    const { status, said } = await list({ hosts: 'groups: { web: {} }\n' });
    expect(status).not.toBe(0);
    expect(said).toEqual([expect.stringMatching(/^no-sources: /)]);
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
    [
      'site.yml',
      '- hosts: all\n  roles: [web]\n',
      'none of them makes a security group',
      'folder of the role',
    ],
    ['hosts', '[web]\nweb1 a=1\n', 'an inventory of Ansible', 'name the plays or tasks'],
    ['cdktf.json', '{ "terraform": {}, "resource": { "aws_security_group": {} } }', 'CDKTF', 'show -json'],
    ['stack.yaml', 'heat_template_version: 1\n{% if a %}\nb: c\n{% endif %}\n', 'Jinja', 'made of it'],
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

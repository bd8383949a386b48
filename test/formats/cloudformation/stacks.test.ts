import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { secgroup } from '../../support/cli.js';
import { withFiles } from '../../support/definition.js';

/** A web server that only its load balancer may reach, both called as in every other template. */
const template = (address: string) =>
  JSON.stringify({
    Resources: {
      Balancer: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'b' } },
      Web: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          GroupDescription: 'w',
          SecurityGroupIngress: [
            { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, SourceSecurityGroupId: { Ref: 'Balancer' } },
          ],
        },
      },
      Server: instance(`${address}0`, 'Web'),
      Proxy: instance(`${address}1`, 'Balancer'),
    },
  });

const instance = (address: string, group: string) => ({
  Type: 'AWS::EC2::Instance',
  Properties: {
    NetworkInterfaces: [{ DeviceIndex: '0', PrivateIpAddress: address, GroupSet: [{ Ref: group }] }],
  },
});

interface Listed {
  readonly groups?: readonly { readonly id: string }[];
  readonly hosts?: readonly {
    readonly id: string;
    readonly interfaces: readonly { groups: readonly string[] }[];
  }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

async function list(folder: string, ...names: readonly string[]): Promise<Listed> {
  const sources = names.map((name) => path.join(folder, name));
  return JSON.parse((await secgroup('list', '--json', ...sources)).stdout);
}

const ids = (found: Listed) => (found.groups ?? []).map(({ id }) => id).filter((id) => id !== 'default');
const codes = (found: Listed) => found.diagnostics.map(({ code }) => code);

describe('logical ids that several templates use', () => {
  test('are told apart by the template, which is said once', () =>
    withFiles(
      { 'a/web.json': template('10.0.0.1'), 'a/shop.template': template('10.0.1.1') },
      async (folder) => {
        const found = await list(folder, 'a');
        expect(ids(found).sort()).toEqual(['shop.Balancer', 'shop.Web', 'web.Balancer', 'web.Web']);
        expect(codes(found)).toEqual(['same-ids']);
        expect(found.diagnostics[0]!.message).toContain("'Balancer' and 5 more logical ids");
        expect(found.hosts!.map(({ id, interfaces }) => [id, interfaces[0]!.groups])).toContainEqual([
          'web.Server',
          ['web.Web'],
        ]);
      },
    ));

  test('mean what is in their own template', () =>
    withFiles({ 'web.json': template('10.0.0.1'), 'shop.json': template('10.0.1.1') }, async (folder) => {
      const { stdout } = await secgroup('compile', folder, '--host', 'web.Server');
      expect(stdout).toContain('10.0.0.11');
      expect(stdout).not.toContain('10.0.1.11');
    }));

  test('take as much of the path as tells files apart', () =>
    withFiles(
      {
        'eu/web.json': template('10.0.0.1'),
        'us/web.json': template('10.0.1.1'),
        'us/web.yaml': template('10.0.2.1'),
      },
      async (folder) => {
        const found = ids(await list(folder, 'eu', 'us')).filter((id) => id.endsWith('.Web'));
        expect(found.sort()).toEqual(['eu-web-json.Web', 'us-web-json.Web', 'us-web-yaml.Web']);
      },
    ));

  test('stay as they are where no other template has them', () =>
    withFiles(
      {
        'web.json': template('10.0.0.1'),
        'db.json': template('10.0.1.1').replaceAll('Web', 'Db').replaceAll('Proxy', 'Pool'),
      },
      async (folder) => {
        const found = ids(await list(folder, 'web.json', 'db.json'));
        expect(found.sort()).toEqual(['Db', 'Web', 'db.Balancer', 'web.Balancer']);
      },
    ));

  test('are defined twice where a file is given twice', () =>
    withFiles({ 'web.json': template('10.0.0.1') }, async (folder) => {
      const found = await list(folder, 'web.json', '../'.concat(path.basename(folder), '/web.json'));
      expect(codes(found)).toContain('duplicate');
    }));
});

import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const list = (files: Readonly<Record<string, string>>, ...more: readonly string[]) =>
  withFiles(files, (folder) => secgroup('list', folder, ...more));

const eni = {
  NetworkInterfaceId: 'eni-1',
  PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.5' }],
  Groups: [],
};
const group = { GroupId: 'sg-1', GroupName: 'web', IpPermissions: [], IpPermissionsEgress: [] };
const exported = { 'aws.json': JSON.stringify({ SecurityGroups: [group], NetworkInterfaces: [eni] }) };

describe('groups that nobody wrote', () => {
  test('are not listed: the default group of a cloud, and what stands for no group', async () => {
    const { stdout } = await list(exported);
    expect(stdout).toMatch(/^sg-1 \(web\) /m);
    expect(stdout).toMatch(/^eni-1 +eni-1 +none$/m);
    expect(stdout).not.toMatch(/default|no-group/);
  });

  test('are in the JSON neither', async () => {
    const { stdout } = await list(exported, '--json');
    const { groups, hosts } = JSON.parse(stdout);
    expect(groups.map(({ id }: { id: string }) => id)).toEqual(['sg-1']);
    expect(hosts[0].interfaces).toEqual([{ id: 'eni-1', groups: [], trusted: false }]);
  });

  test('are listed where an interface carries one, or the user wrote it', async () => {
    const host = 'hosts: { a: { interfaces: { eth0: { addresses: [10.0.0.6] } } } }';
    expect((await list({ 'h.yaml': host })).stdout).toMatch(/^default +1 +1 +1 /m);
    const written = 'groups: { default: { description: ours } }';
    expect((await list({ 'g.yaml': written })).stdout).toMatch(/^default +0 +\d +0 +ours/m);
    const slashed = 'groups: { team/no-group: { ingress: [] } }';
    expect((await list({ 'g.yaml': slashed })).stdout).toMatch(/^team\/no-group /m);
    const named = JSON.stringify({ SecurityGroups: [{ ...group, GroupName: 'default' }] });
    expect((await list({ 'a.json': named })).stdout).toMatch(/^sg-1 \(default\) /m);
  });
});

import { describe, expect, test } from 'vitest';
import { secgroup } from '../../support/cli.js';
import { withFiles } from '../../support/definition.js';
import { readPrinted } from '../../support/printed.js';

/** The suggestion for the one fault of a rule. */
async function suggested(rule: string): Promise<string | undefined> {
  const definition = `
prefixLists: { office: [192.0.2.0/24] }
groups: { web: {}, db1: {}, g: { ingress: [${rule}] } }
hosts: { web-1: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [g] } } } }
`;
  return withFiles(definition, async (folder) => {
    const { status, stderr } = await secgroup('check', `${folder}/d.yaml`, '--no-advice');
    expect(status).toBe(1);
    const found = readPrinted(stderr);
    expect(found).toHaveLength(1);
    return found[0]!.suggestion;
  });
}

describe('allow', () => {
  test.each<[text: string, meant: string]>([
    ['443/tcp', 'write tcp/443'],
    ['53/udp', 'write udp/53'],
    ['8000-8100/tcp', 'write tcp/8000-8100'],
    ['8000:8100/tcp', 'write tcp/8000-8100'],
    ['tcp:443', 'write tcp/443'],
    ['TCP/443', 'write tcp/443'],
    ['tcp 443', 'write tcp/443'],
    ['tcp443', 'write tcp/443'],
    ['tcp-443', 'write tcp/443'],
    ['tcp=443', 'write tcp/443'],
    ['port 22', 'write tcp/22'],
    ['tcp/https', 'write tcp/443'],
    ['https/tcp', 'write tcp/443'],
    ['tcp:ssh', 'write tcp/22'],
    ['udp/dns', 'write udp/53'],
    ['tcp/80,443', 'write [tcp/80, tcp/443]'],
    ['80,443/tcp', 'write [tcp/80, tcp/443]'],
    ['tcp/1024:2048', 'write tcp/1024-2048'],
    ['tcp/1024..2048', 'write tcp/1024-2048'],
    ['tcp/1024+', 'write tcp/1024-65535'],
    ['tcp/*', 'write tcp'],
    ['tcp/any', 'write tcp'],
    ['all/22', 'write [tcp/22, udp/22]'],
    ['any/53', 'write [tcp/53, udp/53]'],
    ['53/tcp+udp', 'write [tcp/53, udp/53]'],
    ['any', 'write all'],
    ['*', 'write all'],
    ['-1', 'write all'],
    ['ANY', 'write all'],
    ['all traffic', 'write all'],
    ['All TCP', 'write tcp'],
    ['icmp6', 'write icmpv6'],
    ['ipv6-icmp/128', 'write icmpv6/128'],
    ['icmp/ping', 'write icmp/echo-request'],
    ['icmp6/128', 'write icmpv6/128'],
    ['icmp:8', 'write icmp/8'],
    ['icmp/any', 'write icmp'],
    ['icmp/echo-requst', 'write icmp/echo-request'],
    ['ip/50', 'write protocol/50'],
    ['postgres', 'write postgresql'],
    ['k8s', 'write kubernetes-api'],
    ['www', 'write http'],
    ['HTTPS', 'write https'],
    ['tpc/22', "did you mean 'tcp'?"],
    ['htps', "did you mean 'https'?"],
    ['22', 'write tcp/22'],
    ['tcp/100-1', 'write tcp/1-100'],
  ])('%s', async (text, meant) => {
    expect(await suggested(`{ allow: '${text}', from: self }`)).toBe(meant);
  });

  test.each(['tcp/70000', 'tcp/80-', 'tcp/', 'tcp/-1', 'tcp/kafkaesque', 'nonsense', 'tcp/http3', 'x/y/z'])(
    '%s: nothing is near enough',
    async (text) => {
      expect(await suggested(`{ allow: '${text}', from: self }`)).toBe(undefined);
    },
  );
});

describe('from', () => {
  test.each<[text: string, meant: string]>([
    ['any', 'write anywhere'],
    ['all', 'write anywhere'],
    ['*', 'write anywhere'],
    ['ALL', 'write anywhere'],
    ['world', 'write anywhere'],
    ['internet', 'write anywhere'],
    ['any-ipv6', 'write anywhere-ipv6'],
    ['anyware', "did you mean 'anywhere'?"],
    ['me', 'write my-ip'],
    ['this', 'write self'],
    ['web', 'write group:web'],
    ['db1', 'write group:db1'],
    ['office', 'write list:office'],
    ['group:office', 'write list:office'],
    ['list:web', 'write group:web'],
    ['list:ofice', "did you mean 'office'?"],
    ['groups:web', 'write group:web'],
    ['Group:web', 'write group:web'],
    ['group/web', 'write group:web'],
    ['sg:web', 'write group:web'],
    ['security-group:web', 'write group:web'],
    ['prefix-list:office', 'write list:office'],
    ['prefixList:office', 'write list:office'],
    ['grup:web', "did you mean 'group:web'?"],
    ['web-1', "'web-1' is a host: write its address, or a group that it carries"],
    ['host:web-1', "'web-1' is a host: write its address, or a group that it carries"],
    ['group:web-1', "'web-1' is a host: write its address, or a group that it carries"],
    ['www.example.com', 'names of the internet are not looked up: write the address'],
    ['ca.example.com', 'names of the internet are not looked up: write the address'],
    ['nobody', 'for a group write group:nobody'],
  ])('%s', async (text, meant) => {
    expect(await suggested(`{ allow: ssh, from: '${text}' }`)).toBe(meant);
  });

  test('an address stays one, whatever else is called like it', async () => {
    const definition = 'groups: { 10.0.0.9: {}, g: { ingress: [{ allow: ssh, from: 10.0.0.9 }] } }';
    await withFiles(definition, async (folder) => {
      expect((await secgroup('check', `${folder}/d.yaml`, '--no-advice')).status).toBe(0);
    });
  });
});

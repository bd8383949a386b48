import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const example = path.resolve('examples/three-tier.yaml');
const words = (text: string) => text.split(' ').map((word) => (word === 'FILE' ? example : word));

describe('a wrong command line: exit status 2, a word why, nothing on standard output', () => {
  test.each<[args: string, why: string]>([
    ['', 'name a command'],
    ['compil FILE', 'Did you mean compile?'],
    ['nonsense', 'Unknown argument: nonsense'],
    ['compile', 'no input: name a file or folder'],
    ['check', 'no input: name a file or folder'],
    ['show', 'no input: name a file or folder'],
    ['show web', 'no input: name a file or folder'],
    ['schema extra', 'Unknown'],
    ['convert FILE', 'Missing required argument: to'],
    ['convert FILE --to bicep', 'Choices: "native", "aws"'],
    ['convert FILE --to aws --to native', '--to is given twice'],
    ['compile FILE --nope', 'Unknown argument: nope'],
    ['compile FILE -x', 'Unknown argument: x'],
    ['compile FILE --host.a b', 'Unknown argument'],
    ['compile FILE', '7 hosts (bastion-1, web-1,'],
    ['compile FILE --host web-1 --host web-2', 'name one with --host, or a folder with -o'],
    ['compile FILE --host', 'Not enough arguments following: host'],
    ['compile FILE --host web-1 -o', 'Not enough arguments following: o'],
    ['compile FILE --host web-1 --target bsd', 'Choices: "nftables", "iptables", "ipset"'],
    ['compile FILE --host web-1 --target ipset --target nftables', '--target is given twice'],
    ['compile FILE --host web-1 -o a -o b', 'is given twice'],
    ['compile FILE --host web-1 --xtables nft', '--xtables needs --target iptables or ipset'],
    ['compile FILE --host web-1 --device eth0', "--device takes INTERFACE=DEVICE, not 'eth0'"],
    ['compile FILE --host web-1 --device =eth0', '--device takes INTERFACE=DEVICE'],
    ['compile FILE --host web-1 --device eni-1=', '--device takes INTERFACE=DEVICE'],
    ['compile FILE --host web-1 --device a=b=c', '--device takes INTERFACE=DEVICE'],
    ['compile FILE --host web-1 --device a=b --device a=c', "--device names 'a' twice"],
    ['compile FILE --host web-1 --my-ip 1.2.3', '--my-ip'],
    ['compile FILE --host web-1 --my-ip 10.0.0.0/8', '--my-ip'],
    ['compile FILE --host web-1 --max-size lots', '--max-size takes a number of bytes'],
    ['compile FILE --host web-1 --max-size -1', '--max-size'],
    ['compile FILE --host web-1 --max-size 0', '--max-size takes a number of bytes'],
    ['compile FILE --host web-1 --jobs all', '--jobs takes a whole number of hosts at a time'],
    ['compile FILE --host web-1 --jobs 0', '--jobs takes a whole number of hosts at a time'],
    ['compile FILE --host web-1 --budget few', '--budget takes a whole number of lookups'],
    ['compile FILE --host web-1 --budget 0', '--budget takes a whole number of lookups'],
    ['test', 'no input: name a file or folder'],
    ['test FILE --target bsd', 'Choices: "nftables", "iptables", "ipset"'],
    ['test FILE --xtables nft', '--xtables needs --target iptables or ipset'],
    ['test FILE --probes 0', '--probes takes a whole number of probes'],
    ['test FILE --probes 1.5', '--probes takes a whole number of probes'],
    ['test FILE --probes many', '--probes takes a whole number of probes'],
    ['test FILE --seed -1', '--seed takes a whole number from 0 to 4294967295'],
    ['test FILE --seed 4294967296', '--seed takes a whole number'],
    ['test FILE --seed now', '--seed takes a whole number'],
    ['test FILE --json --tap', '--json and --tap both print to standard output: choose one'],
    ['test FILE --junit', 'Not enough arguments following: junit'],
    ['test FILE --junit a --junit b', '--junit is given twice'],
    ['check FILE --ignore nonsense', 'Choices:'],
    ['show wbe FILE', "there is no host and no group 'wbe'; did you mean 'web'?"],
    ['show nothing-like-it FILE', "'secgroup list' shows them"],
    ['show host:web FILE', "there is no host 'web'"],
    ['show group:web-1 FILE', "there is no group 'web-1'"],
    ['provision FILE', 'no input: name a file or folder'],
    ['provision upstart FILE', 'Choices: "systemd", "cloud-init"'],
    ['provision systemd FILE', '7 hosts: name one with --host'],
    ['provision systemd FILE --host web-1 --host web-2', '--host is given twice'],
    ['provision systemd FILE --host web-1 --xtables nft', '--xtables needs'],
    ['provision systemd FILE --host web-1 --path relative', '--path takes an absolute path'],
    ['provision systemd FILE --host web-1 --path /etc/../x', '--path takes an absolute path'],
    ['provision systemd FILE --host web-1 --path /etc/$(x)', '--path takes an absolute path'],
    ['provision systemd FILE --host web-1 --path /etc/a%n', '--path takes an absolute path'],
  ])('secgroup %s', async (args, why) => {
    const { status, stdout, stderr } = await secgroup(...words(args).filter((word) => word !== ''));
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/^secgroup: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

test('a path with a line end or quotes is no path for a script', async () => {
  for (const bad of ['/a\nb', '/a b', '/a"b', "/a'b", '/a;b', '/', '//', '/a/', '/.', '/é']) {
    const { status } = await secgroup('provision', 'systemd', example, '--host', 'web-1', '--path', bad);
    expect([bad, status]).toEqual([bad, 2]);
  }
});

test('a name that a host and a group share has to say which', async () => {
  const files =
    'groups: { web: {} }\nhosts: { web: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }';
  await withFiles(files, async (folder) => {
    const show = (name: string) => secgroup('show', name, `${folder}/d.yaml`);
    const both = await show('web');
    expect(both).toMatchObject({ status: 2, stdout: '' });
    expect(both.stderr).toContain('name it as host:web or group:web');
    expect((await show('host:web')).stdout).toMatch(/^host web\n/);
    expect((await show('group:web')).stdout).toMatch(/^group web\n/);
  });
});

describe('what stands behind -- is a file, whatever it looks like', () => {
  test.each(['-nope.yaml', '--json', '--', '-'])('%s', async (name) => {
    const { status, stderr } = await secgroup('list', example, '--', `${name}.gone`);
    expect(status).toBe(1);
    expect(stderr).toContain(`${name}.gone:1:1: error[file-unreadable]`);
  });
});

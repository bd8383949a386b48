import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const example = path.resolve('examples/three-tier.yaml');
const words = (text: string) => text.split(' ').map((word) => (word === 'FILE' ? example : word));

describe('a wrong command line: exit status 2, a word why, nothing on standard output', () => {
  test.each<[args: string, why: string]>([
    ['compil FILE', "there is no command 'compil'; did you mean 'compile'?"],
    ['nonsense', "there is no command 'nonsense'"],
    ['groups.yaml', "name a command first, such as 'secgroup compile groups.yaml'"],
    ['compile', 'no input: name a file or folder'],
    ['check', 'no input: name a file or folder'],
    ['show', 'no input: name a file or folder'],
    ['show web', 'no input: name a file or folder'],
    ['schema extra', 'too much on the command line: extra'],
    ['convert FILE', '--to is missing'],
    ['convert FILE --to bicep', "--to: there is no 'bicep'; choose from native, aws, "],
    ['convert FILE --to aws --to native', '--to is given twice'],
    ['compile FILE --nope', 'there is no option --nope'],
    ['compile FILE -x', 'there is no option -x'],
    ['compile FILE --host.a b', 'there is no option --host.a'],
    ['compile --taget ipset gone.yaml', 'there is no option --taget; did you mean --target?'],
    ['compile --no-prof gone.yaml', 'there is no option --no-prof; did you mean --no-proof?'],
    ['compile --myip 10.0.0.1 gone.yaml', 'there is no option --myip; did you mean --my-ip?'],
    ['compile --no-host FILE', 'there is no option --no-host'],
    ['compile -target ipset FILE', '-target: there is no option -a; did you mean --target?'],
    ['compile -oscripts FILE', '-oscripts: there is no option -s'],
    ['--jsn compile FILE', 'there is no option --jsn; did you mean --json?'],
    ['compile gone.yaml --target nftable', "--target: there is no 'nftable'; did you mean 'nftables'?"],
    ['compile gone.yaml --target=nftable', "--target: there is no 'nftable'; did you mean 'nftables'?"],
    ['compile FILE --prune', '--prune goes with -o'],
    ['compile FILE --dry-run', '--dry-run goes with -o'],
    ['compile FILE', '7 hosts (bastion-1, web-1,'],
    ['compile FILE --host web-1 --host web-2', 'name one with --host, or a folder with -o'],
    ['compile FILE --host', '--host needs a value'],
    ['compile FILE --host web-1 -o', '-o needs a value'],
    [
      'compile FILE --host web-1 --target bsd',
      "--target: there is no 'bsd'; choose from nftables, iptables, ipset",
    ],
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
    ['test FILE --target bsd', "--target: there is no 'bsd'; choose from nftables, iptables, ipset"],
    ['test FILE --xtables nft', '--xtables needs --target iptables or ipset'],
    ['test FILE --probes 0', '--probes takes a whole number of probes'],
    ['test FILE --probes 1.5', '--probes takes a whole number of probes'],
    ['test FILE --probes many', '--probes takes a whole number of probes'],
    ['test FILE --seed -1', '--seed takes a whole number from 0 to 4294967295'],
    ['test FILE --seed 4294967296', '--seed takes a whole number'],
    ['test FILE --seed now', '--seed takes a whole number'],
    ['test FILE --json --tap', '--json and --tap both print to standard output: choose one'],
    ['test FILE --junit', '--junit needs a value'],
    ['test FILE --junit a --junit b', '--junit is given twice'],
    ['check FILE --ignore nonsense', "--ignore: there is no 'nonsense'; choose from "],
    ['check FILE --ignore unused-grup', "did you mean 'unused-group'?"],
    ['show wbe FILE', "there is no host and no group 'wbe'; did you mean 'web'?"],
    ['show nothing-like-it FILE', "'secgroup list' shows them"],
    ['show host:web FILE', "there is no host 'web'"],
    ['show group:web-1 FILE', "there is no group 'web-1'"],
    ['provision FILE', 'choose from systemd, cloud-init, ansible'],
    ['provision upstart FILE', "there is no 'upstart'; choose from systemd, cloud-init, ansible"],
    ['provision cloud-init FILE', '7 hosts: name one with --host'],
    ['provision systemd FILE --host web-1', 'units are several files: name a folder with -o'],
    ['provision systemd FILE --confirmed --path /x -o o', '--confirmed has a path of its own'],
    ['provision ansible FILE --host web-1', 'a role is several files: name its folder with -o'],
    ['provision ansible FILE --confirmed -o o', '--confirmed is for hosts that have a script already'],
    ['provision cloud-init FILE --confirmed -o o', '--confirmed is for hosts that have a script already'],
    ['provision systemd FILE --host web-1 --host web-2', '--host is given twice'],
    ['provision systemd FILE --host web-1 --xtables nft', '--xtables needs'],
    ['provision systemd FILE --host web-1 --path relative', '--path takes an absolute path'],
    ['provision systemd FILE --host web-1 --path /etc/../x', '--path takes an absolute path'],
    ['provision systemd FILE --host web-1 --path /etc/$(x)', '--path takes an absolute path'],
    ['provision systemd FILE --host web-1 --path /etc/a%n', '--path takes an absolute path'],
  ])('secgroup %s', async (args, why) => {
    const { status, stdout, stderr } = await secgroup(...words(args).filter((word) => word !== ''));
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/^secgroup: .+\nRun 'secgroup .*--help' for (?:its options|the commands)\.\n$/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

test('the last line names the help of the command at hand, and of the program where there is none', async () => {
  const last = async (...args: string[]) => (await secgroup(...args)).stderr.split('\n').at(-2);
  expect(await last('compile')).toBe("Run 'secgroup compile --help' for its options.");
  expect(await last('--jsn', 'check', example)).toBe("Run 'secgroup check --help' for its options.");
  expect(await last('show', 'nobody', example)).toBe("Run 'secgroup show --help' for its options.");
  expect(await last('compil')).toBe("Run 'secgroup --help' for the commands.");
});

test('options are taken in every form in which the parser takes them', async () => {
  const forms = ['--myIp=10.0.0.1', '--my-ip 10.0.0.1', '-t ipset', '-t=ipset', '--no-proof', '--json'];
  for (const form of forms) {
    const { status } = await secgroup('compile', example, '--host', 'web-1', ...words(form));
    expect([form, status]).toEqual([form, 0]);
  }
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

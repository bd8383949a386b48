import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DefinitionError, type Lab, LabUnavailable, openLab } from '../../../src/lab/library/index.js';
import { describeKernel } from '../rig/index.js';
import { examples } from './support.js';

const example = path.join(examples, 'three-tier.yaml');

describeKernel('the laboratory as a library', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(example);
  });
  afterAll(() => lab.close());

  it('tries what is let through', async () => {
    expect(await lab.host('app-1').connect('db-1', 'tcp/5432')).toEqual({
      allowed: true,
      fate: 'answered',
      told: false,
      wanted: {
        fate: 'answered',
        because: expect.stringContaining("into 'db-1': ingress rule 1 of group 'db' allows it"),
      },
      from: { host: 'app-1', interface: 'eth0', address: '10.0.2.10' },
      to: { host: 'db-1', interface: 'eth0', address: '10.0.3.10' },
    });
  });

  it.each([
    ['not let in', 'web-1', 'not-let-in'],
    ['not let out', 'db-1', 'not-let-out'],
  ])('tries what is %s', async (_, from, fate) => {
    const seen = await lab.host(from).connect('app-1', 'tcp/22');
    expect(seen).toMatchObject({ allowed: false, fate, told: false, wanted: { fate } });
  });

  it('says whether somebody is told that they are refused', async () => {
    await using answering = await openLab(path.join(examples, 'reject', 'reject.yaml'));
    const [api, job] = [answering.host('api-1'), answering.host('job-1')];
    for (const family of ['ipv4', 'ipv6'] as const)
      for (const traffic of ['tcp/22', 'udp/53']) {
        const [came, left] = [
          await job.connect('api-1', traffic, { family }),
          await api.connect('job-1', traffic, { family }),
        ];
        expect(came).toMatchObject({ fate: 'not-let-in', told: true, wanted: { fate: 'not-let-in' } });
        expect(left).toMatchObject({ fate: 'not-let-out', told: true, wanted: { fate: 'not-let-out' } });
      }
    expect(await job.connect('api-1', 'https')).toMatchObject({ allowed: true, told: false });
  });

  it.each([
    ['ipv4', '10.0.3.10'],
    ['ipv6', '2001:db8:1:3::10'],
  ] as const)('speaks %s where asked to', async (family, address) => {
    const seen = await lab.host('app-1').connect('db-1', 'postgresql', { family });
    expect(seen).toMatchObject({ allowed: true, to: { address } });
  });

  it('takes an address however it is spelled', async () => {
    const seen = await lab.host('app-1').connect('2001:0DB8:1:3:0::10', 'tcp/5432', {
      from: '2001:db8:1:2:0:0:0:10',
    });
    expect(seen).toMatchObject({
      allowed: true,
      to: { host: 'db-1' },
      from: { address: '2001:db8:1:2::10' },
    });
  });

  it('tries every kind of traffic', async () => {
    const tried = [
      'tcp/80',
      'udp/80',
      'icmp/echo-request',
      'icmpv6/echo-request',
      'icmp/timestamp-request',
      'esp',
    ];
    const seen = await Promise.all(
      tried.map((traffic) =>
        lab.outside(traffic.startsWith('icmpv6') ? '2001:db8::9' : '192.0.2.9').connect('web-1', traffic),
      ),
    );
    expect(seen.map(({ fate, wanted }) => [fate, wanted.fate])).toEqual(
      ['answered', 'not-let-in', 'answered', 'answered', 'not-let-in', 'not-let-in'].map((fate) => [
        fate,
        fate,
      ]),
    );
  });

  it('keeps connections apart that are tried at the same time', async () => {
    const [app, web] = [lab.host('app-1'), lab.host('web-1')];
    const seen = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 3 === 0 ? web : app).connect('db-1', 'tcp/5432')),
    );
    expect(seen.map(({ allowed }) => allowed)).toEqual(Array.from({ length: 50 }, (_, i) => i % 3 !== 0));
  });

  it('keeps connections apart that begin while others are tried', async () => {
    const app = lab.host('app-1');
    const seen = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        await new Promise((wake) => setTimeout(wake, 40 * i));
        return app.connect(i % 2 === 0 ? 'db-1' : 'db-2', i % 4 < 2 ? 'tcp/5432' : 'tcp/22');
      }),
    );
    expect(seen.map(({ allowed }) => allowed)).toEqual(Array.from({ length: 8 }, (_, i) => i % 4 < 2));
  });

  it('lets no flow of a protocol without ports open the way for the next (fact 19)', async () => {
    const [app, bastion] = ['app-1', 'bastion-1'];
    const text =
      'groups: { a: { ingress: [], egress: [{ allow: esp, to: anywhere }] }, b: { ingress: [] , egress: [] } }';
    await using own = await openLab({
      name: 'd.yaml',
      text: `${text}
hosts:
  ${app}: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [a] } } }
  ${bastion}: { interfaces: { eth0: { addresses: [10.0.0.2], groups: [b] } } }`,
    });
    const seen = await Promise.all([
      own.host(app).connect('192.0.2.1', 'esp'),
      own.outside('192.0.2.1').connect(app, 'esp'),
      own.host(bastion).connect(app, 'esp'),
    ]);
    expect(seen.map(({ fate }) => fate)).toEqual(['answered', 'not-let-in', 'not-let-out']);
  });

  it('lets a host reach itself, as every firewall does', async () => {
    const seen = await lab.host('db-1').connect('10.0.3.10', 'tcp/9');
    expect(seen).toMatchObject({ allowed: true, wanted: { fate: 'answered' } });
  });

  it('runs a program where a host is', async () => {
    const { status, stdout } = await lab
      .host('web-1')
      .run(['sh', '-c', 'cat; ip -br addr show eth0'], 'said\n');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^said\neth0\S* +UP +10\.0\.1\.10\/32 /);
    expect((await lab.host('web-1').run(['false'])).status).toBe(1);
  });

  it.each<[what: string, problem: RegExp, from: string, to: string, traffic: string]>([
    [
      'a host that is not there',
      /^the laboratory has no host 'db-9', only bastion-1, web-1, /,
      'web-1',
      'db-9',
      'tcp/1',
    ],
    ['half an address', /'10\.0\.3' has 3 of the four numbers/, 'web-1', '10.0.3', 'tcp/1'],
    ['a prefix', /'10\.0\.3\.0\/24'/, 'web-1', '10.0.3.0/24', 'tcp/1'],
    ['everybody on a link', /224\.0\.0\.1 is not a single address/, 'web-1', '224.0.0.1', 'udp/1'],
    ['no port', /'tcp' is not one port from 1 to 65535/, 'web-1', 'db-1', 'tcp'],
    ['port 0', /'tcp\/0' is not one port/, 'web-1', 'db-1', 'tcp/0'],
    ['several ports', /'tcp\/1-2' is not one port/, 'web-1', 'db-1', 'tcp/1-2'],
    ['no number', /a port is a number from 0 to 65535/, 'web-1', 'db-1', 'tcp/70000'],
    ['everything', /'all' is more than one kind of traffic/, 'web-1', 'db-1', 'all'],
    ['two protocols', /'dns' is not one kind of traffic/, 'web-1', 'db-1', 'dns'],
    ['nonsense', /'__proto__' is not one kind of traffic/, 'web-1', 'db-1', '__proto__'],
    ['another family', /have no addresses of one family/, 'web-1', '192.0.2.1', 'icmpv6/echo-request'],
  ])('refuses %s', async (_, problem, from, to, traffic) => {
    await expect(lab.host(from).connect(to, traffic)).rejects.toThrow(problem);
  });

  it('refuses who cannot speak', async () => {
    expect(() => lab.host('web')).toThrow("the laboratory has no host 'web', only bastion-1");
    expect(() => lab.outside('10.0.1.10')).toThrow("10.0.1.10 is an address of host 'web-1'");
    expect(() => lab.outside('web-1')).toThrow("'web-1' is not an IP address");
    await expect(lab.outside('192.0.2.1').connect('192.0.2.2', 'tcp/1')).rejects.toThrow(
      'there is no firewall between them',
    );
    await expect(lab.host('web-1').connect('db-1', 'tcp/1', { from: '10.0.3.10' })).rejects.toThrow(
      '10.0.3.10 is not an address of the sender',
    );
    await expect(lab.host('web-1').connect('db-1', 'icmp', { family: 'ipv6' })).rejects.toThrow(
      'icmp is not of ipv6',
    );
  });
});

describeKernel('a laboratory that is not there', () => {
  it('any more rejects what is asked of it', async () => {
    const lab = await openLab(example, { hosts: ['web-1'] });
    const host = lab.host('web-1');
    const waiting = host.connect('192.0.2.1', 'tcp/80');
    await lab.close();
    await expect(waiting).rejects.toThrow('the laboratory is closed');
    await expect(host.connect('192.0.2.1', 'tcp/80')).rejects.toThrow('the laboratory is closed');
    await expect(host.run(['true'])).rejects.toThrow('the laboratory is closed');
    await lab.close();
  });

  it('for a wrong definition says what is wrong', async () => {
    const text = readFileSync(example, 'utf8').replace('group:bastion', 'group:bastian');
    const opened = openLab({ name: 'd.yaml', text });
    await expect(opened).rejects.toThrow(DefinitionError);
    await expect(opened).rejects.toThrow(
      /the definition cannot be compiled:\nd\.yaml:\d+:\d+: error\[unknown-group\]/,
    );
    await expect(openLab('/nowhere.yaml')).rejects.toThrow(DefinitionError);
  });

  it('for want of a program says which, and how to get it', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    try {
      const opened = openLab(example);
      await expect(opened).rejects.toThrow(LabUnavailable);
      await expect(opened).rejects.toThrow('\n  perl is not installed: apt-get install perl');
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe('the library', () => {
  it('is no part of the main entry', () => {
    const main = readFileSync(path.join(examples, '../src/index.ts'), 'utf8');
    expect(main).not.toContain('lab/');
  });
});

import { describe, expect, it } from 'vitest';
import { adviceOn, advised, messages, rule, webWith } from './advising.js';

const CODE = 'plain-text-service-open';

describe('ftp, telnet, smb and nfs beyond private networks', () => {
  it.each([
    ['tcp/21 from anywhere'],
    ['telnet from 8.8.8.8'],
    ['smb from [10.0.0.0/8, 11.0.0.1]'],
    ['nfs from "2001:db8::/32"'],
    ['udp/2049 from 172.15.255.255'],
    ['tcp/20-25 from 100.128.0.0'],
    ['smb from 10.0.0.0-11.0.0.0'],
    ['tcp from 192.0.0.0/8'],
  ])('%s', async (text) => {
    expect(await advised(CODE, webWith(text))).toEqual([rule(text)]);
  });

  it.each([
    ['tcp/21 from [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]'],
    ['telnet from [127.0.0.1, 169.254.0.0/16, 100.64.0.0/10]'],
    ['nfs from ["fc00::/7", "fe80::/10", "::1"]'],
    ['smb from self'],
    ['[ssh, tcp/22, udp/21, udp/445] from anywhere'],
  ])('not %s', async (text) => {
    expect(await advised(CODE, webWith(text))).toEqual([]);
  });

  it('names the services and what to use instead', async () => {
    const text = webWith('tcp/20-23 from anywhere');
    expect(await messages(CODE, text)).toEqual([
      "group 'web' opens plain-text ftp (tcp/21) and telnet (tcp/23) beyond private networks (IPv4 and IPv6)",
    ]);
    const found = (await adviceOn(text)).find(({ code }) => code === CODE);
    expect(found?.suggestion).toBe('use sftp for ftp and ssh for telnet, or allow private networks only');
  });

  it('shows every rule that opens it', async () => {
    const rules = ['nfs from 8.8.8.8', 'nfs from 10.0.0.0/8', 'nfs from 9.9.9.9'];
    expect(await advised(CODE, webWith(...rules))).toEqual([`${rule(rules[0]!)} + ${rule(rules[2]!)}`]);
  });

  it('counts the rules that it does not show', async () => {
    const rules = [1, 2, 3, 4, 5, 6].map((i) => `nfs from 9.9.9.${i}`);
    const [found] = (await adviceOn(webWith(...rules))).filter(({ code }) => code === CODE);
    expect(found?.related?.at(-1)?.message).toBe('this rule opens it too, as the first of 2 more');
  });
});

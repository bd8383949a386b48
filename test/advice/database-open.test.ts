import { describe, expect, it } from 'vitest';
import { advised, messages, rule, webWith } from './advising.js';

const CODE = 'database-open';

describe('databases and caches open to the world', () => {
  it.each([
    ['mysql from anywhere'],
    ['postgresql from anywhere-ipv4'],
    ['mssql from anywhere-ipv6'],
    ['udp/1434 from anywhere'],
    ['oracle from 0.0.0.0/0'],
    ['redis from list:world'],
    ['redshift from anywhere'],
    ['tcp/27017 from anywhere'],
    ['tcp/11211 from anywhere'],
    ['udp/11211 from anywhere'],
    ['tcp/9200 from anywhere'],
    ['tcp/9042 from anywhere'],
    ['tcp/3000-4000 from anywhere'],
    ['[tcp/1-60000, udp/1-60000] from anywhere'],
  ])('%s', async (text) => {
    expect(await advised(CODE, webWith(text))).toEqual([rule(text)]);
  });

  it.each([
    ['mysql from 10.0.0.0/8'],
    ['udp/3306 from anywhere'],
    ['tcp/3307-5431 from anywhere'],
    ['postgresql from self'],
    ['[http, https, ssh] from anywhere'],
  ])('not %s', async (text) => {
    expect(await advised(CODE, webWith(text))).toEqual([]);
  });

  it('names all that one rule opens, with the ports that are open', async () => {
    expect(await messages(CODE, webWith('tcp/27018-27100 from anywhere'))).toEqual([
      "group 'web' opens mongodb (tcp/27018-27019) to the internet (IPv4 and IPv6)",
    ]);
    expect(await messages(CODE, webWith('[mysql, postgresql, udp/11211] from anywhere-ipv6'))).toEqual([
      "group 'web' opens mysql (tcp/3306), postgresql (tcp/5432) and memcached (udp/11211) to the internet (IPv6)",
    ]);
  });
});

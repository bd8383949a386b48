import { expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { expectSameMeaning, read } from './meaning.js';

/** A group whose members have both families, and one whose rules mean it by the ethertypes given (fact 24). */
const definition = (...ethertypes: readonly string[]) =>
  JSON.stringify({
    security_groups: [
      { id: 'web', name: 'web', security_group_rules: [] },
      {
        id: 'db',
        name: 'db',
        security_group_rules: ethertypes.map((ethertype) => ({
          direction: 'ingress',
          ethertype,
          protocol: 'tcp',
          port_range_min: 5432,
          port_range_max: 5432,
          remote_group_id: 'web',
        })),
      },
    ],
    ports: [port('p1', 'web', '10.0.0.1', '2001:db8::1'), port('p2', 'db', '10.0.0.2', '2001:db8::2')],
  });

const port = (id: string, group: string, ...addresses: readonly string[]) => ({
  id,
  security_groups: [group],
  fixed_ips: addresses.map((ip_address) => ({ ip_address })),
});

test.each(['native', 'aws'] as const)(
  '%s: a group peer of one family is written as addresses',
  async (format) => {
    const before = await read({ 'openstack.json': definition('IPv4') });
    const { value, diagnostics } = collect((report) =>
      convert(before.linked, { format, minimal: false }, report),
    );
    expect(diagnostics.map(({ code }) => code)).toContain('expanded-peer');
    expect(value!.text).toContain('10.0.0.1');
    expectSameMeaning(
      await read({ [format === 'aws' ? 'a.json' : 'a.yaml']: value!.text }),
      before,
      value!.text,
    );
  },
);

test.each(['native', 'aws'] as const)('%s: rules for both families are one reference', async (format) => {
  const before = await read({ 'openstack.json': definition('IPv4', 'IPv6') });
  const { value, diagnostics } = collect((report) =>
    convert(before.linked, { format, minimal: false }, report),
  );
  expect(diagnostics.map(({ code }) => code)).not.toContain('expanded-peer');
  expect(value!.text).toContain(format === 'aws' ? '"GroupId"' : 'from: group:web');
  expectSameMeaning(
    await read({ [format === 'aws' ? 'a.json' : 'a.yaml']: value!.text }),
    before,
    value!.text,
  );
});

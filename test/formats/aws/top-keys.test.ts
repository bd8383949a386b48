import { describe, expect, it } from 'vitest';
import { codesOf, expectDiagnostic, expectNothingSaid, group, reading } from './reading.js';

const groups = { SecurityGroups: [group('sg-1')] };
const recording = (data: object, more: object = {}): object => ({ status_code: 200, data, ...more });

describe('keys beside what is read', () => {
  it.each(['ResponseMetadata', '$metadata', 'Marker', 'NextMarker', 'IsTruncated'])(
    'are expected where tools write them: %s',
    (key) => {
      expectNothingSaid(reading({ 'g.json': { ...groups, [key]: {} } }));
      expectNothingSaid(reading({ 'g.json': recording({ ...groups, [key]: {} }) }));
    },
  );

  it('that are not known are ignored with a warning, and never in silence', () => {
    const read = reading({ 'g.json': { ...groups, securityGroupRules: [], Resources: {} } });
    expect(codesOf(read)).toEqual(['ignored-value', 'ignored-value']);
    expect(read.diagnostics.map(({ message }) => message)).toEqual([
      "'securityGroupRules' is not a known part of an AWS export; ignored",
      "'Resources' is not a known part of an AWS export; ignored",
    ]);
    expect(read.diagnostics[0]!.suggestion).toBe("did you mean 'SecurityGroupRules'?");
    expect(read.definition.groups).toHaveLength(1);
  });

  it('point at the key', () => {
    expectDiagnostic(reading({ 'g.json': { Resources: {}, ...groups } }), 'ignored-value', '"Resources"');
    expectDiagnostic(
      reading({ 'g.json': recording({ Resources: {}, ...groups }) }),
      'ignored-value',
      '"Resources"',
    );
  });

  it('that a firewall does not need are each told', () => {
    const read = reading({ 'g.json': { Images: [], ...groups, RouteTables: [] } });
    expect(read.diagnostics.map(({ message }) => message)).toEqual([
      "'Images' is not part of a firewall; ignored",
      "'RouteTables' is not part of a firewall; ignored",
    ]);
  });

  it('of a recording are told, though they look like an output', () => {
    const read = reading({ 'g.json': recording(groups, { SecurityGroups: [group('sg-2')] }) });
    expectDiagnostic(read, 'ignored-value', '"SecurityGroups"', 'recording');
    expect(read.definition.groups.map(({ id }) => id)).toEqual(['sg-1']);
  });
});

import { describe, expect, it } from 'vitest';
import { attachedTo, eni, groups, interfaces } from './hosts.js';
import { codesOf, expectDiagnostic, expectNothingSaid, interfaceOf, reading } from './reading.js';

describe('names of devices', () => {
  const files = {
    'n.json': interfaces(
      eni('eni-0abc', '10.0.0.1', ['sg-1'], attachedTo('i-1', 0)),
      eni('eni-0def', '10.0.1.1', ['sg-1'], attachedTo('i-1', 1)),
    ),
    'g.json': groups,
  };

  it('come from the options only', () => {
    const read = reading(files, { 'eni-0abc': 'ens5' });
    expectNothingSaid(read);
    expect(interfaceOf(read, 'eni-0abc').device).toBe('ens5');
    expect(interfaceOf(read, 'eni-0def')).not.toHaveProperty('device');
  });

  it('have to be of an interface that is there', () => {
    const read = reading(files, { 'eni-0abd': 'ens5' });
    expect(codesOf(read)).toEqual(['unknown-interface']);
    expect(read.diagnostics[0]!.suggestion).toBe("did you mean 'eni-0abc'?");
  });

  it.each(['eth*', 'eth 0', 'eth0@if3', 'a-name-of-16-cha', '..', ''])('cannot be %j', (name) => {
    expect(codesOf(reading(files, { 'eni-0abc': name }))).toEqual(['invalid-device']);
  });

  it('are of one interface of a host each', () => {
    const read = reading(files, { 'eni-0abc': 'ens5', 'eni-0def': 'ens5' });
    expectDiagnostic(read, 'invalid-device', '"eni-0def"', "both 'eni-0abc' and 'eni-0def'");
  });
});

import { describe, expect, it } from 'vitest';
import {
  codesOf,
  expectDiagnostic,
  ingressOf,
  reading,
  readingOfPlay,
  readingOfTasks,
  task,
} from './reading.js';

const open = task({ name: 'open', rules: [{ ports: 22, cidr_ip: '0.0.0.0/0' }] });
const closed = task({ rules: [{ ports: 22, cidr_ip: '10.0.0.0/8' }] });

describe('a task that is run only at times lets nothing through', () => {
  it('after a failure', () => {
    const found = readingOfTasks({ block: [closed], rescue: [open] });
    expect(ingressOf(found, 'web')).toEqual(['tcp/22 10.0.0.0/8']);
    expect(ingressOf(found, 'open')).toEqual([]);
    expectDiagnostic(found, 'unknown-value', /^\[/, 'depends on whether a task of the block fails');
  });

  it('within a block after a failure', () => {
    const found = readingOfTasks({ block: [closed], rescue: [{ block: [open] }] });
    expect(ingressOf(found, 'open')).toEqual([]);
  });

  it('when it is notified', () => {
    const found = readingOfPlay({}, [closed], {}, { handlers: [open] });
    expect(ingressOf(found, 'web')).toEqual(['tcp/22 10.0.0.0/8']);
    expect(ingressOf(found, 'open')).toEqual([]);
    expectDiagnostic(found, 'unknown-value', /^\[/, 'notifies');
  });

  it.each([true, 'yes', '{{ dry }}'])('in check mode: %j', (check_mode) => {
    const found = readingOfTasks({ ...open, check_mode });
    expect(ingressOf(found, 'open')).toEqual([]);
    expect(codesOf(found)).toEqual(['unknown-value']);
  });

  it('but in whatever case always', () => {
    const found = readingOfTasks({ block: [closed], always: [open], check_mode: false });
    expect(ingressOf(found, 'open')).toEqual(['tcp/22 anywhere-ipv4']);
    expect(codesOf(found)).toEqual([]);
  });
});

it.each([
  ['action', { module: 'ec2_group', name: 'web' }],
  ['action', { module: 'amazon.aws.ec2_security_group', name: 'web' }],
  ['local_action', 'ec2_group name=web'],
])('a group that is made by %s is not left out without a word', (key, value) => {
  const found = reading({ 'play.json': [{ hosts: 'all', tasks: [closed, { [key]: value }] }] });
  expectDiagnostic(found, 'ignored-value', /./, 'the group is left out');
});

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
])('a group that is made or changed by %s is refused', (key, value) => {
  const found = reading({ 'play.json': [{ hosts: 'all', tasks: [closed, { [key]: value }] }] });
  expectDiagnostic(found, 'wrong-type', /./, 'the group would be left as it was');
});

describe('a task behind one that ends the play', () => {
  it.each([
    { meta: 'end_play' },
    { 'ansible.builtin.meta': 'end_host', when: 'gone' },
    { block: [{ meta: 'end_batch' }] },
    { action: 'meta end_play' },
    { fail: { msg: 'stop' } },
  ])('may not run: %j', (end) => {
    const found = readingOfTasks(closed, end, open, task({ rules: [{ ports: 22, cidr_ip: '0.0.0.0/0' }] }));
    expect(ingressOf(found, 'open')).toEqual([]);
    expect(ingressOf(found, 'web')).toEqual([]);
    expectDiagnostic(readingOfTasks(end, open), 'unknown-value', /./, 'which may end the play');
  });

  it('runs where it is of another play, or where nothing ends', () => {
    const first = { hosts: 'a', tasks: [{ meta: 'end_play' }] };
    const second = { hosts: 'a', tasks: [{ meta: 'flush_handlers' }, { fail: {}, when: 'gone' }, open] };
    expect(ingressOf(reading({ 'a.json': [first, second] }), 'open')).toEqual(['tcp/22 anywhere-ipv4']);
  });
});

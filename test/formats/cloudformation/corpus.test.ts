import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../aws/reading.js';
import { type Parameters, reading, said } from './reading.js';

const corpus = process.env.SECGROUP_CORPUS ?? '';

function readingOf(name: string, parameters: Parameters = {}): Reading {
  return reading(readFileSync(path.join(corpus, 'cloudformation', name), 'utf8'), parameters);
}

/** Groups, each with the number of its ingress and egress rules, and hosts, each with what it carries. */
function counts({ definition: { groups, hosts } }: Reading): object {
  return {
    groups: Object.fromEntries(
      groups.map(({ id, ingress, egress }) => [id, [ingress.length, egress.length]]),
    ),
    hosts: Object.fromEntries(
      hosts.map(({ id, interfaces }) => [
        id,
        interfaces.flatMap(({ groups: own }) => own.map((one) => one.reference)),
      ]),
    ),
  };
}

describe.skipIf(corpus === '')('real templates', () => {
  it('of a file system that is shared', () => {
    const read = readingOf('awscfn-efs_with_automount_to_ec2.yaml');
    expect(counts(read)).toEqual({
      groups: { InstanceSecurityGroup: [2, 1], ELBSecurityGroup: [2, 1], EFSSecurityGroup: [1, 1] },
      hosts: {},
    });
    // The load balancer and the launch configuration that carry groups which rules mean.
    expect(said(read)).toEqual([
      'unknown-value !Ref ELBSecurityGroup',
      'unknown-value !GetAtt InstanceSecurityGroup.GroupId',
    ]);
  });

  it('of a private network', () => {
    const read = readingOf('awscfn-private-vpc.yaml');
    expect(counts(read)).toEqual({
      groups: {
        FargateContainerSecurityGroup: [3, 1],
        PublicLoadBalancerSG: [1, 1],
        PrivateLoadBalancerSG: [1, 1],
      },
      hosts: {},
    });
    expect(said(read)).toEqual([
      'unknown-value !Ref PublicLoadBalancerSG',
      'unknown-value !Ref PrivateLoadBalancerSG',
    ]);
  });

  const nist = {
    groups: {
      rSecurityGroupApp: [1, 2],
      rSecurityGroupAppInstance: [3, 1],
      rSecurityGroupRDS: [1, 1],
      rSecurityGroupWeb: [1, 1],
      rSecurityGroupWebInstance: [3, 1],
    },
    hosts: { rPostProcInstance: ['rSecurityGroupAppInstance'] },
  };

  it('of an application, without values for its parameters', () => {
    const read = readingOf('cfnlint-nist_application.yaml');
    expect(counts(read)).toEqual(nist);
    expect(said(read)).toEqual([
      'unknown-value pProductionCIDR',
      'unknown-value pProductionCIDR',
      'unknown-value pProductionCIDR',
      'unknown-value pManagementCIDR',
      'unknown-value pProductionCIDR',
      'unknown-value pProductionCIDR',
      'unknown-value pManagementCIDR',
      'unknown-value Ref: rSecurityGroupAppInstance',
    ]);
  });

  it('of an application, with values for them', () => {
    const given = { pProductionCIDR: '10.100.0.0/16', pManagementCIDR: '10.10.0.0/16' };
    const read = readingOf('cfnlint-nist_application.yaml', given);
    expect(counts(read)).toEqual(nist);
    expect(said(read)).toEqual(['unknown-value Ref: rSecurityGroupAppInstance']);
  });
});

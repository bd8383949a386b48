import { expect } from 'vitest';
import type { Definition } from '../../../src/definition/model.js';
import { collect } from '../../../src/diagnostics/diagnostic.js';
import type { TextFile } from '../../../src/document/file.js';
import { readDocument } from '../../../src/document/read.js';
import { templateYaml } from '../../../src/formats/cloudformation/dialect.js';
import { readCloudFormation } from '../../../src/formats/cloudformation/index.js';
import { egressOf, type Reading, textOf } from '../aws/reading.js';

export type Parameters = Readonly<Record<string, string>>;

/** Reads one template, given as an object, or as a text of YAML. */
export function reading(template: object | string, parameters: Parameters = {}): Reading {
  const file =
    typeof template === 'string'
      ? fileOf('template.yaml', template)
      : fileOf('template.json', JSON.stringify(template, null, 1));
  let definition: Definition | undefined;
  const { diagnostics } = collect((report) => {
    const document = readDocument(file, report, templateYaml);
    const documents = document === undefined ? [] : [document];
    definition = readCloudFormation(documents, new Map(Object.entries(parameters)), report);
    return definition;
  });
  return { definition: definition!, diagnostics };
}

export function fileOf(name: string, text: string): TextFile {
  return { name, text, digest: '' };
}

/** A template with these resources, and whatever else it has. */
export function template(resources: object, more: object = {}): object {
  return { AWSTemplateFormatVersion: '2010-09-09', ...more, Resources: resources };
}

export function group(properties: object = {}, more: object = {}): object {
  return {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: { GroupDescription: 'a group', ...properties },
    ...more,
  };
}

/** Resources with one group `Web`, which has one ingress rule. */
export function webWith(rule: object): object {
  return { Web: group({ SecurityGroupIngress: [rule] }) };
}

/** Reads one ingress rule for tcp/80 whose CidrIp is the value given. */
export function cidrOf(value: unknown, more: object = {}, parameters: Parameters = {}): Reading {
  const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: value };
  return reading(template(webWith(rule), more), parameters);
}

/** What is said, each with the text it points at. */
export function said({ diagnostics }: Reading): readonly string[] {
  return diagnostics.map(({ code, span }) => `${code} ${textOf(span!)}`.trim());
}

export const everythingOut = ['all anywhere-ipv4+ipv6'];

/** Nothing may leave the group `Web`, and nothing may enter. */
export function expectClosed(read: Reading, id = 'Web'): void {
  const found = read.definition.groups.find((one) => one.id === id);
  expect(found?.ingress ?? []).toEqual([]);
  if (found) expect(egressOf(read, id)).toEqual([]);
}

/** Reads a group `Web` with these rules of ingress, beside a group `Db` that they may name. */
export function rules(...ingress: readonly object[]): Reading {
  return reading(template({ Web: group({ SecurityGroupIngress: ingress }), Db: group() }));
}

export const anywhere = { CidrIp: '0.0.0.0/0' };

/** The part of Terraform's language that definitions are written in, as plain data. */
export type Value = string | number | boolean | Reference | ListValue | MapValue;

/** The attribute of a resource, or a variable: `aws_security_group.web.id`, `var.vpc_id`. */
export interface Reference {
  readonly kind: 'reference';
  readonly path: string;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export interface MapValue {
  readonly kind: 'map';
  readonly entries: readonly (readonly [key: string, value: Value])[];
}

export interface Attribute {
  readonly kind: 'attribute';
  readonly name: string;
  readonly value: Value;
}

export interface Block {
  readonly kind: 'block';
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: readonly (Attribute | Block)[];
}

export function reference(...path: readonly string[]): Reference {
  return { kind: 'reference', path: path.join('.') };
}

export function list(items: readonly Value[]): ListValue {
  return { kind: 'list', items };
}

export function attribute(name: string, value: Value): Attribute {
  return { kind: 'attribute', name, value };
}

/** The attribute, if there is a value for it. */
export function optional(name: string, value: Value | undefined): readonly Attribute[] {
  return value === undefined ? [] : [attribute(name, value)];
}

export function block(type: string, labels: readonly string[], body: Block['body']): Block {
  return { kind: 'block', type, labels, body };
}

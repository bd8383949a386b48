import { Scalar } from 'yaml';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { formatTitles } from '../written-formats.js';

/** `!Ref` of a parameter or resource. */
export function reference(logicalId: string): Scalar {
  return tagged('!Ref', logicalId);
}

/** `!GetAtt` of a resource's attribute. */
export function attribute(logicalId: string, name: string): Scalar {
  return tagged('!GetAtt', `${logicalId}.${name}`);
}

function tagged(tag: string, value: string): Scalar {
  const scalar = new Scalar(value);
  scalar.tag = tag;
  return scalar;
}

/** A text of the definition. CloudFormation would replace a dynamic reference in it by what that means, a secret say. */
export function literal(text: string, span: Span, report: Report): Scalar {
  if (/\{\{resolve:/i.test(text)) {
    const problem = `'${text}' would be taken for a dynamic reference`;
    report('not-expressible', span, { target: formatTitles.cloudformation, problem });
  }
  return new Scalar(text);
}

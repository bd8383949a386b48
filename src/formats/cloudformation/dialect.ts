import type { Path } from '../../diagnostics/source.js';
import type { Dialect } from '../../document/dialect.js';
import { olderScalar } from '../../document/yaml-1.1.js';
import { isFields } from '../shared/item.js';
import { unknown } from '../shared/unknown.js';
import { isRead } from './kinds.js';

/**
 * Scalars that readers of YAML 1.1 do not agree about, and of which nobody has said what CloudFormation makes: `y`, numbers
 * with a zero before an 8 or 9, powers without a point, digits to the base 60, and what is not a number.
 */
const DISPUTED =
  /^(?:[yYnN]|=|[-+]?0[0-9_]*[89][0-9_]*|[-+]?[0-9][0-9_.]*[eE][-+]?[0-9]+|[-+]?[0-9][0-9_]*(?::[0-9.]+)+|[-+]?\.(?:inf|nan))$/i;

function scalar(written: string): unknown {
  if (!DISPUTED.test(written)) return olderScalar(written);
  return unknown('is read differently by different YAML 1.1 parsers', `write "${written}"`);
}

/** Templates are YAML 1.1, by AWS's pages and by what people have seen: `no` is false, and `0443` is 291. */
export const templateYaml: Dialect = {
  strict: false,
  older: { tool: 'CloudFormation', scalar },
  isUsed,
};

const sections = ['Parameters', 'Conditions', 'Mappings'];

/** What only people read may be anything. */
const FREE = /^(?:Description|GroupDescription|ConstraintDescription|Tags)$/;

function isUsed(path: Path, template: unknown): boolean {
  const [section, id] = path;
  if (path.some((step) => typeof step === 'string' && FREE.test(step))) return false;
  if (section !== 'Resources') return sections.some((one) => one === section);
  const resources = isFields(template) && isFields(template.Resources) ? template.Resources : {};
  const resource = resources[String(id)];
  return isFields(resource) && isRead(resource.Type);
}

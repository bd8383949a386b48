import type { Path } from '../../diagnostics/source.js';
import type { Dialect } from '../../document/dialect.js';
import { isFields } from '../shared/item.js';
import { pyYaml } from '../shared/pyyaml.js';

/** Heat and the command line read and write YAML as PyYAML does. */
export const openstackYaml: Dialect = { strict: false, older: pyYaml, isUsed };

const FREE = /^(?:description|name|tags|metadata|label)$/;
const TYPES = /^OS::(?:Neutron|Nova)::|^AWS::EC2::/;

function isUsed(path: Path, document: unknown): boolean {
  if (path.some((step) => typeof step === 'string' && FREE.test(step))) return false;
  const [section, id] = path;
  if (section !== 'resources' || !isFields(document) || !isFields(document.resources)) return true;
  const resource = document.resources[String(id)];
  return isFields(resource) && TYPES.test(String(resource.type));
}

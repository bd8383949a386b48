import type { Path } from '../../diagnostics/source.js';
import type { Dialect } from '../../document/dialect.js';
import { pyYaml } from '../shared/pyyaml.js';
import { unknown } from '../shared/unknown.js';
import { isAboutGroups } from './modules.js';

/** Ansible reads YAML as PyYAML does, with tags for what is encrypted and what holds no expressions. */
export const playYaml: Dialect = {
  strict: false,
  older: { ...pyYaml, tagged },
  isUsed,
};

function tagged(tag: string): unknown {
  if (tag === '!vault' || tag === '!vault-encrypted') return unknown('is encrypted');
  return tag === '!unsafe' ? unknown("is '!unsafe', which is not evaluated here") : undefined;
}

/** Where truths stand that no rule depends on, and which Ansible's own pages write as yes and no. */
const TRUTHS =
  /^(?:purge_\w+|validate_certs|become|gather_facts|no_log|run_once|ignore_errors|any_errors_fatal)$/;

function isUsed(path: Path): boolean {
  const names = path.map(String);
  if (names.some((name) => TRUTHS.test(name) || name === 'description' || name === 'rule_desc')) return false;
  return names.some(
    (name) => isAboutGroups(name) || /^(?:vars|when|loop|args|set_fact|with_\w+)$/.test(name),
  );
}

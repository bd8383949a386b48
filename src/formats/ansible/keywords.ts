import { Item } from '../shared/item.js';
import { checkKeys } from '../shared/known-keys.js';
import { isGroupModule } from './modules.js';

/** What may stand beside the module of a task, or beside the tasks of a block. */
const keywords: ReadonlySet<string> = new Set([
  ...[
    'name',
    'when',
    'vars',
    'tags',
    'register',
    'loop',
    'loop_control',
    'module_defaults',
    'args',
    'notify',
  ],
  ...[
    'block',
    'rescue',
    'always',
    'listen',
    'until',
    'retries',
    'delay',
    'async',
    'poll',
    'throttle',
    'timeout',
  ],
  ...['any_errors_fatal', 'become', 'become_exe', 'become_flags', 'become_method', 'become_user', 'run_once'],
  ...['changed_when', 'failed_when', 'check_mode', 'collections', 'connection', 'debugger', 'delegate_facts'],
  ...['delegate_to', 'diff', 'environment', 'ignore_errors', 'ignore_unreachable', 'no_log', 'port'],
  ...['remote_user'],
]);

/** A misspelt `when` would be a condition that is lost. */
export function checkKeywords(item: Item): boolean {
  const own = Object.entries(item.fields).filter(([key]) => !isGroupModule(key) && !key.startsWith('with_'));
  return checkKeys(new Item(Object.fromEntries(own), item.span, item.report), keywords, 'a task or block');
}

/** What a play may say, today and before. */
const ofPlays: ReadonlySet<string> = new Set([
  ...keywords,
  ...['hosts', 'tasks', 'pre_tasks', 'post_tasks', 'handlers', 'roles', 'vars_files', 'vars_prompt', 'user'],
  ...['gather_facts', 'gather_subset', 'gather_timeout', 'fact_path', 'force_handlers', 'serial', 'strategy'],
  ...['max_fail_percentage', 'order', 'validate_argspec', 'sudo', 'sudo_user', 'su', 'su_user', 'accelerate'],
]);

/** Under a misspelt `post_tasks`, tasks would be lost. */
export function checkPlay(item: Item): boolean {
  return checkKeys(item, ofPlays, 'a play');
}

/** What the module takes, and what every module of AWS does. */
const parameters: ReadonlySet<string> = new Set([
  ...['name', 'group_id', 'description', 'vpc_id', 'rules', 'rules_egress', 'egress_rules', 'state'],
  ...['purge_rules', 'purge_rules_egress', 'purge_egress_rules', 'tags', 'resource_tags', 'purge_tags'],
  ...['region', 'aws_region', 'ec2_region', 'profile', 'aws_profile', 'access_key', 'aws_access_key_id'],
  ...['aws_access_key', 'ec2_access_key', 'secret_key', 'aws_secret_access_key', 'aws_secret_key'],
  ...['ec2_secret_key', 'session_token', 'aws_session_token', 'security_token', 'aws_security_token'],
  ...['access_token', 'endpoint_url', 'aws_endpoint_url', 'ec2_url', 's3_url', 'validate_certs'],
  ...['aws_ca_bundle', 'aws_config', 'debug_botocore_endpoint_logs'],
]);

/** A misspelt `rules_egress` would let everything out. */
export function checkParameters(args: Item): boolean {
  return checkKeys(args, parameters, 'a security group');
}

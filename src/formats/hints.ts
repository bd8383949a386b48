import { IniInventory } from './ansible/ini-inventory.js';
import { commandBehind, wholeOutput } from './aws/queried.js';
import { type Fields, isFields } from './shared/item.js';

/** What a file is that is not read here, and what makes something of it that is. */
export interface Hint {
  readonly problem: string;
  readonly suggestion: string;
}

const SHOW = 'terraform plan -out=plan && terraform show -json plan > plan.json';
const EXPORT = 'aws ec2 describe-security-groups --output json > groups.json';

/** Known by the text, whether it can be read as YAML or JSON or not. */
const byText: readonly (Hint & { readonly is: (name: string, text: string) => boolean })[] = [
  {
    is: (name, text) =>
      /\.(tf|hcl|tofu)$/i.test(name) ||
      (!/\.(ya?ml|json)$/i.test(name) &&
        /^\s*(?:resource|data)\s+"[\w-]+"\s+"[\w-]+"\s*\{|^\s*(?:terraform|locals)\s*\{\s*$/m.test(text)),
    problem: 'this is Terraform configuration (HCL), which only Terraform can evaluate',
    suggestion: `use its plan: ${SHOW}`,
  },
  {
    is: (_, text) => /^\{"@level":/.test(text.trimStart()),
    problem: 'this is the log of `terraform plan -json`, not the plan',
    suggestion: `use the plan itself: ${SHOW}`,
  },
  {
    is: (name, text) => /\.csv$/i.test(name) || /^["']?Name["']?,["']?Security group rule ID/i.test(text),
    problem: 'this is CSV from the AWS console, which does not contain whole rules',
    suggestion: `use what the command line prints: ${EXPORT}`,
  },
  {
    is: (_, text) => /^(?:SECURITYGROUPS|IPPERMISSIONS|IPPERMISSIONSEGRESS|SECURITYGROUPRULES)\t/m.test(text),
    problem: 'this is `--output text` of the AWS command line',
    suggestion: `use JSON: ${EXPORT}`,
  },
  {
    is: (_, text) => isTemplateOfText(text),
    problem: 'this is a Jinja template, not yet what is made of it',
    suggestion: 'name the file that is made of it',
  },
  {
    is: (_, text) => /^[-+|][-+|= ]{10,}$/m.test(text) && /^\|/m.test(text),
    problem: 'this is a table for people (`--output table`)',
    suggestion: `use JSON: ${EXPORT}, or -f json for OpenStack`,
  },
];

/** Whether a text has statements of Jinja on lines of their own, from which other files are made. */
export function isTemplateOfText(text: string): boolean {
  return /^[ \t]*\{%-?[ \t]*(?:if|for|set|block|macro|import|include|extends|raw)\b/m.test(text);
}

interface KnownByKeys extends Hint {
  readonly is: (value: Fields) => boolean;
}

/** Known by a key that stands in nothing else. */
const strangers: readonly KnownByKeys[] = [
  {
    is: (value) => 'openapi' in value || 'swagger' in value,
    problem: 'this describes an API (OpenAPI), which says nothing of security groups',
    suggestion: 'leave it out',
  },
  {
    is: ({ $schema }) => typeof $schema === 'string' && $schema.includes('json-schema.org'),
    problem: 'this is a JSON Schema: it says what files look like, and is none of them',
    suggestion: 'leave it out',
  },
  {
    is: (value) => 'provider_schemas' in value,
    problem: 'this is what `terraform providers schema` prints, not a plan or state',
    suggestion: `give a plan: ${SHOW}`,
  },
];

/** Known by keys of the whole. */
const byKeys: readonly KnownByKeys[] = [
  ...strangers,
  {
    is: (value) => 'runtime' in value && 'name' in value,
    problem: 'this is a Pulumi project, whose values only Pulumi can evaluate',
    suggestion: 'deploy it, and use what AWS then has: aws ec2 describe-security-groups',
  },
  {
    is: (value) =>
      isFields(value.resource) ||
      ('terraform' in value && ['provider', 'module', 'data'].some((key) => key in value)),
    problem:
      'this is Terraform configuration in JSON (as CDKTF writes it), which only Terraform can evaluate',
    suggestion: `use its plan: ${SHOW}`,
  },
  {
    is: (value) =>
      'service' in value && ('resources' in value || 'provider' in value || 'functions' in value),
    problem: 'this is a service of the Serverless Framework',
    suggestion:
      'use the template that `serverless package` makes: .serverless/cloudformation-template-update-stack.json',
  },
  {
    is: (value) => 'Parameters' in value || 'Outputs' in value || 'Mappings' in value,
    problem: "this CloudFormation template has no 'Resources'",
    suggestion: 'name a template that has some',
  },
  {
    is: (value) => 'artifacts' in value || /^tree-/.test(String(value.version)),
    problem: 'this is a CDK file about its templates, not one of them',
    suggestion: 'name cdk.out itself, or its *.template.json',
  },
  {
    is: (value) => 'apiVersion' in value && 'kind' in value,
    problem: 'this is a Kubernetes manifest, which contains no security groups',
    suggestion: 'leave it out',
  },
  {
    is: ({ services }) =>
      isFields(services) &&
      Object.values(services).some((one) => isFields(one) && ('image' in one || 'build' in one)),
    problem: 'this is a Docker Compose file, which contains no security groups',
    suggestion: 'leave it out',
  },
];

/** Whether a document says itself that it is of something else, whatever keys it has besides: an API has `servers` too. */
export function isStranger(value: unknown): boolean {
  return isFields(value) && strangers.some(({ is }) => is(value));
}

/** Tasks and plays of Ansible are lists of mappings whose keys are words of its own. */
const ANSIBLE = [
  'hosts',
  'tasks',
  'roles',
  'import_playbook',
  'block',
  'when',
  'register',
  'include_tasks',
  'vars',
];

function isPlayOrTask(value: unknown): boolean {
  return (
    isFields(value) &&
    ('name' in value || 'hosts' in value || 'import_playbook' in value) &&
    ANSIBLE.some((key) => key in value)
  );
}

const tasks: Hint = {
  problem: 'these are plays or tasks of Ansible, and none of them makes a security group',
  suggestion: 'name the file that does, or the folder of the role or project',
};

const inventory: Hint = {
  problem: 'this is an inventory of Ansible, which makes no security groups',
  suggestion: 'name the plays or tasks that do as well, or the folder of the project',
};

/** What a file is that nothing here reads; nothing if that is not known. */
export function hintFor(name: string, text: string, value?: unknown): Hint | undefined {
  if (Array.isArray(value) && value.some(isPlayOrTask)) return tasks;
  if (value instanceof IniInventory) return inventory;
  const found = isFields(value) ? byKeys.find(({ is }) => is(value)) : undefined;
  return found ?? byText.find(({ is }) => is(name, text)) ?? partOfAws(value);
}

/** What `--query` has taken apart still has ids. */
function partOfAws(value: unknown): Hint | undefined {
  const command = commandBehind(value);
  const problem = 'this contains AWS ids, but is not what the describe commands print';
  return command === undefined ? undefined : { problem, suggestion: wholeOutput(command) };
}

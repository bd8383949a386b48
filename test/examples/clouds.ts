import { type Example, examples } from './examples.js';
import type { Known } from './plan.js';

/** An example of which the groups, rules and lists stand in the files of a cloud. */
export interface CloudExample {
  readonly name: string;
  /** What it is compared with. */
  readonly example: Example;
  /** The folders with the plan and the template; hosts that no cloud has stand beside them. */
  readonly folder: string;
  readonly hostFiles: readonly string[];
  /** What its plan is made of; absent where another example has made it. */
  readonly plan?: Known;
  readonly parameters?: Readonly<Record<string, string>>;
  /** How the template calls hosts and interfaces that an account knows by ids: ids are given when a stack is made. */
  readonly logicalIds?: Readonly<Record<string, string>>;
  /** Warnings that are said in other words of the template. Absent: those of the example. */
  readonly templateWarnings?: readonly string[];
}

const network = { vpc_id: 'vpc-0c5d1e7a9b3f40216' };
const parameters = { VpcId: network.vpc_id };

const written = (name: string): Example => examples.find((one) => one.name === name)!;

function ofGroups(name: string): CloudExample {
  const folder = `examples/clouds/${name}`;
  const plan = { variables: network, ids: {} };
  return { name, example: written(name), folder, hostFiles: [`${folder}/hosts.yaml`], plan, parameters };
}

/** The account of examples/aws, in which everything exists. */
const ids = {
  'aws_ec2_managed_prefix_list.office': 'pl-0e4f7a2b9c6d13850',
  'aws_ec2_managed_prefix_list.s3': 'pl-0123a4567b8901c23',
  'aws_security_group.web': 'sg-0a1f6c3b52d9e8471',
  'aws_security_group.administration': 'sg-0b7e94d2c18f3a605',
  'aws_security_group.metrics': 'sg-0c3d85a1e7f2496b0',
  'aws_security_group.db': 'sg-0d92b4f6a3c7e1580',
  'aws_network_interface.web_1_front': 'eni-0a11b22c33d44e551',
  'aws_network_interface.web_1_metrics': 'eni-0a66b77c88d99e002',
  'aws_network_interface.db_1': 'eni-0b12c23d34e45f563',
  'aws_network_interface.function': 'eni-0c98b87a76f65e544',
  'aws_instance.web_1': 'i-0f1a2b3c4d5e6f708',
  'aws_instance.db_1': 'i-0e9d8c7b6a5f4e302',
};

const account = {
  folder: 'examples/clouds/aws',
  parameters: {
    ...parameters,
    'AWS::AccountId': '123456789012',
    SubnetId: 'subnet-0a5b1c6d2e7f38490',
    ImageId: 'ami-0a1b2c3d4e5f60718',
  },
  logicalIds: {
    'i-0f1a2b3c4d5e6f708': 'Web1Instance',
    'i-0e9d8c7b6a5f4e302': 'Db1Instance',
    'eni-0c98b87a76f65e544': 'Thumbnail',
    'eni-0a11b22c33d44e551': 'WebPublic',
    'eni-0a66b77c88d99e002': 'WebMetric',
    'eni-0b12c23d34e45f563': 'DbPrimary',
  },
  templateWarnings: [
    'unknown-value: the group that this rule names is in another account (210987654321): unknown values match nothing',
  ],
};

export const cloudExamples: readonly CloudExample[] = [
  ...['web-server', 'three-tier', 'ipv6-only', 'many-groups', 'restricted-egress', 'early-drop'].map(
    ofGroups,
  ),
  {
    ...ofGroups('provisioning'),
    plan: { variables: { ...network, administrator: '198.51.100.23/32' }, ids: {} },
    parameters: { ...parameters, Administrator: '198.51.100.23/32' },
  },
  {
    name: 'aws',
    example: written('aws'),
    hostFiles: [],
    ...account,
    plan: {
      variables: {
        ...network,
        subnet_id: 'subnet-0a5b1c6d2e7f38490',
        ami: 'ami-0a1b2c3d4e5f60718',
        instance_type: 't3.micro',
      },
      ids,
    },
  },
  {
    name: 'aws-inventory',
    example: written('aws-inventory'),
    hostFiles: ['examples/clouds/aws-inventory/hosts.yaml'],
    ...account,
  },
];

/** Every configuration in examples/ that a plan is made of, by folder. */
export const configurations: ReadonlyMap<string, Known> = new Map([
  ...cloudExamples.flatMap(({ folder, plan }) => (plan ? [[folder, plan] as const] : [])),
  [
    'examples/terraform-plan',
    {
      variables: { ...network, subnet_id: account.parameters.SubnetId, ami: account.parameters.ImageId },
      ids: {},
    },
  ],
]);

/** What a definition can be converted to. */
export const formats = ['native', 'aws', 'terraform', 'cloudformation', 'openstack'] as const;

export type Format = (typeof formats)[number];

/** What each format is called in diagnostics. */
export const formatTitles: Readonly<Record<Format, string>> = {
  native: 'the native language',
  aws: 'AWS',
  terraform: 'Terraform',
  cloudformation: 'CloudFormation',
  openstack: 'OpenStack',
};

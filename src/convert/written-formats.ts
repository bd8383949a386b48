/** What a definition can be converted to. */
export const writtenFormats = ['native', 'aws', 'terraform', 'cloudformation', 'openstack'] as const;

export type WrittenFormat = (typeof writtenFormats)[number];

/** What each format is called in diagnostics. */
export const formatTitles: Readonly<Record<WrittenFormat, string>> = {
  native: 'the native language',
  aws: 'AWS',
  terraform: 'Terraform',
  cloudformation: 'CloudFormation',
  openstack: 'OpenStack',
};

import { ansible } from './ansible/index.js';
import { aws } from './aws/index.js';
import { cloudFormation } from './cloudformation/index.js';
import type { Format, FormatName } from './format.js';
import { native } from './native/index.js';
import { openstack } from './openstack/index.js';
import { terraform } from './terraform/index.js';

/** The reader of every format. */
export const formats: { readonly [Name in FormatName]: Format } = {
  native,
  aws,
  terraform,
  cloudformation: cloudFormation,
  openstack,
  ansible,
};

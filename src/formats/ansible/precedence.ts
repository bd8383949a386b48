/**
 * How strong the places are that variables are set in, as Ansible documents it: of two, the one with the larger number holds.
 * The numbers tell the order and nothing else.
 */
export const strength = {
  defaults: 0,
  inventory: 1,
  play: 2,
  prompts: 3,
  files: 4,
  role: 5,
  task: 6,
  includedVariables: 7,
  facts: 8,
  parameters: 9,
  given: 10,
  loop: 11,
} as const;

export type Strength = (typeof strength)[keyof typeof strength];

/** Variables that Ansible sets itself, whatever else says. */
export function isOfAnsible(name: string): boolean {
  return /^(?:ansible_|hostvars$|groups$|group_names$|inventory_|play_hosts$|playbook_dir$|role_names?$|role_path$|vars$|environment$|omit$)/.test(
    name,
  );
}

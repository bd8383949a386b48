import { createHash } from 'node:crypto';
import { backendOf } from '../backend/registry.js';
import { renderTemplate } from '../target/templates.js';
import type { HostFile } from './host-file.js';
import { FOLDER, hostFiles, type ProvisionInput, plain } from './provision.js';

/** Where the machine has the rules that it is to have. */
const NEXT = `${FOLDER}/next`;

/** A role for Ansible; paths are those within its folder. */
export interface Role {
  readonly files: readonly HostFile[];
  readonly hosts: readonly RoleHost[];
}

export interface RoleHost {
  readonly host: string;
  /** Where the host has the script that was confirmed. */
  readonly path: string;
  readonly files: readonly HostFile[];
}

/** No text of a definition stands in what Ansible reads: scripts are files, which it copies as they are. */
export function ansibleRole(generator: string, inputs: readonly ProvisionInput[]): Role {
  const context = { generator, hosts: inputs.map(({ host }) => host) };
  const file = (path: string, name: string) => ({
    path,
    mode: 0o644,
    text: renderTemplate(`provision/ansible/${name}.njk`, context),
  });
  return {
    files: [
      file('/defaults/main.yml', 'defaults'),
      file('/handlers/main.yml', 'handlers'),
      file('/meta/main.yml', 'meta'),
      file('/tasks/boot.yml', 'boot'),
      file('/tasks/change.yml', 'change'),
      file('/tasks/main.yml', 'tasks'),
      file('/vars/main.yml', 'vars'),
    ],
    hosts: inputs.map((input) => ({ host: input.host, path: input.path, files: filesOf(input) })),
  };
}

/** `change/` is what a change needs, and `boot/` what a boot does; there, files lie as on the host's disk. */
function filesOf(input: ProvisionInput): readonly HostFile[] {
  const { script, target, xtables } = input;
  if (script === undefined) throw new Error('a role needs the scripts of its hosts');
  const trial = backendOf(target).kernel.trial;
  const digest = createHash('sha256').update(script).digest('hex');
  const change = renderTemplate('provision/change.njk', {
    ...plain(input),
    path: input.path,
    next: NEXT,
    functions: trial.functions(xtables),
  });
  const folder = `/files/${input.host}`;
  return [
    { path: `${folder}/change/change.sh`, mode: 0o755, text: change },
    { path: `${folder}/change/next/script`, mode: 0o755, text: script },
    {
      path: `${folder}/change/next/staged`,
      mode: 0o755,
      text: `# ${digest}\n${trial.staged(script)}# end\n`,
    },
    ...hostFiles({ ...input, script: undefined }).map((file) => ({
      ...file,
      path: `${folder}/boot${file.path}`,
    })),
  ];
}

import { expect, it } from 'vitest';
import { isInstalled } from '../../../src/machine/programs.js';
import { secgroup } from '../../support/cli.js';
import { withFiles } from '../../support/definition.js';
import { isWhole } from '../../support/sample.js';
import { definition, describeBoot } from './machine.js';
import { up, withMachine } from './passing.js';

const PLAY = 'cd /opt/play && LC_ALL=C.UTF-8 ansible-playbook -i dut, -c local play.yml';

/** The role and a play that uses it, as files of the machine. */
function roleFiles(): Promise<Readonly<Record<string, string>>> {
  return withFiles(definition, async (folder) => {
    const { stdout } = await secgroup('provision', 'ansible', `${folder}/d.yaml`, '--json');
    const { files, hosts } = JSON.parse(stdout);
    const all: readonly { path: string; text: string }[] = [...files, ...hosts[0].files];
    return {
      ...Object.fromEntries(all.map(({ path, text }) => [`/opt/play/roles/firewall${path}`, text])),
      '/opt/play/play.yml': '- hosts: all\n  roles: [firewall]\n',
    };
  });
}

describeBoot('a machine that Ansible gives its firewall', () => {
  it.skipIf(!isWhole || !isInstalled('ansible-playbook'))('loads it at boot from then on', async () => {
    // It has user-data that nobody reads, so there is nothing of ours.
    await withMachine({ withUserData: true, files: await roleFiles() }, async (machine) => {
      expect(await up(machine)).toBe('running');
      expect((await machine.run('nft list tables')).printed).toBe('');
      const first = await machine.run(PLAY);
      expect(first, first.printed).toMatchObject({ status: 0 });
      expect((await machine.run('systemctl is-enabled secgroup')).printed).toBe('enabled');
      expect((await machine.run('systemctl is-active secgroup')).printed).toBe('active');
      const { printed } = await machine.run(PLAY);
      expect(printed).toContain(' changed=0 ');
      // As a boot does, or another firewall.
      await machine.run('nft flush ruleset; systemctl restart secgroup');
      expect((await machine.run('sh /etc/secgroup/change.sh state')).printed).toBe('confirmed');
      await machine.run('systemctl disable secgroup');
      expect((await machine.run(`${PLAY} --check`)).printed).toContain(' changed=1 ');
    });
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { isWhole } from '../../support/sample.js';
import { describeBoot, diskWith } from './machine.js';
import { up, withMachine } from './passing.js';

/** Finds its user-data on the disk, and leaves the network alone. */
const CONFIG = `datasource_list: [NoCloud]
network: { config: disabled }
cloud_init_modules: [bootcmd, write-files]
cloud_config_modules: [runcmd]
cloud_final_modules: [scripts-user]
`;

/** Says when services may start, which answer to the network. */
const SERVICE = `[Unit]
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'nft list tables >/run/when-services-start; cp /run/9999 /run/passed-before'
[Install]
WantedBy=multi-user.target
`;

/** Packages are fetched, which takes long: `npm run test:whole` does. */
if (isWhole)
  describeBoot('a machine that finds user-data when it boots first', () => {
    let installed: Awaited<ReturnType<typeof diskWith>>;
    beforeAll(async () => {
      installed = await diskWith(['cloud-init']);
    });
    afterAll(() => installed.remove());

    it('is filtered before services start', async () => {
      const boot = {
        disk: installed.disk,
        withUserData: true,
        enable: ['cloud-init-local', 'cloud-init', 'cloud-config', 'cloud-final', 'service'],
        files: {
          '/etc/cloud/cloud.cfg': CONFIG,
          '/etc/systemd/system/service.service': SERVICE,
          // As its generator does where it finds a source, and as it is ordered beside what brings networks up.
          '/etc/systemd/system/multi-user.target.d/cloud-init.conf': '[Unit]\nWants=cloud-init.target\n',
          '/etc/systemd/system/lan.service.d/cloud-init.conf': '[Unit]\nBefore=cloud-init.service\n',
        },
      };
      await withMachine(boot, async (machine) => {
        expect(await up(machine)).toBe('running');
        if (process.env.SECGROUP_FLOOD)
          console.log(
            (await machine.run('systemd-analyze critical-chain secgroup.service lan.service')).printed,
          );
        expect((await machine.run('cat /run/when-services-start')).printed).toContain('table inet secgroup');
        expect((await machine.run('systemctl is-enabled secgroup')).printed).toBe('enabled');
        expect((await machine.run('systemctl is-active secgroup')).printed).toBe('active');
        const { refused } = await machine.passed();
        expect(refused).toBe(Number((await machine.run('cat /run/passed-before')).printed));
      });
    });
  });
else it.todo('a machine that finds user-data: npm run test:whole');

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { targets } from '../../../src/target/target.js';
import { isWhole } from '../../support/sample.js';
import { describeBoot, diskWith } from './machine.js';
import { passing, up, withMachine } from './passing.js';

/** Other firewalls as somebody may have them, but for what they refuse: they let everything pass, so that nothing but ours refuses. */
const others = [
  {
    service: 'ufw',
    packages: ['ufw'],
    changes: ['restart', 'stop', 'start'],
    files: {
      '/etc/ufw/ufw.conf': 'ENABLED=yes\nLOGLEVEL=off\n',
      '/etc/default/ufw': `IPV6=yes
DEFAULT_INPUT_POLICY="ACCEPT"
DEFAULT_OUTPUT_POLICY="ACCEPT"
DEFAULT_FORWARD_POLICY="ACCEPT"
DEFAULT_APPLICATION_POLICY="SKIP"
MANAGE_BUILTINS=no
IPT_SYSCTL=/etc/ufw/sysctl.conf
IPT_MODULES=""
`,
    },
  },
  {
    service: 'firewalld',
    packages: ['firewalld', 'dbus'],
    changes: ['reload', 'restart', 'stop', 'start'],
    files: {
      '/etc/firewalld/firewalld.conf':
        'DefaultZone=trusted\nFirewallBackend=iptables\nFlushAllOnReload=yes\n',
    },
  },
  {
    service: 'netfilter-persistent',
    packages: ['netfilter-persistent', 'iptables-persistent'],
    changes: ['restart', 'stop', 'start'],
    files: Object.fromEntries(
      ['v4', 'v6'].map((family) => [
        `/etc/iptables/rules.${family}`,
        '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n',
      ]),
    ),
  },
] as const;

/** Packages are fetched, which takes long: `npm run test:whole` does. */
if (isWhole)
  describeBoot('a machine that boots beside', () => {
    describe.each(others)('$service', ({ service, packages, changes, files }) => {
      let installed: Awaited<ReturnType<typeof diskWith>>;
      beforeAll(async () => {
        installed = await diskWith(packages);
      });
      afterAll(() => installed.remove());

      it.each(targets)(
        'is filtered at boot, and after the other has loaded or unloaded its rules: %s',
        async (target) => {
          const boot = { disk: installed.disk, files, enable: [service], options: ['--target', target] };
          await withMachine(boot, async (machine) => {
            expect(await up(machine)).toBe('running');
            expect(await passing(machine, 'true')).toBe(0);
            expect((await machine.passed()).refused).toBe(0);
            const moments: Record<string, number> = {};
            for (const what of changes)
              moments[what] = await passing(machine, `systemctl ${what} ${service}`);
            if (process.env.SECGROUP_FLOOD) console.log(service, target, JSON.stringify(moments));
            // They change tables of iptables, and leave ours of nftables alone.
            if (target === 'nftables') expect(new Set(Object.values(moments))).toEqual(new Set([0]));
          });
        },
      );
    });
  });
else it.todo('a machine that boots beside other firewalls: npm run test:whole');

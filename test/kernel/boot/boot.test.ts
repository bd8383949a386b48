import { expect, it } from 'vitest';
import { inTurn, isWhole } from '../../support/sample.js';
import { type Boot, describeBoot } from './machine.js';
import { moreCome, passing, up, withMachine } from './passing.js';

describeBoot('a machine that boots', () => {
  it('is filtered before it has a network, and after nftables.service has flushed all', () =>
    withMachine({ enable: ['nftables'] }, async (machine) => {
      expect(await up(machine)).toBe('running');
      expect(await passing(machine, 'true')).toBe(0);
      expect((await machine.passed()).refused).toBe(0);
      const moments: Record<string, number> = {};
      for (const what of ['reload', 'restart', 'stop', 'start'])
        moments[what] = await passing(machine, `systemctl ${what} nftables`);
      if (process.env.SECGROUP_FLOOD) console.log(JSON.stringify(moments));
      // What counts sees packets where nothing is filtered.
      await machine.run('nft flush ruleset');
      await moreCome(machine, await machine.passed(), 'refused');
    }));

  if (isWhole)
    it('loses nothing to nftables.service that loads the script in the transaction that flushes', () =>
      withMachine({ enable: ['nftables'], files: { '/etc/nftables.conf': INCLUDING } }, async (machine) => {
        expect(await up(machine)).toBe('running');
        for (let n = 0; n < 5; n++) expect(await passing(machine, 'systemctl reload nftables')).toBe(0);
      }));
});

const INCLUDING = 'flush ruleset\ntable inet filter {}\ninclude "/etc/secgroup/dut.nft"\n';

const SCRIPT = '/etc/secgroup/dut.nft';

/** Cut off after the first part, where what is left is a script for nft. */
const CUT = `table inet secgroup {
	chain input { type filter hook input priority filter; policy drop; }
}
`;

/** For nft in order, and no kernel has it. */
const REFUSED = `table inet secgroup {
	chain forward { type nat hook forward priority filter; }
}
`;

/** Loads before secgroup.service what makes its chains impossible. */
const foreign = (rules: string) => ({
  '/etc/foreign.nft': rules,
  '/etc/systemd/system/foreign.service': `[Unit]
DefaultDependencies=no
Before=secgroup.service
[Service]
Type=oneshot
ExecStart=/usr/sbin/nft -f /etc/foreign.nft
[Install]
WantedBy=sysinit.target
`,
});

const OURS = 'table inet secgroup { chain input { type nat hook input priority 100; accept; }; }';

/** Which iptables cannot show, so that nothing can be loaded with it. */
const FILTER = 'table ip filter { chain X { ct state vmap { established : accept, invalid : drop }; }; }';

const IPTABLES = ['--target', 'iptables', '--xtables', 'nft'];

const damages: readonly (readonly [string, Boot])[] = [
  ['the script is damaged', { files: { [SCRIPT]: 'table inet secgroup {\0}' } }],
  ['the script is empty', { files: { [SCRIPT]: '' } }],
  ['the script was cut off', { files: { [SCRIPT]: CUT } }],
  ['no script was ever confirmed', { options: ['--confirmed'] }],
  ['the kernel refuses what it asks for', { files: { [SCRIPT]: CUT + REFUSED } }],
  ["somebody else's table is in the way", { files: foreign(OURS), enable: ['foreign'] }],
  [
    'a script for iptables is damaged',
    { files: { '/etc/secgroup/dut.iptables.sh': 'exit 1\n' }, options: IPTABLES },
  ],
  ['iptables cannot be used', { files: foreign(FILTER), enable: ['foreign'], options: IPTABLES }],
];

/** Each boot takes seconds. */
const damageTurn = inTurn(damages);

describeBoot('a machine whose rules cannot be loaded at boot', () => {
  it.each(damageTurn())('%s: it has the rescue rules, and says so', (_, boot) =>
    withMachine(boot, async (machine) => {
      expect(await up(machine)).toBe('degraded');
      expect(await machine.passed()).toEqual({ refused: 0, allowed: 0 });
      expect(await machine.connects('10.0.1.1')).toBe(true);
      expect(await machine.connects('10.0.1.2')).toBe(false);
      const status = await machine.run('systemctl status secgroup.service');
      expect(status).toMatchObject({
        status: 3,
        printed: expect.stringContaining('failed (Result: exit-code)'),
      });
      for (const said of [status.printed, await machine.console()]) {
        expect(said).toContain('cannot be loaded, so only the rescue rules are');
        expect(said).toContain('Mend the script, and then: systemctl restart secgroup.service');
      }
    }),
  );

  it('has its rules once the script is mended; what is damaged later changes nothing', () =>
    withMachine({ files: { '/etc/damaged': 'x' }, enable: ['nftables'] }, async (machine) => {
      const script = SCRIPT.replace('/etc', '/root');
      expect(await up(machine)).toBe('running');
      await machine.run(`mkdir /root/secgroup; mv ${SCRIPT} ${script}; cp /etc/damaged ${SCRIPT}`);
      expect((await machine.run('systemctl restart secgroup')).status).toBe(1);
      expect((await machine.run('systemctl status secgroup')).printed).toContain(
        'the rules that were there before still apply',
      );
      await moreCome(machine, await machine.passed());
      // A flush takes those, too.
      await machine.run('systemctl reload nftables; sleep 0.5');
      const rescued = await machine.passed();
      await machine.run('sleep 0.3');
      expect(await machine.passed()).toEqual(rescued);
      expect((await machine.run('systemctl is-failed secgroup')).printed).toBe('failed');
      await machine.run(`mv ${script} ${SCRIPT}`);
      expect(await passing(machine, 'systemctl restart secgroup')).toBe(0);
      expect((await machine.run('systemctl is-active secgroup')).printed).toBe('active');
    }));

  if (isWhole)
    it('has no rules of nft beside those for iptables, once these can be loaded', () =>
      withMachine({ files: foreign(FILTER), enable: ['foreign'], options: IPTABLES }, async (machine) => {
        expect(await up(machine)).toBe('degraded');
        expect((await machine.run('nft list tables')).printed).toContain('table inet secgroup');
        await machine.run('nft delete table ip filter');
        expect(await machine.run('systemctl restart secgroup')).toMatchObject({ status: 0 });
        expect((await machine.run('nft list tables')).printed).not.toContain('table inet secgroup');
        expect(await passing(machine, 'true')).toBe(0);
      }));

  it('has no network where nothing can be loaded at all, until something can', () =>
    withMachine({ files: { [SCRIPT]: 'x', '/etc/secgroup/rescue.nft': 'x' } }, async (machine) => {
      await machine.run('sleep 2');
      expect(await machine.passed()).toEqual({ refused: 0, allowed: 0 });
      expect((await machine.run('ip -br addr show dev eth0')).printed).not.toContain('10.0.1.10');
      expect(await machine.console()).toContain('the network is down until they can be');
      expect((await machine.run('systemctl is-active secgroup lan')).printed).toBe('activating\ninactive');
    }));
});

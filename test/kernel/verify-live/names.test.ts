import { expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { aliases, overXtables, verifyEach, verifyLive } from './support.js';

const xtablesTurn = inTurn(overXtables);

describeKernel('verify --live and names that iptables-save prints as they are', () => {
  // The first is for a device that no kernel has, and the others accept; they are listed like the rule of ours, and like rules that log.
  const rows: readonly [command: string, said: RegExp][] = [
    [
      `n=$(iptables -S SECG-INPUT | grep -n -- '-i lo -j ACCEPT$' | cut -d : -f 1)
      iptables -R SECG-INPUT $((n - 1)) -i 'lo -j ACCEPT' 2>/dev/null`,
      /iptables has no rule as it is listed: -A SECG-INPUT -i lo -j ACCEPT|holds what nft has put into it/,
    ],
    [
      `iptables -N q; iptables -I INPUT -m hashlimit --hashlimit-upto 5/sec --hashlimit-name 'x -j LOG
-A q -s 192.0.2.1' -j ACCEPT`,
      /a name in '\/proc\/net\/ipt_hashlimit' has a blank or a line break|: a name may hold a line break/,
    ],
    [
      `iptables -N q; iptables -I INPUT -m recent ! --rcheck --name 'x -j LOG
-A q -m comment --comment "' -m recent ! --rcheck --name '" -j LOG
-A q -m recent --set --name y' -j ACCEPT`,
      /a name in '\/proc\/net\/xt_recent' has a blank or a line break/,
    ],
  ];
  it.each(xtablesTurn())('refuses what looks like another rule: $name', async (backend) => {
    const tried = await verifyEach(
      backend,
      rows.map(([command]) => aliases(backend) + command),
    );
    expect(tried).toEqual(rows.map(([, said]) => ({ status: 4, stderr: expect.stringMatching(said) })));
  });

  it.each(xtablesTurn())('takes lists of others as they are: $name', async (backend) => {
    const commands = `${aliases(backend)}
      iptables -I INPUT -m hashlimit --hashlimit-above 5/sec --hashlimit-name ssh -j DROP
      iptables -I INPUT -m recent --set --name seen
      ip6tables -I INPUT -i eth0 -m recent --rcheck --name seen -j DROP`;
    const { status, stderr } = await verifyLive(backend, { commands });
    expect(stderr).toContain('what is loaded here: enforces exactly the definition');
    expect(status).toBe(0);
  });
});

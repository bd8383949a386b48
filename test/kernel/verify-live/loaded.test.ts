import { expect, it } from 'vitest';
import { buildProgram } from '../../support/built.js';
import { withFiles } from '../../support/definition.js';
import { inTurn } from '../../support/sample.js';
import { mixedBackends } from '../backends.js';
import { describeKernel } from '../rig/index.js';
import { aliases, definition, early, nftables, unshared, verifyLive } from './support.js';

const turn = inTurn(mixedBackends);

describeKernel('verify --live', () => {
  it.each(turn())('proves what is loaded, and says that nothing is: $name', async (backend) => {
    expect(await verifyLive(backend, {})).toEqual({
      status: 0,
      stdout: '',
      stderr: 'what is loaded here: enforces exactly the definition for host dut',
    });
    expect(await verifyLive(backend, { load: false })).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('error[nothing-loaded]: the kernel has no '),
    });
  });

  it.each(turn())('proves early drops too, whatever others do before tracking: $name', async (backend) => {
    const commands =
      backend === nftables ? '' : `${aliases(backend)} iptables -t raw -I PREROUTING -p udp -j NOTRACK`;
    const { status, stderr } = await verifyLive(backend, { definition: early, commands });
    expect(stderr).toContain('what is loaded here: enforces exactly the definition');
    if (backend !== nftables) expect(stderr).toContain('rules of others are in table raw of IPv4');
    expect(status).toBe(0);
  });

  it.each(turn())('makes nothing by looking: $name', async (backend) => {
    const last = 'cat /proc/net/ip_tables_names /proc/net/ip6_tables_names; nft list ruleset; ipset list -n';
    const { status, stdout } = await verifyLive(backend, { load: false, last });
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
  });

  it.each(turn())('leaves what is loaded as it is: $name', async (backend) => {
    const list = 'nft list ruleset; cat /proc/net/ip_tables_names /proc/net/ip6_tables_names; ipset save';
    const { status, stdout } = await verifyLive(backend, {
      commands: `${list}; echo ---`,
      last: list,
    });
    const [before, after] = stdout.split('\n---\n');
    expect(status).toBe(0);
    expect(before).not.toBe('');
    expect(after).toBe(before);
  });
});

describeKernel('verify --live says what is missing', () => {
  const command = async (...args: readonly string[]) => {
    const { main } = await buildProgram();
    return [process.execPath, main, 'verify', '--live', ...args];
  };

  it('to others than root', async () => {
    await withFiles({ 'd.yaml': definition }, async (folder) => {
      const { status, stderr } = await unshared(['-U', '--', ...(await command(`${folder}/d.yaml`))]);
      expect({ status, stderr }).toEqual({
        status: 3,
        stderr: 'secgroup: only root sees what the kernel holds: run this with sudo, or as root',
      });
    });
  });

  it.each<[target: string, program: string]>([
    ['nftables', 'nft'],
    ['iptables', 'ip6tables-save'],
  ])('where there is no program for %s', async (target, program) => {
    await withFiles({ 'd.yaml': definition }, async (folder) => {
      const hidden = `mount -t tmpfs tmpfs "$(dirname "$(command -v ${program})")"\nexec "$@"`;
      const verify = await command(`${folder}/d.yaml`, '-t', target);
      const { status, stderr } = await unshared(['-Urnm', '--', 'sh', '-ec', hidden, 'sh', ...verify]);
      expect({ status, stderr }).toEqual({
        status: 3,
        stderr: `secgroup: ${program} is not installed, and only it lists what the kernel holds`,
      });
    });
  });
});

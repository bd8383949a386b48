import { it } from 'vitest';
import { readRecorder } from '../src/lab/network/recorder.js';
import { buildNetwork } from '../src/lab/network/setup.js';
import { Supervisor } from '../src/lab/supervisor.js';

it('x', async () => {
  const s = new Supervisor();
  const net = {
    hosts: Array.from({ length: 3 }, (_, i) => ({
      id: `w${i}`,
      name: 'w',
      interfaces: [
        { id: 'eth0', device: 'eth0', addresses: [`10.0.0.${i + 1}`, `2001:db8::${i + 1}`] },
        { id: 'eth1', device: 'eth1', addresses: [`10.0.1.${i + 1}`, `2001:db8:1::${i + 1}`] },
      ],
    })),
  };
  const t = Date.now();
  await buildNetwork(s, net, () => {});
  console.log('built', Date.now() - t);
  const log: string[] = [];
  const file = new URL('../src/lab/agent/speaker.pl', import.meta.url).pathname;
  const sp = (p: string) => s.start(p, ['perl', file], (x) => log.push(p + ': ' + x.trim()));
  const [o, a, b] = ['-', 'h0', 'h1'].map(sp);
  b!.write('listen tcp 10.0.0.2 22\nlisten udp 2001:db8::2 53\nhear 4 50\nhear 6 58\n');
  o!.write('listen tcp 203.0.113.9 80\nlisten tcp 2001:db8:ffff::1 80\nhear 6 58\nhear 4 50\n');
  await new Promise((r) => setTimeout(r, 300));
  a!.write(
    'connect tcp 1 10.0.0.1 10.0.0.2 22\nconnect udp 2 2001:db8::1 2001:db8::2 53\nconnect tcp 3 10.0.1.1 203.0.113.9 80\nconnect tcp 4 2001:db8:1::1 2001:db8:ffff::1 80\nconnect tcp 6 2001:db8:1::1 2001:db8:ffff::1 81\n',
  );
  o!.write(
    'connect tcp 5 1.2.3.4 10.0.0.2 22\nconnect udp 7 2a00::1 2001:db8::2 53\nconnect udp 8 2a00::1 2001:db8::2 54\n',
  );
  await new Promise((r) => setTimeout(r, 500));
  console.log(log.join('\n'));
  console.log(await readRecorder(s, 'h0'));
  console.log(await readRecorder(s, 'h1'));
  await s.close();
}, 20000);

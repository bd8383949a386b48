import { expect, it } from 'vitest';
import { agreementOn } from './agreement.js';
import { describeKernel } from './rig/index.js';

/**
 * `npm run soak`: random definitions through the kernel on every target. `SECGROUP_DEFINITIONS` says how many (1,000),
 * `SECGROUP_SEED` where to begin (anywhere), `SECGROUP_PACKETS` how many packets for each (200).
 */
const definitions = Number(process.env.SECGROUP_DEFINITIONS ?? 1000);
const packetsEach = Number(process.env.SECGROUP_PACKETS ?? 200);
const first = Number(process.env.SECGROUP_SEED ?? Math.floor(Math.random() * 1_000_000_000));

/** The machine's cores work on as many definitions at a time. */
const WORKERS = 2;

describeKernel('soak', () => {
  it(`${definitions} definitions from seed ${first}`, async () => {
    const total = { packets: 0, allowed: 0, refused: 0, tooLarge: 0, done: 0 };
    const wrong: string[] = [];
    let next = first;
    const work = async (): Promise<void> => {
      while (next < first + definitions && wrong.length < 50) {
        const { packets, allowed, refused, tooLarge, differences } = await agreementOn(next++, packetsEach);
        total.tooLarge += tooLarge;
        total.packets += packets;
        total.allowed += allowed;
        total.refused += refused;
        total.done += 1;
        wrong.push(...differences);
        if (total.done % 50 === 0) console.info(`soak: ${total.done} definitions, ${total.packets} packets`);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    console.info(
      `soak: seeds ${first} to ${next - 1}, ${total.packets} packets of which ${total.allowed} had to pass, ` +
        `${total.refused} scripts refused as not expressible, ${total.tooLarge} too large for a namespace, ${wrong.length} differences`,
    );
    expect(wrong).toEqual([]);
    expect(total.done).toBe(definitions);
    expect(total.refused + total.tooLarge).toBeLessThan(definitions / 5);
  });
});

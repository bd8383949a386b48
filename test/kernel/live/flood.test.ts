import { expect, it } from 'vitest';
import { flood, floodPlan } from '../flood.js';
import { floodDefinitions } from '../flood-definitions.js';
import { describeKernel } from '../rig/index.js';
import { kindsInTurn } from './kinds-in-turn.js';
import { openMachine } from './live-machine.js';

/** Seconds of flood. A long run is `SECGROUP_FLOOD=60 npm run test:kernel -- change/flood`. */
const SECONDS = Number(process.env.SECGROUP_FLOOD ?? 1);

const kinds = kindsInTurn();

describeKernel('changes under a flood', () => {
  it.each(kinds())(
    '$name: lose no packet that both rulesets allow, known or new, and let none pass that both refuse',
    async (loading) => {
      const machine = await openMachine(floodPlan, loading);
      try {
        const [one, two] = await Promise.all(
          floodDefinitions.map((text, at) => machine.write(`${at}.yaml`, text)),
        );
        expect(await machine.secgroup('apply', one!, '--yes', '--confirm', '0')).toMatchObject({
          exitCode: 0,
        });
        // Kept at once; then a trial that the kernel ends.
        const quietly = (line: string, status: number) =>
          `said=$(${line} 2>&1); s=$?; [ $s -eq ${status} ] || echo "$s: $said"`;
        const round = [
          quietly(machine.line('apply', two!, '--yes', '--confirm', '0'), 0),
          quietly(machine.line('apply', one!, '--yes', '--confirm', '1'), 6),
          quietly(machine.line('rollback', '--yes', '--confirm', '0'), 0),
        ].join('\n');
        const found = await flood(machine.lab, round, SECONDS);
        if (process.env.SECGROUP_FLOOD) console.log(JSON.stringify(found));
        expect(found.printed).toBe('');
        expect(found.refused.sent).toBeGreaterThan(1_000);
        expect(found.refused.passed).toBe(0);
        expect(found.known.lost).toBe(0);
        expect(found.fresh.lost).toBe(0);
      } finally {
        await machine.close();
      }
    },
  );
});

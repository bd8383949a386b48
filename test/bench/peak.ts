// Loaded before the program that is measured (node --import): writes the peak of its memory, in KiB, and its user time, in µs, when it ends.
import { writeFileSync } from 'node:fs';

const file = process.env.SECGROUP_BENCH_PEAK;
if (file !== undefined)
  process.on('exit', () => {
    const { maxRSS, userCPUTime } = process.resourceUsage();
    writeFileSync(file, `${maxRSS} ${userCPUTime}`);
  });

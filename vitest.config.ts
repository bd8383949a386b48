import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/kernel/**'],
          pool: 'threads',
          isolate: false,
          // Laws that are tried on many definitions take their time on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'kernel',
          include: ['test/kernel/**/*.test.ts'],
          exclude: ['test/kernel/**/soak.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'soak',
          include: ['test/kernel/**/soak.test.ts'],
          fileParallelism: false,
          testTimeout: 7_200_000,
        },
      },
    ],
  },
});

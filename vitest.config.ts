import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * How long one test may take, in milliseconds: only a test that hangs is ended. What takes two seconds on quiet cores takes a minute
 * on those of a busy machine, and is right all the same; speed is measured by benchmarks.
 */
const PATIENCE = 900_000;

/**
 * Of the tests with a kernel, those that every change has to pass: something of each kind, in a minute or two. `test:kernel` runs all, and
 * so does CI.
 */
const EVERY_CHANGE = ['agreement', 'baseline', 'boot/boot', 'live/random-changes', 'edges'].map(
  (name) => `test/kernel/${name}.test.ts`,
);

export default defineConfig({
  test: {
    // Every core has a file at hand: what needs a kernel waits for other programs, each in namespaces of its own.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          globalSetup: 'test/support/built-folder.ts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/kernel/**', 'test/package/**'],
          pool: 'threads',
          isolate: false,
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        test: {
          name: 'kernel',
          globalSetup: 'test/support/built-folder.ts',
          include: ['test/kernel/**/*.test.ts'],
          exclude: ['test/kernel/**/soak.test.ts'],
          isolate: false,
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        test: {
          name: 'packets',
          globalSetup: 'test/support/built-folder.ts',
          include: EVERY_CHANGE,
          isolate: false,
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        // The tests that examples show; the tests of their pages run them.
        test: { name: 'examples', include: ['examples/**/*.spec.ts'], testTimeout: PATIENCE },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/*.test.ts'],
          exclude: ['test/package/node.test.ts'],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        test: {
          name: 'node',
          include: ['test/package/node.test.ts'],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
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

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    coverage: {
      provider: 'v8',
      include: ['agent/**/*.ts', 'collector/**/*.ts', 'dashboards/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text-summary'],
      reportsDirectory: 'coverage',
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{agent,collector,dashboards,deploy}/**/*.test.ts',
            'test/*.test.ts',
            'test/{harness,simulator,faults}/**/*.test.ts',
          ],
          maxWorkers: 2,
          // Both groups carry a number: a project without one runs last on two cores.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';
import { missingForWine } from './scripts/lib/wine.mjs';

const common = {
  setupFiles: ['test/setup.ts'],
  // Files share their imports, which take longer to load than most tests take to run; no module here keeps a state.
  isolate: false,
  // clipanion's ESM build imports without file extensions, which Node refuses: let Vite resolve it.
  server: { deps: { inline: ['clipanion'] } },
};

const endToEnd = {
  ...common,
  maxWorkers: 3,
  globalSetup: ['test/e2e/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

const TIMED = ['dead-keychain', 'keychain', 'unusable-keychain'].map((name) => `test/e2e/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          maxWorkers: '100%',
          // Properties try a hundred cases, and CI machines are slow.
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // Wine is for whoever wants to see Windows without one; CI has it.
          exclude: [...TIMED, ...(missingForWine().length > 0 ? ['test/e2e/wine.test.ts'] : [])],
          // After the unit tests; three at once even on two cores, for many wait for other processes.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'timed',
          include: TIMED,
          // Alone at last: they hold the program to seconds, which a crowd of processes beside them would take.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

/** The test projects: `npx vitest run --project unit`. Which file belongs to which is decided in test/projects.ts. */
import { defineConfig } from 'vitest/config';
import { filesOf, type Project } from './test/projects.ts';

/** Projects of one order run side by side, later orders after them, so that slow ones have the machine to themselves. */
const project = (name: Project, order: number, options: { timeoutMs?: number; globalSetup?: string[] } = {}) => ({
  test: {
    name,
    include: filesOf(name),
    globalSetup: options.globalSetup,
    testTimeout: options.timeoutMs,
    hookTimeout: options.timeoutMs,
    sequence: { groupOrder: order },
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 0),
      project('faults', 0, { timeoutMs: 60_000 }),
      project('architecture', 0, { timeoutMs: 60_000 }),
      project('cdk', 0, { timeoutMs: 120_000 }),
      project('dynamodb', 1, { timeoutMs: 60_000, globalSetup: ['test/dynamodb/setup.ts'] }),
      project('local', 2, { timeoutMs: 300_000, globalSetup: ['test/local/setup.ts'] }),
      project('browser', 3, { timeoutMs: 300_000, globalSetup: ['test/local/setup.ts'] }),
    ],
  },
});

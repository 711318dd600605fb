/** Which test project a test file belongs to: by its folder, and by whether it needs a database. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;
/** Importing this file is what makes a test need DynamoDB Local. */
const DATABASE = 'test/dynamodb/world.ts';

/** Whether the file imports the database, itself or through other files under `test/`. */
function needsDatabase(file: string, seen = new Set<string>()): boolean {
  if (file === DATABASE) return true;
  if (seen.has(file) || !file.startsWith('test/')) return false;
  seen.add(file);
  const imports = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path]) => path ?? '');
  return imports.some((path) => needsDatabase(join(dirname(file), path), seen));
}

/** Tests of what a template contains: they synthesize, which is slow, but start nothing. */
const synthesizes = (file: string): boolean =>
  /^test\/((bin|lib)\/(?!(local|operator|verify)\/)|hipaa\/(checks|inventory)\/)/.test(file);

/** Tests that generate thousands of faults or forgeries: too slow to run at every turn of the hand. */
const GENERATED = [
  'test/lambdas/breach/golden-breach.test.ts',
  'test/lambdas/log/archive-damage.test.ts',
  'test/lambdas/log/archive-scope.test.ts',
  'test/lambdas/log/clean-up-lane.test.ts',
  'test/lambdas/log/faults.test.ts',
  'test/lambdas/shared/table.test.ts',
  'test/lib/verify/clean-runs.test.ts',
  'test/lib/verify/mutations.test.ts',
];

export type Project = 'unit' | 'faults' | 'architecture' | 'cdk' | 'dynamodb' | 'local' | 'browser';

function projectOf(file: string): Project {
  for (const folder of ['architecture', 'local', 'browser'] as const) {
    if (file.startsWith(`test/${folder}/`)) return folder;
  }
  if (GENERATED.includes(file)) return 'faults';
  if (needsDatabase(file)) return 'dynamodb';
  return synthesizes(file) ? 'cdk' : 'unit';
}

/** Every test file of a project, relative to the root of the checkout. */
export const filesOf = (project: Project): string[] =>
  globSync('test/**/*.test.ts').filter((file) => projectOf(file) === project);

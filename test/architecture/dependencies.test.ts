/**
 * The directions of .dependency-cruiser.cjs, each proven by a planted violation: a small tree that breaks one rule
 * and no other. A rule that nothing here breaks fails the last test.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { describe, expect, it } from 'vitest';

const options = await extractOptions('./.dependency-cruiser.cjs');

async function cruiseTree(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(folders, { ...options, baseDir });
  if (typeof output === 'string') throw new Error('expected a result, not a report');
  return output;
}

const violations = ({ summary }: ICruiseResult): string[] => [
  ...new Set(summary.violations.map(({ rule }) => rule.name)),
];

type Tree = Record<string, string>;

/** A file that every import in the tree can resolve to; packages get an entry point of their own. */
const pkg = (name: string): Tree => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'exports.thing = 1;',
});
const THING = 'export const thing = 1;';
const use = (path: string) => `import { thing } from '${path}';\nexport const used = thing;`;
const useType = (path: string) => `import type { thing } from '${path}';\nexport type Used = typeof thing;`;

/** Writes the tree beside a copy of the real package.json, which says what is a runtime package, and cruises it. */
async function plant(tree: Tree): Promise<ICruiseResult> {
  const folder = mkdtempSync(join(tmpdir(), 'hale-directions-'));
  try {
    copyFileSync('package.json', join(folder, 'package.json'));
    for (const [path, source] of Object.entries(tree)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const sources = Object.keys(tree).filter((path) => !path.startsWith('node_modules/'));
    return await cruiseTree(folder, sources);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const DYNAMODB = pkg('@aws-sdk/client-dynamodb');

const PLANTED: Record<string, Tree> = {
  'no-cycles': {
    'lib/a.ts': use('./b.ts'),
    'lib/b.ts': `${THING}\nimport './a.ts';`,
  },
  'every-import-resolves': { 'lib/a.ts': use('./absent.ts') },
  'nothing-imports-tests': { 'lib/a.ts': use('../test/a.ts'), 'test/a.ts': THING },
  'runtime-never-imports-deploy-time': { 'lambdas/shared/http.ts': use('../../lib/a.ts'), 'lib/a.ts': THING },
  'runtime-uses-only-runtime-packages': { 'lambdas/shared/http.ts': use('commander'), ...pkg('commander') },
  'the-console-takes-types-alone': { 'console/sign-in/page.ts': use('../../lib/a.ts'), 'lib/a.ts': THING },
  'bin-only-dispatches': { 'bin/hale.ts': use('../lambdas/routes.ts'), 'lambdas/routes.ts': THING },
  'deploy-time-sees-only-the-declared-tables': {
    'lib/operator/user.ts': use('../../lambdas/user/user.ts'),
    'lambdas/user/user.ts': THING,
  },
  'stacks-need-neither-account-nor-emulator': {
    'lib/stacks/data.ts': use('../local/ports.ts'),
    'lib/local/ports.ts': THING,
  },
  'the-verifier-sees-only-the-log-formats': {
    'lib/verify/verify.ts': use('../../lambdas/log/archiver.ts'),
    'lambdas/log/archiver.ts': THING,
  },
  'the-verifier-needs-no-cloud': {
    'lib/verify/verify.ts': use('./fetch.ts'),
    'lib/verify/fetch.ts': use('../fetch.ts'),
    'lib/fetch.ts': use('node:https'),
  },
  'contracts-and-schemas-are-data': {
    'lambdas/user/get-user/contract.ts': use('../../shared/environment.ts'),
    'lambdas/shared/environment.ts': THING,
  },
  'rules-are-pure': { 'lambdas/user/user.ts': use('node:fs') },
  'stores-only-store': { 'lambdas/user/user-store.ts': use('../shared/commit.ts'), 'lambdas/shared/commit.ts': THING },
  'only-stores-and-shared-aws-touch-the-sdk': {
    'lambdas/user/get-user/handler.ts': use('@aws-sdk/client-dynamodb'),
    ...DYNAMODB,
  },
  'only-commit-executes-transactions': {
    'lambdas/user/user-store.ts': use('../shared/aws/transaction.ts'),
    'lambdas/shared/aws/transaction.ts': THING,
  },
  'a-lambda-never-imports-another': {
    'lambdas/user/get-user/handler.ts': use('../delete-user/load.ts'),
    'lambdas/user/delete-user/load.ts': THING,
  },
  'areas-never-import-a-lambda': {
    'lambdas/session/mint-session.ts': use('../user/get-user/contract.ts'),
    'lambdas/user/get-user/contract.ts': THING,
  },
  'the-route-table-is-data': {
    'lambdas/routes.ts': use('./user/get-user/handler.ts'),
    'lambdas/user/get-user/handler.ts': THING,
  },
};

/** What a rule of this name must let through, where the exception is the point of the rule. */
const ALLOWED: Record<string, Tree> = {
  'a type from the SDK outside a store': {
    'lambdas/shared/statement.ts': useType('@aws-sdk/client-dynamodb'),
    ...DYNAMODB,
  },
  'a type from a development package in a Lambda': {
    'lambdas/shared/http.ts': useType('commander'),
    ...pkg('commander'),
  },
  'a handler with its own contract, rules, store and commit': {
    'lambdas/user/get-user/handler.ts': ['./contract.ts', '../user.ts', '../user-store.ts', '../../shared/commit.ts']
      .map((path) => `import '${path}';`)
      .join('\n'),
    'lambdas/user/get-user/contract.ts': THING,
    'lambdas/user/user.ts': use('../shared/result.ts'),
    'lambdas/user/user-store.ts': use('@aws-sdk/client-dynamodb'),
    'lambdas/shared/commit.ts': use('./aws/transaction.ts'),
    'lambdas/shared/aws/transaction.ts': THING,
    'lambdas/shared/result.ts': THING,
    ...DYNAMODB,
  },
};

describe('each direction catches the import that breaks it', () => {
  it.each(Object.entries(PLANTED))('%s', async (rule, tree) => {
    expect(violations(await plant(tree))).toEqual([rule]);
  });

  it('and none is without such a proof', () => {
    expect(options.ruleSet?.forbidden?.map(({ name }) => name).sort()).toEqual(Object.keys(PLANTED).sort());
  });
});

describe('what is meant to be allowed is', () => {
  it.each(Object.entries(ALLOWED))('%s', async (_, tree) => {
    expect(violations(await plant(tree))).toEqual([]);
  });
});

describe('the sources', () => {
  it('keep every direction', async () => {
    const { summary } = await cruiseTree(process.cwd(), [
      'bin',
      'lib',
      'lambdas',
      'console',
      'test',
      'scripts',
      'vitest.config.ts',
    ]);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(100);
  });
});

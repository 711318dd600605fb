/** What a turn of the reconciler says of itself: how many logs it compared, and which it could not. */
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Clinic, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import '../../dynamodb/world.ts';
import { archive } from '../audit/support/log-rows.ts';

const broken = vi.hoisted(() => ({ scope: '' }));
vi.mock('../../../lambdas/log/committed.ts', async (original) => {
  const real = await original<typeof import('../../../lambdas/log/committed.ts')>();
  return {
    ...real,
    readCommitted: (scope: string, from: number) => {
      if (scope === broken.scope) throw new Error('damaged');
      return real.readCommitted(scope, from);
    },
  };
});
const { reconcile } = await import('../../../lambdas/log/reconciler.ts');
const { listLanes } = await import('../../../lambdas/log/lane-store.ts');
const { readProgress } = await import('../../../lambdas/log/reconcile-store.ts');

const DAY_MS = 86_400_000;
let clinic: Clinic;
let organization: string;
let now = Date.now();
beforeAll(async () => {
  clinic = await makeClinic();
  organization = await makeOrganization(clinic);
  await archive();
});
beforeEach(() => {
  now += DAY_MS;
  broken.scope = '';
});

async function turn(left?: string) {
  const { lanes } = await listLanes();
  const registry = { ...(await listLanes()), lanes: new Map([...lanes].filter(([scope]) => scope !== left)) };
  const run = await reconcile(registry, new Date(now), () => true);
  return { run, last: (await readProgress()).last };
}

it('counts the logs that it held against the archive', async () => {
  expect((await turn()).last).toMatchObject({ logs: 2, findings: 0, failed: 0, unregistered: 0, finishedMs: now });
});

it('counts a log that could not be compared as that, and not as one that is equal', async () => {
  broken.scope = organization;
  const { run, last } = await turn();
  expect(run).toEqual({ found: 0, failed: 1 });
  expect(last).toMatchObject({ logs: 1, findings: 0, failed: 1 });
});

it('counts a log of the archive that no row leads to', async () => {
  expect((await turn(organization)).last).toMatchObject({ logs: 1, findings: 0, failed: 0, unregistered: 1 });
});

it('a run that another one went on with keeps what was counted before', async () => {
  broken.scope = [clinic.projectId, organization].sort()[0] ?? '';
  let goes = 1;
  await reconcile(await listLanes(), new Date(now), () => goes-- > 0);
  expect((await readProgress()).pass).toMatchObject({ logs: 0, failed: 1 });
  await reconcile(await listLanes(), new Date(now), () => true);
  expect((await readProgress()).last).toMatchObject({ logs: 1, failed: 1 });
});

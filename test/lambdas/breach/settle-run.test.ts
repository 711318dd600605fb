/** What a run of a scope tells a person, whoever asked: what nobody would see who waits for no answer any more. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Scope } from '../../../lambdas/breach/scope.ts';
import type { Ran } from '../../../lambdas/breach/scope-log.ts';
import { settleRun } from '../../../lambdas/breach/settle-run.ts';
import { reportOnce } from '../../../lambdas/log/incident-store.ts';
import type { Project } from '../../../lambdas/project/project.ts';

vi.mock('../../../lambdas/log/incident-store.ts', () => ({ reportOnce: vi.fn() }));

const reported = vi.mocked(reportOnce);
beforeEach(() => {
  vi.stubEnv('IDENTITY_TABLE', 'identity');
  reported.mockReset();
});
afterEach(() => void vi.unstubAllEnvs());
const fresh = { breachId: 'brh_1', projectId: 'proj_1', number: 1, status: 'running' } as Scope;
const complete = { ...fresh, status: 'completed', result: { revision: 1 } } as Scope;

async function settled(scope: Scope, outcome: Ran['outcome']) {
  const events: unknown[] = [];
  const ran = { state: { logs: [], findings: {} }, outcome, log: 'proj_1' } as unknown as Ran;
  await settleRun(scope, { id: 'proj_1' } as Project, ran, async (_changes, event) => {
    events.push(event);
    return { ok: true, value: undefined };
  });
  return events;
}

test('that a complete scope can take no more of what comes late is told to a person', async () => {
  expect(await settled(complete, 'too_many_events')).toMatchObject([{ type: 'breach.scope_failed' }]);
  expect(reported.mock.calls).toEqual([
    ['a scope of a breach can take no more events', { breach: 'brh_1', log: 'proj_1', finding: 'too_many_events' }],
  ]);
});

test('whoever asked for too much is told by the answer alone', async () => {
  expect(await settled(fresh, 'too_many_events')).toMatchObject([{ reason: 'too_many_events' }]);
  expect(reported).not.toHaveBeenCalled();
});

test('a log that is not what was signed is told in both', async () => {
  await settled(fresh, 'log_differs');
  await settled(complete, 'archive_incomplete');
  expect(reported).toHaveBeenCalledTimes(2);
});

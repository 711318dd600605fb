/** Each minute: goes on with the scopes of open breaches, and once an hour looks for what came late after they were complete. */
import type { Context } from 'aws-lambda';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { getBreach, listUnfinished } from '../breach-store.ts';
import { claim, fail, judgeRun } from '../scope.ts';
import { scopeContinued, scopeFailed } from '../scope-events.ts';
import { goOn } from '../scope-log.ts';
import { getScope, putScope } from '../scope-store.ts';
import { settleRun } from '../settle-run.ts';
import { readProgress } from '../walk-state-store.ts';

const NAME = 'breach/run-scopes';
requireVariables(triggers[NAME].access);

/** Time left for keeping what was found, signing it and its event. */
const RESERVE_MS = 20_000;

async function lookAfter(id: string, timeLeft: () => boolean): Promise<void> {
  const now = new Date();
  const breach = await getBreach(id);
  const project = breach && (await getProject(breach.projectId, now));
  const scope = project && (await getScope(project, id));
  const judged = scope && judgeRun(scope, now);
  if (!breach || breach.closed || !project || !scope || !judged || judged === 'leave' || !timeLeft()) return;
  const { commit } = asSystem(NAME, project, now);
  if (judged === 'give_up') {
    const failed = fail(scope, 'not_getting_further');
    await commit([putScope(scope, failed)], scopeFailed(failed, 'not_getting_further'));
    return;
  }
  const { entries = scope.walked, waits = false } = (await readProgress(scope)) ?? {};
  const claimed = claim(scope, entries, waits, now);
  if (!(await commit([putScope(scope, claimed)], scopeContinued(claimed))).ok) return;
  const ran = await goOn(claimed, project, judged === 'follow', timeLeft);
  await settleRun(claimed, project, ran, commit);
}

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const timeLeft = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  await forEach(await listUnfinished(), (id) => lookAfter(id, timeLeft));
}

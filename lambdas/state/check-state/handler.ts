/** Each hour: a turn a day over every project, which holds who may do what against what the log tells. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { listProjectIds } from '../../break-glass/readiness-store.ts';
import type { Project } from '../../project/project.ts';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { countMetric } from '../../shared/metric.ts';
import { triggers } from '../../triggers.ts';
import { checkProject } from '../check-project.ts';
import { turnDue } from '../state.ts';
import { getStateCheck, noteStateCheck } from '../state-check-store.ts';

const NAME = 'state/check-state';
requireVariables(triggers[NAME].access);

/** Time left for writing down what was found. */
const RESERVE_MS = 10_000;

async function check(project: Project, now: Date, timeLeft: () => boolean): Promise<void> {
  const last = await getStateCheck(project.id);
  const turn = turnDue(last, now);
  if (!turn || !timeLeft()) return;
  const { commit } = asSystem(NAME, project, now);
  const after = await checkProject(project, turn, commit, timeLeft, now);
  if (after === turn) return;
  const { entities, differences, digest, finishedAt } = after;
  if (differences > turn.differences) countMetric('StateAndLogDiffer', now);
  await commit([noteStateCheck(project.id, last, after)], {
    type: 'state.checked',
    outcome: differences > 0 ? 'failure' : 'success',
    target: { type: 'project', id: project.id },
    detail: { entities, differences, digest, finished: finishedAt !== undefined },
  });
}

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const now = new Date();
  const timeLeft = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  const ids = await listProjectIds();
  // Another one first each time: what one run does not reach, a later one begins with.
  const start = randomInt(ids.length + 1);
  await forEach([...ids.slice(start), ...ids.slice(0, start)], async (id) => {
    const project = await getProject(id, now);
    if (project) await check(project, now, timeLeft);
  });
}

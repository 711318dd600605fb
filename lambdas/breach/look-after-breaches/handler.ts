/** Every minute: measures that are left, alarms that were not taken, and clocks that run out. */
import type { Context } from 'aws-lambda';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { getBreach, listUnfinished } from '../breach-store.ts';
import { carryOut } from '../carry-out.ts';
import { tellDue } from '../tell-due.ts';

const NAME = 'breach/look-after-breaches';
requireVariables(triggers[NAME].access);

/** Time left for one transaction, and for noting how far it is. */
const RESERVE_MS = 10_000;

async function find(id: string) {
  const breach = await getBreach(id);
  const project = breach && (await getProject(breach.projectId, new Date()));
  return project && { breach, project };
}

async function tell(id: string): Promise<void> {
  const found = await find(id);
  const now = new Date();
  if (found) await tellDue(found.breach, found.project, asSystem(NAME, found.project, now).commit, now);
}

async function contain(id: string, keepGoing: () => boolean): Promise<void> {
  const { project } = (await find(id)) ?? {};
  if (!project) return;
  await carryOut(
    {
      project,
      keepGoing,
      inTheNameOf: ({ orderedBy }) => orderedBy,
      commit: (changes, events) => asSystem(NAME, project, new Date()).commit(changes, events),
    },
    id,
  );
}

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const keepGoing = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  const ids = await listUnfinished();
  // One that cannot be contained keeps nobody from being told.
  const failed = await forEach(ids, (id) => contain(id, keepGoing)).catch((error: unknown) => error);
  await forEach(ids, tell);
  if (failed) throw failed;
}

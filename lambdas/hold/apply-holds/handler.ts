/** Every five minutes: locks on segments that a hold concerns, also on those archived since; off when it was released. */
import type { Context } from 'aws-lambda';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { applied, lifted } from '../hold-events.ts';
import { getHoldOf, type InForce, listInForce, noteApplied, noteLifted } from '../hold-store.ts';
import { lockSegments } from '../lock-segments.ts';

const NAME = 'hold/apply-holds';
requireVariables(triggers[NAME].access);

/** Time left for noting how far it is. */
const RESERVE_MS = 10_000;

async function lookAfter(held: InForce, all: readonly InForce[], keepGoing: () => boolean): Promise<void> {
  const { done, segments } = await lockSegments(held, all, keepGoing);
  const now = new Date();
  const [project, hold] = await Promise.all([getProject(held.projectId, now), getHoldOf(held.projectId, held.id)]);
  if (!done || !project || !hold) return;
  const { commit } = asSystem(NAME, project, now);
  if (held.phase === 'lifting') await commit(noteLifted(hold, now), lifted(hold, segments));
  else if (hold.status === 'active' && hold.appliedAt === undefined)
    await commit([noteApplied(hold, now)], applied(hold, segments));
}

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const keepGoing = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  const all = await listInForce();
  await forEach(
    all.map(({ id }) => id),
    async (id) => {
      const held = all.find((one) => one.id === id);
      if (held) await lookAfter(held, all, keepGoing);
    },
  );
}

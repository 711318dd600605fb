/** What functions share that a clock or a stream starts: they act as themselves, and one failure keeps them from nothing else. */
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import type { Change } from './change.ts';
import { writer } from './commit.ts';
import type { ErrorCode } from './errors.ts';
import { newId } from './ids.ts';
import { logger } from './logger.ts';

/** Things looked at side by side. */
const AT_ONCE = 8;

/** @param name of the function, as events call it. */
export function asSystem(name: string, project: Project, now: Date) {
  const context = {
    principal: { kind: 'system', projectId: project.id, name },
    requestId: newId('request', now),
    ip: undefined,
    userAgent: undefined,
    now,
  } as const;
  return {
    commit: <E extends ErrorCode>(
      changes: readonly Change<E>[],
      event: EventDraft | readonly [EventDraft, ...EventDraft[]],
    ) => writer.commit(project, context, changes, event),
  };
}

/** @throws at the end when any of them failed, so that the function's alarm goes off. */
export async function forEach(ids: readonly string[], run: (id: string) => Promise<void>): Promise<void> {
  const waiting = [...ids];
  let failed = 0;
  async function work(): Promise<void> {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      await run(id).catch((error: unknown) => {
        failed++;
        logger.error('not looked after', { id, error_name: error instanceof Error ? error.name : 'unknown' });
      });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failed > 0) throw new Error(`${failed} could not be looked after`);
}

/**
 * One run of the exports of a kind, each a while: one is claimed, written on, and put together when it is whole. Each of
 * that is an event.
 */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import { getProject } from '../project/project-store.ts';
import { asSystem, forEach } from '../shared/as-system.ts';
import type { Change } from '../shared/change.ts';
import { claim, type EventExport, type FileFormat, inTurns, judgeRun, timeOfTurn } from './event-export.ts';
import { claimExport, completeExport, failExport, getExport, listUnfinished } from './event-export-store.ts';
import { endFile, readWritten } from './export-file-store.ts';
import { type Source, writeOn } from './write-on.ts';

export interface Size {
  readonly events: number;
  readonly bytes: number;
}

/** What a kind of exports is made of. */
export interface Making {
  /** `undefined`: there is nothing to make it of any more. */
  source(one: EventExport, project: Project, now: Date): Promise<Source | undefined>;
  /** What is written with its end. */
  completed(
    one: EventExport,
    project: Project,
    size: Size,
    now: Date,
  ): Promise<{ readonly changes: readonly Change<'conflict'>[]; readonly event: EventDraft }>;
}

async function continueExport(name: string, id: string, making: Making, timeLeft: () => boolean): Promise<void> {
  const now = new Date();
  const one = await getExport(id);
  const project = one && (await getProject(one.projectId, now));
  if (!one || !project || !timeLeft()) return;
  const { commit } = asSystem(name, project, now);
  const target = { type: 'export', id } as const;
  const judged = judgeRun(one, now);
  const source = judged === 'run' ? await making.source(one, project, now) : undefined;
  if (judged === 'give_up' || (judged === 'run' && !source)) {
    const detail = { run: one.runs, events: one.events };
    await commit(failExport(one), { type: 'audit.export_failed', outcome: 'failure', target, detail });
  }
  if (!source) return;

  const before = await readWritten(one);
  const claimed = claim(one, before, now);
  const begun = {
    type: 'audit.export_continued',
    target,
    detail: { run: claimed.runs, events: claimed.events },
  } as const;
  if (!(await commit([claimExport(one, claimed)], begun)).ok) return;
  const written = await writeOn(claimed, source, before, timeLeft);
  if (!written.ended) return;
  await endFile(claimed, written);
  const bytes = written.parts.reduce((sum, part) => sum + part.bytes, 0);
  const size = { events: written.events, bytes };
  const { changes, event } = await making.completed(claimed, project, size, now);
  await commit([...completeExport(claimed, size, new Date()), ...changes], event);
}

/** @param name of the function, as events call it. @param kind whose list is looked at. */
export async function continueExports(
  name: string,
  kind: FileFormat,
  making: Making,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<void> {
  const unfinished = await listUnfinished(kind);
  const ids = inTurns(unfinished, randomInt(unfinished.length + 1));
  let waiting = ids.length;
  const leftMs = () => context.getRemainingTimeInMillis();
  await forEach(ids, (id) => {
    waiting--;
    return continueExport(
      name,
      id,
      making,
      timeOfTurn(leftMs, () => waiting),
    );
  });
}

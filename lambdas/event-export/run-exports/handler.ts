/** Each minute: goes on with the exports that are being written, each a while, and puts together what is whole. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { claim, inTurns, judgeRun, timeOfTurn } from '../event-export.ts';
import { claimExport, completeExport, failExport, getExport, listUnfinished } from '../event-export-store.ts';
import { endFile, readWritten } from '../export-file-store.ts';
import { writeOn } from '../write-on.ts';

const NAME = 'event-export/run-exports';
requireVariables(triggers[NAME].access);

async function goOn(id: string, timeLeft: () => boolean): Promise<void> {
  const now = new Date();
  const one = await getExport(id);
  const project = one && (await getProject(one.projectId, now));
  if (!one || !project || !timeLeft()) return;
  const { commit } = asSystem(NAME, project, now);
  const target = { type: 'export', id } as const;
  const judged = judgeRun(one, now);
  if (judged === 'give_up') {
    const detail = { run: one.runs, events: one.events };
    await commit(failExport(one), { type: 'audit.export_failed', outcome: 'failure', target, detail });
  }
  if (judged !== 'run') return;

  const before = await readWritten(one);
  const claimed = claim(one, before, now);
  const begun = {
    type: 'audit.export_continued',
    target,
    detail: { run: claimed.runs, events: claimed.events },
  } as const;
  if (!(await commit([claimExport(one, claimed)], begun)).ok) return;
  const written = await writeOn(claimed, project, before, timeLeft);
  if (!written.ended) return;
  await endFile(claimed, written);
  const bytes = written.parts.reduce((sum, part) => sum + part.bytes, 0);
  const detail = { format: one.format, events: written.events, bytes };
  await commit(completeExport(claimed, detail, new Date()), { type: 'audit.export_completed', target, detail });
}

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const unfinished = await listUnfinished();
  const ids = inTurns(unfinished, randomInt(unfinished.length + 1));
  let waiting = ids.length;
  const leftMs = () => context.getRemainingTimeInMillis();
  await forEach(ids, (id) => {
    waiting--;
    return goOn(
      id,
      timeOfTurn(leftMs, () => waiting),
    );
  });
}

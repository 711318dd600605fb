/** Each minute: goes on with the bundles of people that were too large for an answer, each a while. */
import type { Context } from 'aws-lambda';
import { continueExports, type Making } from '../../event-export/continue-export.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { findSubject } from '../../user/find-subject.ts';
import { completedEvent, completion } from '../complete-export.ts';
import { bundleSource } from '../make-bundle.ts';

const NAME = 'dsr/write-exports';
requireVariables(triggers[NAME].access);

const BUNDLES: Making = {
  async source({ id, filter, createdAt }, project) {
    const subject = await findSubject(project, String(filter.subject_id));
    // Who was erased meanwhile is not written about any more.
    return subject && bundleSource(project, subject, { id, dsrId: String(filter.dsr_id), at: createdAt });
  },
  completed: async (one, project, size, now) => ({
    changes: await completion(project.id, String(one.filter.dsr_id), now),
    event: await completedEvent(one, size),
  }),
};

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  await continueExports(NAME, 'bundle', BUNDLES, context);
}

/** Each minute: goes on with the exports that are being written, each a while, and puts together what is whole. */
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { continueExports, type Making } from '../continue-export.ts';
import { isOfEvents } from '../event-export.ts';
import { eventsSource } from '../write-on.ts';

const NAME = 'event-export/run-exports';
requireVariables(triggers[NAME].access);

const EVENTS: Making = {
  source: async (one, project) => (isOfEvents(one) ? eventsSource(one, project) : undefined),
  completed: async ({ id, format }, _project, { events, bytes }) => ({
    changes: [],
    event: {
      type: 'audit.export_completed',
      target: { type: 'export', id },
      detail: { format, events, bytes },
    },
  }),
};

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  await continueExports(NAME, 'ndjson', EVENTS, context);
}

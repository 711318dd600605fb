/** Each minute: goes on with the exports that are being written, each a while, and puts together what is whole. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { continueExport, type Making } from '../continue-export.ts';
import { inTurns, isOfEvents, timeOfTurn } from '../event-export.ts';
import { listUnfinished } from '../event-export-store.ts';
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
  const unfinished = await listUnfinished('ndjson');
  const ids = inTurns(unfinished, randomInt(unfinished.length + 1));
  let waiting = ids.length;
  const leftMs = () => context.getRemainingTimeInMillis();
  await forEach(ids, (id) => {
    waiting--;
    return continueExport(
      NAME,
      id,
      EVENTS,
      timeOfTurn(leftMs, () => waiting),
    );
  });
}

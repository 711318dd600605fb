/** Finds logs that are ahead of the search index: records that were given up, and logs that were busy for too long. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { listLanes } from '../../log/lane-store.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { indexScopes, timeLeftOf } from '../index-log.ts';
import { listBehind } from '../search-store.ts';

requireVariables(triggers['audit/sweep-index'].access);

export async function handler(_event: unknown, context: Context): Promise<void> {
  const scopes = await listBehind([...(await listLanes()).lanes.keys()]);
  // Another start each time: what one tick does not reach, a later one begins with.
  const start = randomInt(scopes.length + 1);
  const failed = await indexScopes(
    [...scopes.slice(start), ...scopes.slice(0, start)],
    timeLeftOf(context),
    new Date(),
  );
  if (failed.length > 0) throw new Error(`${failed.length} logs could not be indexed`);
}

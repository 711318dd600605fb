/** Each minute: finds lanes ahead of their log, unfinished plans, and checkpoints and seals that are due. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { archiveAll } from '../archiver.ts';
import { reportOnce } from '../incident-store.ts';
import { listLanes } from '../lane-store.ts';

requireVariables(triggers['log/sweep-lanes'].access);

export async function handler(_event: unknown, context: Context): Promise<void> {
  const { lanes, foreign } = await listLanes();
  for (const key of foreign) await reportOnce('registry row that names no lane', { key });
  const scopes = [...lanes];
  // Another start each time: what one tick does not reach, a later one begins with.
  const start = randomInt(scopes.length + 1);
  const failed = await archiveAll([...scopes.slice(start), ...scopes.slice(0, start)], context);
  if (failed.size > 0) throw new Error(`${failed.size} scopes could not be archived`);
}

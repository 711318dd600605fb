/** Each minute: finds lanes ahead of their log, unfinished plans, and checkpoints and seals that are due. */
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { logger } from '../../shared/logger.ts';
import { triggers } from '../../triggers.ts';
import { archive } from '../archiver.ts';
import { listLanes } from '../lane-store.ts';

requireVariables(triggers['log/sweep-lanes'].access);

const PARALLEL_SCOPES = 8;
const RESERVE_MS = 20_000;

export async function handler(_event: unknown, context: Context): Promise<void> {
  const keepGoing = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  const scopes = [...(await listLanes())];
  let failures = 0;
  const worker = async () => {
    for (let next = scopes.pop(); next && keepGoing(); next = scopes.pop()) {
      const [scope, lanes] = next;
      try {
        await archive(scope, lanes, keepGoing);
      } catch (error) {
        failures++;
        logger.error('archiving failed', { scope, error_name: error instanceof Error ? error.name : 'unknown' });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_SCOPES }, worker));
  if (failures > 0) throw new Error(`${failures} scopes could not be archived`);
}

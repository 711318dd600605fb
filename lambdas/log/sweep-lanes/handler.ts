/** Each minute: finds lanes ahead of their log, unfinished plans, and checkpoints and seals that are due. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { isId } from '../../shared/ids.ts';
import { logger } from '../../shared/logger.ts';
import { triggers } from '../../triggers.ts';
import { archiveAll } from '../archiver.ts';
import { reportOnce } from '../incident-store.ts';
import { listLanes } from '../lane-store.ts';
import { readHeads } from '../log-store.ts';
import { ALL_MAX, allDue, chooseScopes, nextState, oldestNewId } from '../sweep.ts';
import { readSweep, recentScopes, writeSweep } from '../sweep-store.ts';

requireVariables(triggers['log/sweep-lanes'].access);

/** All of them, from another start each time: what one tick does not reach, a later one begins with. */
function shuffled(scopes: readonly string[]): string[] {
  const start = randomInt(scopes.length + 1);
  return [...scopes.slice(start), ...scopes.slice(0, start)];
}

/** Those that are due. Where that cannot be told, all are. */
async function choose(scopes: readonly string[], now: Date): Promise<string[]> {
  const state = await readSweep();
  if (!state || allDue(state, now)) return shuffled(scopes);
  const projects = scopes.filter((scope) => isId('project', scope));
  const recent = await recentScopes(projects, oldestNewId(state)).catch((error: unknown) => {
    logger.warn('new events not found', { error_name: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  });
  return recent ? chooseScopes(scopes, state, recent, now) : shuffled(scopes);
}

export async function handler(_event: unknown, context: Context): Promise<void> {
  const now = new Date();
  const { lanes, foreign } = await listLanes();
  for (const key of foreign) await reportOnce('registry row that names no lane', { key });
  const scopes = [...lanes.keys()];
  const many = scopes.length > ALL_MAX;
  const chosen = many ? await choose(scopes, now) : shuffled(scopes);
  const { failed, unreached } = await archiveAll(
    chosen.map((scope) => [scope, lanes.get(scope) ?? []]),
    context,
  );
  if (many) {
    const unsigned = (await readHeads(chosen)).filter(({ size, signed }) => size > (signed?.size ?? 0));
    await writeSweep(nextState([...unreached, ...failed.keys(), ...unsigned.map(({ scope }) => scope)], now));
  }
  if (failed.size > 0) throw new Error(`${failed.size} scopes could not be archived`);
}

/** A scope as the API answers it. */
import type * as z from 'zod/mini';
import { isAtLeast } from './gaps.ts';
import { readLogs, readResult, rowsIn } from './result-store.ts';
import type { Scope, ScopeResult } from './scope.ts';
import type { provenLogSchema, scopeSchema } from './scope-schema.ts';
import type { LogWalk } from './walk.ts';
import { readProgress } from './walk-state-store.ts';

type Answer = z.input<typeof scopeSchema>;
const LOGS_SHOWN = 100;

export const presentLog = ({ scope, pin, unreadable }: LogWalk): z.input<typeof provenLogSchema> => ({
  log: scope,
  origin: pin?.origin ?? null,
  size: pin?.size ?? 0,
  root: pin?.root ?? null,
  checkpoint: pin?.checkpoint ?? null,
  verifier_keys: [...(pin?.keys ?? [])],
  unreadable: [...unreadable],
});

async function presentResult(breachId: string, result: ScopeResult): Promise<Answer['result']> {
  const document = await readResult(breachId, result.key);
  const logs = await readLogs(breachId, document, 0, LOGS_SHOWN);
  return {
    revision: result.revision,
    completed_at: result.at,
    entries: result.entries,
    unreadable: result.gaps.unreadable,
    gaps: { ...result.gaps },
    at_least: isAtLeast(result.gaps),
    counts: result.counts,
    document: { ...document },
    statement: result.statement,
    logs: logs.map(presentLog),
    logs_walked: rowsIn(document, 'logs'),
  };
}

/** Before the first run there is none, and whoever asked for it need not reach the bucket. */
async function progressOf(scope: Scope): Promise<Answer['progress']> {
  const progress = scope.status === 'running' && scope.runs > 0 ? await readProgress(scope) : undefined;
  if (!progress) return null;
  const { entries, of, logsDone, logs, waits } = progress;
  return { entries, of, logs_done: logsDone, logs, waits_for_archive: waits };
}

export async function presentScope(scope: Scope): Promise<Answer> {
  const { criteria, result } = scope;
  return {
    breach_id: scope.breachId,
    number: scope.number,
    status: scope.status,
    failure: scope.failure ?? null,
    asked: {
      range_start: new Date(criteria.startMs).toISOString(),
      range_end: new Date(criteria.endMs).toISOString(),
      organizations: [...criteria.organizations],
      actors: [...criteria.actors],
      sessions: [...criteria.sessions],
      grants: [...criteria.grants],
      ips: [...criteria.networks],
      events: [...criteria.types],
      include_actors: criteria.includeActors,
      include_suspects: criteria.includeSuspects,
    },
    created_at: scope.createdAt,
    progress: await progressOf(scope),
    result: result ? await presentResult(scope.breachId, result) : null,
    followed_at: scope.followedAt ?? null,
  };
}

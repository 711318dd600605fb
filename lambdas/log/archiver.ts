/** The archiver of this environment: the ports on AWS, and a log's name. Both triggers call it alike. */
import type { Context } from 'aws-lambda';
import { logKeyIds, logPublicKey, signLogNote } from '../shared/aws/log-key.ts';
import { publishIncident } from '../shared/aws/sns.ts';
import { variable } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { archiveScope } from './archive-scope.ts';
import { createLocked, listLocked, readLocked, readStaging, writeLive, writeStaging } from './archive-store.ts';
import { readGap, readLane } from './lane-store.ts';
import { readHead, replaceHead, writeBatches } from './log-store.ts';
import { type PublicHalf, publicHalf } from './note.ts';
import type { ArchivePorts } from './ports.ts';
import { publish, signatureOverdue } from './publish.ts';

const HOUR_MS = 60 * 60 * 1000;
const toldAt = new Map<string, number>();

/** What lasts is told once an hour by each environment, not each minute. */
async function reportHourly(subject: string, details: Readonly<Record<string, unknown>>): Promise<void> {
  const key = `${subject} ${JSON.stringify(details)}`;
  if (Date.now() - (toldAt.get(key) ?? 0) < HOUR_MS) return;
  await publishIncident(subject, details);
  toldAt.set(key, Date.now());
}

const publicKeys = (): Promise<PublicHalf[]> =>
  Promise.all(logKeyIds().map(async (id) => publicHalf(await logPublicKey(id))));

async function signByKey(message: Uint8Array, key: number): Promise<Uint8Array> {
  const id = logKeyIds()[key] ?? '';
  const { type } = publicHalf(await logPublicKey(id));
  return signLogNote(message, id, type === 'ml-dsa-44' ? 'ML_DSA_SHAKE_256' : 'ED25519_SHA_512');
}

/** What the archiver and the directory call. */
export const ports: ArchivePorts = {
  readHead,
  replaceHead,
  writeBatches,
  readLane,
  readGap,
  createLocked,
  readLocked,
  listLocked,
  writeStaging,
  readStaging,
  writeLive,
  publicKeys,
  sign: signByKey,
  report: reportHourly,
};

/** A log is named by the deployment's host and its scope, as C2SP tlog-tiles recommends. */
export const originOf = (scope: string): string => `${new URL(variable('ISSUER')).host}/${scope}`;

/** Signs what is archived. A signature that fails leaves the events archived; it is told when that lasts. */
export async function sign(scope: string): Promise<void> {
  try {
    await publish(ports, scope, new Date());
  } catch (error) {
    logger.error('checkpoint not published', { scope, error_name: error instanceof Error ? error.name : 'unknown' });
    const head = await readHead(scope);
    if (head && signatureOverdue(head, new Date())) await reportHourly('checkpoint overdue', { scope });
  }
}

type Scope = readonly [scope: string, lanes: readonly number[]];

/** Time left for finishing a batch that has begun. */
const RESERVE_MS = 20_000;
/** Side by side, each with a batch in memory. */
const PARALLEL_SCOPES = 4;
/** Batches of one scope before it goes to the end of the line: a busy one must not starve the others. */
const BATCHES_IN_A_ROW = 4;

export interface Archived {
  readonly failed: ReadonlyMap<string, unknown>;
  /** Time ended before them. */
  readonly unreached: readonly string[];
}

/**
 * Archives the scopes side by side while there is time, and gives what failed by scope. One scope that fails holds up
 * no other; a scope that time did not reach is the sweeper's.
 */
export async function archiveAll(
  scopes: Iterable<Scope>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Archived> {
  const timeLeft = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  const waiting = [...scopes];
  const failed = new Map<string, unknown>();
  const worker = async () => {
    for (let next = waiting.shift(); next; next = timeLeft() ? waiting.shift() : undefined) {
      const [scope, lanes] = next;
      let batches = 0;
      const keepGoing = () => ++batches < BATCHES_IN_A_ROW && timeLeft();
      try {
        if (await archiveScope(ports, scope, { origin: originOf(scope), lanes, keepGoing })) waiting.push(next);
        await sign(scope);
      } catch (error) {
        failed.set(scope, error);
        logger.error('archiving failed', { scope, error_name: error instanceof Error ? error.name : 'unknown' });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_SCOPES }, worker));
  if (waiting.length > 0) logger.warn('scopes not reached', { count: waiting.length });
  return { failed, unreached: waiting.map(([scope]) => scope) };
}

/** The archiver of this environment: the ports on AWS, and a log's name. Both triggers call it alike. */
import type { Context } from 'aws-lambda';
import { logPublicKey, signLogNote } from '../shared/aws/log-key.ts';
import { publishIncident } from '../shared/aws/sns.ts';
import { variable } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { archiveScope } from './archive-scope.ts';
import { createLocked, listLocked, readLocked, readStaging, writeLive, writeStaging } from './archive-store.ts';
import { readLane } from './lane-store.ts';
import { readHead, replaceHead, writeBatches } from './log-store.ts';
import { rawPublicKey } from './note.ts';
import type { ArchivePorts } from './ports.ts';
import { publish } from './publish.ts';

const ports: ArchivePorts = {
  readHead,
  replaceHead,
  writeBatches,
  readLane,
  createLocked,
  readLocked,
  listLocked,
  writeStaging,
  readStaging,
  writeLive,
  publicKey: async () => rawPublicKey(await logPublicKey()),
  sign: signLogNote,
  report: publishIncident,
};

/** A log is named by the deployment's host and its scope, as C2SP tlog-tiles recommends. */
const originOf = (scope: string): string => `${new URL(variable('ISSUER')).host}/${scope}`;

/** Archives what the scope's lanes hold, then signs. A signature that fails leaves the events archived. */
async function archive(scope: string, lanes: readonly number[], keepGoing: () => boolean): Promise<void> {
  await archiveScope(ports, scope, { origin: originOf(scope), lanes, keepGoing });
  try {
    await publish(ports, scope, new Date());
  } catch (error) {
    logger.error('checkpoint not published', { scope, error_name: error instanceof Error ? error.name : 'unknown' });
  }
}

/** Time left for finishing a batch that has begun. */
const RESERVE_MS = 20_000;
const PARALLEL_SCOPES = 8;

/**
 * Archives the scopes side by side while there is time, and gives what failed by scope. One scope that fails holds up
 * no other; a scope that time did not reach is the sweeper's.
 */
export async function archiveAll(
  scopes: Iterable<readonly [scope: string, lanes: readonly number[]]>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Map<string, unknown>> {
  const keepGoing = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  const waiting = [...scopes];
  const failed = new Map<string, unknown>();
  const worker = async () => {
    for (let next = waiting.shift(); next && keepGoing(); next = waiting.shift()) {
      const [scope, lanes] = next;
      try {
        await archive(scope, lanes, keepGoing);
      } catch (error) {
        failed.set(scope, error);
        logger.error('archiving failed', { scope, error_name: error instanceof Error ? error.name : 'unknown' });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_SCOPES }, worker));
  return failed;
}

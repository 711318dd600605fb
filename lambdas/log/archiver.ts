/** The archiver of this environment: the ports on AWS, and a log's name. Made for three triggers that call it alike. */
import { logPublicKey, signLogNote } from '../shared/aws/log-key.ts';
import { publishIncident } from '../shared/aws/sns.ts';
import { variable } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { archiveScope } from './archive-scope.ts';
import { createLocked, listSegments, readLocked, readStaging, writeLive, writeStaging } from './archive-store.ts';
import { listLanes, readLane } from './lane-store.ts';
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
  listSegments,
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
export async function archive(scope: string, lanes: readonly number[], keepGoing: () => boolean): Promise<void> {
  await archiveScope(ports, scope, { origin: originOf(scope), lanes, keepGoing });
  try {
    await publish(ports, scope, new Date());
  } catch (error) {
    logger.error('checkpoint not published', { scope, error_name: error instanceof Error ? error.name : 'unknown' });
  }
}

export const lanesOf = async (scope: string): Promise<readonly number[]> => (await listLanes(scope)).get(scope) ?? [];

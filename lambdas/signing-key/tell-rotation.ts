/**
 * What follows a change of the ring. This environment goes on with it at once; and since the ring belongs to the whole
 * deployment while its event is in the log of the project that asked, those who look after the deployment are told.
 */
import { publishIncident } from '../shared/aws/sns.ts';
import { logger } from '../shared/logger.ts';
import type { KeyChange } from './change-keys.ts';
import { forgetSigningKeys, keyRing } from './signing-key-store.ts';

/** Somebody waits for the answer. */
const WITHIN_MS = 2_000;

const SUBJECTS = {
  planned: 'The key that signs tokens was rotated, for all projects',
  compromised: 'A key that signs tokens was retired, for all projects',
} as const;

/** A topic that does not answer undoes nothing: the change is made, and in the log. @param projectId whose log that is. */
export async function tellRotation(projectId: string, { reason, retired, after, event }: KeyChange): Promise<void> {
  forgetSigningKeys();
  const left = keyRing().filter((keyId) => !after.retired.includes(keyId)).length;
  try {
    await publishIncident(
      SUBJECTS[reason],
      { project: projectId, why: reason, current: event.target.id, retired, keys_left: left, at: after.rotatedAt },
      WITHIN_MS,
    );
  } catch (error) {
    logger.error('rotation of keys not told', { error_name: error instanceof Error ? error.name : 'unknown' });
  }
}

/**
 * Ends all sessions of a person: one change says that none from before this moment holds, whoever meets which of them,
 * and those that are being made meanwhile with them. The rows of the newest ones are ended too, each with its event.
 */
import { err, ok, type Result } from '../shared/result.ts';
import { signOut } from '../user/user.ts';
import { getUserWithKey, updateUser } from '../user/user-store.ts';
import { revoke } from './end-session.ts';
import { concerning, type Request } from './request.ts';
import { listSessions } from './session-store.ts';

/** Somebody else may be changing the user. */
const TRIES = 4;
const NEWEST = 100;

export async function signOutEverywhere(
  request: Pick<Request, 'project' | 'now' | 'commit'>,
  userId: string,
): Promise<Result<undefined, 'not_found' | 'conflict'>> {
  const { project, now, commit } = request;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const found = await getUserWithKey(project.id, userId);
    if (!found) return err('not_found');
    const { user } = found;
    const ended = await commit(updateUser(user, signOut(user, now), user.emailHash), {
      type: 'user.signed_out',
      target: { type: 'user', id: user.id },
      subjects: concerning(found),
    });
    if (!ended.ok) continue;
    for (const session of await listSessions(userId, NEWEST))
      if (session.createdAtMs <= now.getTime()) await revoke(request, session, found, 'signed_out_everywhere');
    return ok(undefined);
  }
  return err('conflict');
}

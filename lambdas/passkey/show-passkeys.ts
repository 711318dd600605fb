/** The signed-in user's passkeys as they are shown: with names of models, and when each was last used. */
import { listSessions } from '../session/session-store.ts';
import { modelOf } from './models.ts';
import { lastUseOf, type Passkey } from './passkey.ts';
import { presentPasskey } from './passkey-schema.ts';

/** A sign-in writes nothing for this: its session names the passkey, and nobody needs older news (performance.md, P4). */
const SESSIONS_READ = 200;

/** Oldest first. @param passkeys of one user. */
export async function showPasskeys(userId: string, passkeys: readonly Passkey[]) {
  const sessions = await listSessions(userId, SESSIONS_READ);
  return passkeys
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((passkey) => presentPasskey(passkey, modelOf(passkey.aaguid), lastUseOf(passkey, sessions)));
}

/** DELETE /v1/me/passkeys/{id} */
import { judgeRemoval } from '../../mfa/removal.ts';
import { policiesOf, standingOf } from '../../mfa/standing.ts';
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { replaceSession } from '../../session/replace-session.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { endSessionsOf } from '../end-sessions-of.ts';
import { removePasskey } from '../passkey-store.ts';
import { removePasskeyContract } from './contract.ts';

export const handler = http(removePasskeyContract, async (call) => {
  const { params, principal, project, now, commit } = call;
  const account = await getAccount(project.id, principal.userId);
  const passkey = account?.passkeys.find(({ id }) => id === params.id);
  if (!account || !passkey) return err('not_found');
  if (!isRecent(principal.loaded.session.authTimeMs, now)) return err('recent_authentication_required');

  const event = {
    type: 'passkey.removed',
    organizationId: principal.organizationId,
    target: { type: 'credential', id: passkey.id },
    detail: { aaguid: passkey.aaguid },
    subjects: acting(account),
  } as const;
  const left = { ...account, passkeys: account.passkeys.filter(({ id }) => id !== passkey.id) };
  const policies = await policiesOf(account, project);
  const judged = judgeRemoval(standingOf(account, project), standingOf(left, project), policies, now);
  if (!judged.ok) {
    await commit([], { ...event, outcome: 'denied', reason: judged.error });
    return judged;
  }
  const changes = removePasskey(account.user, passkey, now);
  const replaced = await replaceSession(call, account, { changes, events: [event], removes: passkey.id });
  if (!replaced.ok) return replaced;
  await endSessionsOf(call, account, passkey);
  return ok({ status: 200, body: replaced.value });
});

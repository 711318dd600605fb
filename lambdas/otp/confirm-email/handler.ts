/** POST /v1/me/email/confirm */
import { getAccount } from '../../session/account-store.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentUser } from '../../user/user-schema.ts';
import { proveEmail } from '../../user/user-store.ts';
import { useCode } from '../code-store.ts';
import { withCode } from '../with-code.ts';
import { confirmEmailContract } from './contract.ts';

export const handler = http(confirmEmailContract, async (call) => {
  const { body, principal, project, now, commit } = call;
  const { userId, organizationId } = principal;
  const answer = { flowId: body.flow_id, code: body.code, purpose: 'email', userId } as const;
  const confirmed = await withCode(call, answer, async (code) => {
    const account = await getAccount(project.id, userId);
    if (!account) return err('not_found');
    const { user } = account;
    // It went to an address that they have no more.
    if (code.address !== user.emailHash) return undefined;
    const committed = await commit([useCode(code), proveEmail(user, now)], {
      type: 'user.profile_updated',
      organizationId,
      target: { type: 'user', id: userId },
      detail: { changed: ['email_verified'] },
      subjects: acting(account),
    });
    return committed.ok ? ok({ ...user, emailVerified: true, updatedAt: now.toISOString() }) : committed;
  });
  return confirmed.ok ? ok({ status: 200, body: presentUser(confirmed.value) }) : confirmed;
});

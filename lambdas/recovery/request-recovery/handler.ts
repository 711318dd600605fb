/** POST /v1/recovery/requests */
import { spend } from '../../abuse/spend.ts';
import { isRegisteredRedirect } from '../../redirect-uri/redirect-uri-store.ts';
import { findAccount } from '../../session/account-store.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { emailHash } from '../../user/user-store.ts';
import { askForProof } from '../messages.ts';
import { PROOF_MS } from '../recovery.ts';
import { insertAsked } from '../recovery-store.ts';
import { hashOf, newToken } from '../recovery-token.ts';
import { mayRecover } from '../standing.ts';
import { requestRecoveryContract } from './contract.ts';

export const handler = http(requestRecoveryContract, async (call) => {
  const { body, project, now, commit, prepare } = call;
  const { redirect_uri: page, organization_id: organizationId } = body;
  if (page !== undefined && !(await isRegisteredRedirect(project.id, page))) return err('validation_failed');
  const id = newId('recovery', now);
  const expiresAtMs = now.getTime() + PROOF_MS;
  const answer = ok({ status: 202, body: { id, expires_at: new Date(expiresAtMs).toISOString() } } as const);
  const hash = await emailHash(project.id, body.email);
  // Over the budget nothing is mailed, and the answer is the same (security.md, row 25).
  if (!(await spend(call, [{ budget: 'recovery_account', whose: hash }])).ok) return answer;

  prepare(project.id);
  const account = await findAccount(project.id, hash);
  const known = account && mayRecover(account) ? account : undefined;
  const token = newToken('prove');
  const asked = insertAsked({
    id,
    projectId: project.id,
    // Nobody's id for nobody: then nothing that is mailed would be good for anything.
    userId: known?.user.id ?? newId('user', now),
    emailHash: hash,
    organizationId,
    page,
    tokenHash: hashOf('prove', token),
    status: 'open',
    requestedAt: now.toISOString(),
    expiresAtMs,
  });
  const committed = await commit([asked, await askForProof(project, { id, page }, known?.user.email, token, now)], {
    type: 'recovery.requested',
    outcome: known ? 'success' : 'denied',
    reason: known ? undefined : 'not_found',
    target: account ? { type: 'user', id: account.user.id } : { type: 'project', id: project.id },
    detail: { recovery_id: id },
    subjects: account && acting(account),
  });
  return committed.ok ? answer : committed;
});

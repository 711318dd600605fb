/** POST /v1/auth/passkey/login/verify */
import { getOrganization } from '../../organization/organization-store.ts';
import { getAccount } from '../../session/account-store.ts';
import { mintSession } from '../../session/mint-session.ts';
import { http } from '../../shared/http.ts';
import { isId } from '../../shared/ids.ts';
import { ok } from '../../shared/result.ts';
import { openChallenge } from '../challenge.ts';
import { passkeyProof } from '../passkey.ts';
import { advanceCounter } from '../passkey-store.ts';
import { refuse, refuseCopy } from '../refuse-sign-in.ts';
import { verifyAssertion } from '../verify-assertion.ts';
import { finishSignInContract } from './contract.ts';

export const handler = http(finishSignInContract, async (call) => {
  const { body, project, now, prepare } = call;
  const opened = await openChallenge(body.request_id ?? body.flow_id ?? '', 'login', project.id, now);
  if (!opened.ok) return opened;
  const { state, challenge } = opened.value;

  const userId = Buffer.from(body.credential.response.userHandle ?? '', 'base64url').toString();
  if (state.organizationId) prepare(state.organizationId);
  const [account, asked] = await Promise.all([
    isId('user', userId) ? getAccount(project.id, userId) : undefined,
    state.organizationId ? getOrganization(state.organizationId, { eventual: true }) : undefined,
  ]);
  const passkey = account?.passkeys.find(({ credentialId }) => credentialId === body.credential.id);
  const expected = state.emailHash === undefined || state.emailHash === account?.user.emailHash;
  if (!account || !passkey || !expected) return refuse(call, account, 'passkey.no_credential');

  const [only, ...more] = account.memberships;
  const organizationId = state.organizationId ?? (more.length === 0 ? only?.organizationId : undefined);
  if (!state.organizationId) prepare(organizationId ?? project.id);
  const [verified, organization] = await Promise.all([
    verifyAssertion(body.credential, passkey, project, challenge.challenge),
    state.organizationId ? asked : organizationId && getOrganization(organizationId, { eventual: true }),
  ]);
  if (!verified.ok && verified.error.kind === 'counter_regression')
    return refuseCopy(call, account, passkey, verified.error.received);
  if (!verified.ok) return refuse(call, account, 'passkey_verification_failed');

  const minted = await mintSession(call, {
    sessionId: challenge.sessionId,
    account,
    organizationId,
    organization: organization || undefined,
    proof: passkeyProof(passkey, now),
    changes: advanceCounter(passkey, verified.value),
    events: [],
    credentialId: passkey.id,
    hints: { deviceSignals: body.device_signals },
  });
  return minted.ok ? ok({ status: 200, body: minted.value }) : minted;
});

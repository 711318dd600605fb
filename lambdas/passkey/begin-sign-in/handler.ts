/** POST /v1/auth/passkey/login/options */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { emailHash } from '../../user/user-store.ts';
import { sealChallenge } from '../challenge.ts';
import { CEREMONY_MS } from '../passkey.ts';
import { beginSignInContract } from './contract.ts';

export const handler = http(beginSignInContract, async ({ body, project, now }) => {
  const { requestId, challenge } = await sealChallenge({
    ceremony: 'login',
    projectId: project.id,
    organizationId: body.organization_id,
    emailHash: body.email && (await emailHash(project.id, body.email)),
    issuedAtMs: now.getTime(),
  });
  const options = {
    challenge,
    rpId: project.relyingPartyId,
    timeout: CEREMONY_MS,
    userVerification: 'required',
  } as const;
  return ok({ status: 200, body: { request_id: requestId, options } });
});

/** POST /v1/admin/break-glass/options */
import { sealChallenge } from '../../passkey/challenge.ts';
import { CEREMONY_MS } from '../../passkey/passkey.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { beginBreakGlassContract } from './contract.ts';

export const handler = http(beginBreakGlassContract, async ({ project, now }) => {
  const { requestId, challenge } = await sealChallenge({
    ceremony: 'break_glass',
    projectId: project.id,
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

/** POST /v1/recovery/requests/{id}/complete/options */
import { effectivePolicy } from '../../organization/policy.ts';
import { sealChallenge } from '../../passkey/challenge.ts';
import { creationOptions } from '../../passkey/creation-options.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { openCompletion } from '../open-completion.ts';
import { beginCompletionContract } from './contract.ts';

export const handler = http(beginCompletionContract, async (call) => {
  const { params, body, project, now } = call;
  const opened = await openCompletion(call, params.id, body.token);
  if (!opened.ok) return opened;
  const { account, organization } = opened.value;
  const { attestation } = effectivePolicy(project.policy, organization?.policy);
  const { requestId, challenge } = await sealChallenge({
    ceremony: 'recovery',
    projectId: project.id,
    recoveryId: params.id,
    userId: account.user.id,
    attestation: attestation === 'direct' ? attestation : undefined,
    issuedAtMs: now.getTime(),
  });
  const { id: userId, email, name } = account.user;
  // The old passkeys go, so none of them is in the way of a new one on the same device.
  const options = creationOptions(project, { userId, email, name, challenge, passkeys: [], attestation });
  return ok({ status: 200, body: { request_id: requestId, options } });
});

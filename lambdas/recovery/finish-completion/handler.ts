/** POST /v1/recovery/requests/{id}/complete/verify */
import { openChallenge } from '../../passkey/challenge.ts';
import { verifyAttestation } from '../../passkey/verify-attestation.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { complete } from '../complete.ts';
import { openCompletion } from '../open-completion.ts';
import { refuse } from '../refuse.ts';
import { finishCompletionContract } from './contract.ts';

export const handler = http(finishCompletionContract, async (call) => {
  const { params, body, project, now } = call;
  const begun = await openChallenge(body.request_id, 'recovery', project.id, now);
  if (!begun.ok || begun.value.state.recoveryId !== params.id)
    return refuse(call, params.id, 'finish', 'challenge_expired');
  const { state, challenge } = begun.value;
  const opened = await openCompletion(call, params.id, body.token);
  if (!opened.ok) return opened;

  const passkey = await verifyAttestation(
    body.credential,
    { userId: state.userId, project, challenge: challenge.challenge, now },
    state.attestation === 'direct' ? (await import('../../passkey/certificates.ts')).verifyCertified : undefined,
  );
  if (!passkey.ok) return refuse(call, params.id, 'finish', passkey.error);
  const completed = await complete(call, opened.value, passkey.value, challenge.sessionId, body.old_passkeys);
  return completed.ok ? ok({ status: 200, body: completed.value }) : completed;
});

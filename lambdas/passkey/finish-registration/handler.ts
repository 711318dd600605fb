/** POST /v1/auth/passkey/register/verify */
import { getOrganization } from '../../organization/organization-store.ts';
import { mintSession } from '../../session/mint-session.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { openChallenge } from '../challenge.ts';
import { insertPasskey } from '../passkey-store.ts';
import { refuse } from '../refuse-sign-in.ts';
import { authorOf, openRegistration } from '../registration.ts';
import { verifyAttestation } from '../verify-attestation.ts';
import { finishRegistrationContract } from './contract.ts';

export const handler = http(finishRegistrationContract, async (call) => {
  const { body, project, now, prepare } = call;
  const opened = await openChallenge(body.request_id ?? body.flow_id ?? '', 'register', project.id, now);
  if (!opened.ok) return opened;
  const { state, challenge } = opened.value;

  prepare(state.organizationId ?? project.id);
  const [registration, organization, passkey] = await Promise.all([
    openRegistration(state, call),
    state.organizationId ? getOrganization(state.organizationId, { eventual: true }) : undefined,
    verifyAttestation(
      body.credential,
      { userId: state.userId, project, challenge: challenge.challenge, now },
      state.attestation === 'direct' ? (await import('../certificates.ts')).verifyCertified : undefined,
    ),
  ]);
  if (!registration.ok) return registration;
  const { account, proof, provenBy, changes, events, ...replacement } = registration.value;
  if (!passkey.ok) return refuse(call, state.create ? undefined : account, 'passkey_verification_failed');

  const { aaguid, synced, attested, id } = passkey.value;
  const minted = await mintSession(call, {
    sessionId: challenge.sessionId,
    account,
    organizationId: state.organizationId,
    organization,
    proof: proof(passkey.value),
    ...replacement,
    registers: { aaguid, synced, attested, newcomer: state.create !== undefined },
    changes: [...changes, ...insertPasskey(project.id, passkey.value)],
    events: [
      ...events,
      {
        type: 'passkey.registered',
        ...authorOf(state),
        target: { type: 'credential', id },
        detail: { aaguid, synced, session_id: challenge.sessionId },
      },
    ],
    credentialId: provenBy(passkey.value),
    enrolledBy: state.keyId,
    hints: { deviceSignals: body.device_signals },
  });
  if (minted.ok) return ok({ status: 200, body: minted.value });
  // A stranger learns no more than from a project that is closed; the customer's server may know.
  return minted.error === 'email_taken' && state.by === 'stranger' ? err('sign_up_closed') : minted;
});

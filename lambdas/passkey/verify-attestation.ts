/** Checks a new passkey (WebAuthn L3 §7.1). Where no attestation was asked for, the authenticator's model is its own claim. */
import {
  type VerifiedRegistrationResponse,
  type VerifyRegistrationResponseOpts,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Project } from '../project/project.ts';
import { newId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { isFramed } from './client-data.ts';
import type { AttestationCredential } from './credential-schema.ts';
import { ALGORITHMS, type Passkey } from './passkey.ts';
import { isUsable } from './public-key.ts';

type Verified = Extract<VerifiedRegistrationResponse, { verified: true }>;

/** How the attestation statement is judged. */
export type Verify = (
  options: VerifyRegistrationResponseOpts,
) => Promise<{ readonly verified: false } | (Verified & { readonly attested: boolean })>;

const unattested: Verify = async (options) => {
  const answer = await verifyRegistrationResponse(options);
  return answer.verified ? { ...answer, attested: false } : { verified: false };
};

interface Expected {
  readonly userId: string;
  readonly project: Pick<Project, 'origins' | 'relyingPartyId'>;
  readonly challenge: string;
  readonly now: Date;
}

/** @param verify where attestation was asked for: `certificates.ts`. */
export async function verifyAttestation(
  credential: AttestationCredential,
  { userId, project, challenge, now }: Expected,
  verify: Verify = unattested,
): Promise<Result<Passkey, 'passkey_verification_failed'>> {
  try {
    if (isFramed(credential.response.clientDataJSON)) return err('passkey_verification_failed');
    const { transports = [], ...response } = credential.response;
    const answer = await verify({
      response: { ...credential, response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: [...project.origins],
      expectedRPID: project.relyingPartyId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    if (!answer.verified) return err('passkey_verification_failed');
    const { registrationInfo: info, attested } = answer;
    if (info.credential.id !== credential.id || !isUsable(info.credential.publicKey))
      return err('passkey_verification_failed');
    return ok({
      id: newId('credential', now),
      credentialId: info.credential.id,
      userId,
      publicKey: info.credential.publicKey,
      counter: info.credential.counter,
      aaguid: info.aaguid,
      attested,
      synced: info.credentialDeviceType === 'multiDevice',
      transports,
      status: 'active',
      createdAt: now.toISOString(),
    });
  } catch {
    return err('passkey_verification_failed');
  }
}

/** Checks a new passkey (WebAuthn L3 §7.1). Attestation is not asked for, so the authenticator's model is its own claim. */
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import type { Project } from '../project/project.ts';
import { newId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { isFramed } from './client-data.ts';
import type { AttestationCredential } from './credential-schema.ts';
import { ALGORITHMS, type Passkey } from './passkey.ts';

export async function verifyAttestation(
  credential: AttestationCredential,
  userId: string,
  project: Pick<Project, 'origins' | 'relyingPartyId'>,
  challenge: string,
  now: Date,
): Promise<Result<Passkey, 'passkey_verification_failed'>> {
  try {
    if (isFramed(credential.response.clientDataJSON)) return err('passkey_verification_failed');
    const { transports = [], ...response } = credential.response;
    const { verified, registrationInfo: info } = await verifyRegistrationResponse({
      response: { ...credential, response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: [...project.origins],
      expectedRPID: project.relyingPartyId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    if (!verified || info.credential.id !== credential.id) return err('passkey_verification_failed');
    return ok({
      id: newId('credential', now),
      credentialId: info.credential.id,
      userId,
      publicKey: info.credential.publicKey,
      counter: info.credential.counter,
      aaguid: info.aaguid,
      attested: false,
      synced: info.credentialDeviceType === 'multiDevice',
      transports,
      status: 'active',
      createdAt: now.toISOString(),
    });
  } catch {
    return err('passkey_verification_failed');
  }
}

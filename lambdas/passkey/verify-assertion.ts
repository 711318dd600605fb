/** Checks that a passkey signed the challenge (WebAuthn L3 §7.2). */
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { Project } from '../project/project.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { isFramed } from './client-data.ts';
import type { AssertionCredential } from './credential-schema.ts';
import { isCounterRegression, type Passkey } from './passkey.ts';

export type AssertionError =
  | { readonly kind: 'invalid' }
  | { readonly kind: 'counter_regression'; readonly received: number };

/** The new counter. A counter that went back is told apart only where the signature is right: else anyone could claim it. */
export async function verifyAssertion(
  credential: AssertionCredential,
  passkey: Passkey,
  project: Pick<Project, 'origins' | 'relyingPartyId'>,
  challenge: string,
): Promise<Result<number, AssertionError>> {
  try {
    if (passkey.status !== 'active' || isFramed(credential.response.clientDataJSON)) return err({ kind: 'invalid' });
    const { response } = credential;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...credential,
        response: { ...response, userHandle: response.userHandle ?? undefined },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: [...project.origins],
      expectedRPID: project.relyingPartyId,
      requireUserVerification: true,
      credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
    });
    const { credentialDeviceType, newCounter } = authenticationInfo;
    if (!verified || (credentialDeviceType === 'multiDevice') !== passkey.synced) return err({ kind: 'invalid' });
    if (isCounterRegression(passkey.counter, newCounter))
      return err({ kind: 'counter_regression', received: newCounter });
    return ok(newCounter);
  } catch {
    return err({ kind: 'invalid' });
  }
}

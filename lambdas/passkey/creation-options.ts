/** What a browser is asked to make a passkey with. */
import type * as z from 'zod/mini';
import type { Project } from '../project/project.ts';
import type { creationOptionsSchema } from './creation-options-schema.ts';
import { ALGORITHMS, CEREMONY_MS, type Passkey } from './passkey.ts';

export interface Creation {
  readonly userId: string;
  readonly email: string;
  readonly name: string | undefined;
  readonly challenge: string;
  /** That the person has already, and keeps. */
  readonly passkeys: readonly Passkey[];
  readonly attestation: 'none' | 'direct';
}

export const creationOptions = (
  { relyingPartyId, relyingPartyName }: Pick<Project, 'relyingPartyId' | 'relyingPartyName'>,
  { userId, email, name, challenge, passkeys, attestation }: Creation,
): z.input<typeof creationOptionsSchema> => ({
  rp: { id: relyingPartyId, name: relyingPartyName },
  user: { id: Buffer.from(userId).toString('base64url'), name: email, displayName: name ?? email },
  challenge,
  pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
  timeout: CEREMONY_MS,
  excludeCredentials: passkeys.map(({ credentialId, transports }) => ({
    type: 'public-key',
    id: credentialId,
    transports: [...transports],
  })),
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  attestation,
});

/** Passkeys: what is kept of one, which ones are accepted, and what using one proves. */
import type { Proof } from '../session/gate.ts';

/** COSE algorithms (RFC 9053): EdDSA, ES256, RS256. Pinned, because a library's defaults differ by runtime. */
export const ALGORITHMS = [-8, -7, -257] as const;

/** How long a ceremony may take. */
export const CEREMONY_MS = 5 * 60_000;

/** Longest sealed state of a ceremony, in base64url (`challenge.ts`). */
export const MAX_REQUEST_ID = 2_048;

export interface Passkey {
  readonly id: string;
  /** The authenticator's name for it, base64url. */
  readonly credentialId: string;
  readonly userId: string;
  /** As its owner calls it: personal data. */
  readonly name?: string | undefined;
  /** COSE_Key. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  /** Model of the authenticator; its own claim, unless attested. */
  readonly aaguid: string;
  /** Whether the maker of the authenticator signed for its model (WebAuthn L3 §6.5). */
  readonly attested: boolean;
  /** Whether it may leave the device (WebAuthn flag BE). A passkey never changes this. */
  readonly synced: boolean;
  readonly transports: readonly string[];
  /** A suspect passkey showed a counter that went back: there may be two of it (security.md, row 6). */
  readonly status: 'active' | 'suspect';
  /** RFC 3339. */
  readonly createdAt: string;
}

/** When it was last signed in with, milliseconds; a session goes on and tells nothing later. */
export function lastUseOf(
  { id }: Pick<Passkey, 'id'>,
  sessions: readonly { readonly credentialId?: string | undefined; readonly authTimeMs: number }[],
): number | undefined {
  const uses = sessions.filter(({ credentialId }) => credentialId === id).map(({ authTimeMs }) => authTimeMs);
  return uses.length > 0 ? Math.max(...uses) : undefined;
}

/** A counter that does not grow tells of a copy; one that is 0 on both sides is not used (WebAuthn L3 §6.1.1). */
export const isCounterRegression = (stored: number, received: number): boolean =>
  (stored > 0 || received > 0) && received <= stored;

/**
 * User verification makes a passkey two factors: a key that is held and a body or a PIN.
 * `pop` because without attestation nobody knows whether the key is in hardware (OpenID EAP, RFC 8176).
 */
export const passkeyProof = (
  { aaguid, synced, attested }: Pick<Passkey, 'aaguid' | 'synced' | 'attested'>,
  now: Date,
): Proof => ({
  method: 'passkey',
  factors: ['passkey'],
  amr: ['pop', 'user', 'mfa'],
  acr: 'phr',
  aaguid,
  synced,
  attested,
  atMs: now.getTime(),
});

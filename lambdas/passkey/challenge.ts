/**
 * The challenge of a ceremony, sealed and stored nowhere (ADR 0009): the client carries the state, the WebAuthn challenge
 * is a MAC of it, and so is the id of the session that it leads to, which makes a second use collide.
 */
import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { derivedKey } from '../shared/derived-key.ts';
import { ID_PREFIXES } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { CEREMONY_MS } from './passkey.ts';

interface Ceremony {
  readonly projectId: string;
  readonly organizationId?: string | undefined;
  readonly issuedAtMs: number;
}

export interface LoginState extends Ceremony {
  readonly ceremony: 'login';
  /** Keyed hash of the e-mail that was typed, if one was. */
  readonly emailHash?: string | undefined;
}

export interface RegistrationState extends Ceremony {
  readonly ceremony: 'register';
  readonly userId: string;
  /** Who allowed it: the signed-in user, the customer's server, or nobody. */
  readonly by: 'user' | 'secret_key' | 'stranger';
  /** The secret key of the customer's server. */
  readonly keyId?: string | undefined;
  /** The user to be made; absent for one who exists. */
  readonly create?: { readonly email: string; readonly name?: string | undefined } | undefined;
  /** Whether makers' certificates were asked for. */
  readonly attestation?: 'direct' | undefined;
  /** The session of the signed-in user. */
  readonly session?: { readonly id: string; readonly organizationId?: string | undefined } | undefined;
}

/** An emergency operator breaks the glass: no session comes of it, but one grant. */
export interface BreakGlassState extends Ceremony {
  readonly ceremony: 'break_glass';
}

/** The new passkey of somebody whose account is recovered. */
export interface RecoveryState extends Ceremony {
  readonly ceremony: 'recovery';
  readonly recoveryId: string;
  readonly userId: string;
  /** Whether the authenticator has to say by whom it was made. */
  readonly attestation?: 'direct' | undefined;
}

export type ChallengeState = LoginState | RegistrationState | BreakGlassState | RecoveryState;

export interface Challenge {
  /** What the client sends back. */
  readonly requestId: string;
  /** What the authenticator signs, base64url. */
  readonly challenge: string;
  /** The only session that this challenge can lead to. */
  readonly sessionId: string;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** States are padded with spaces to one length for each ceremony, so that a request id tells nothing. */
const SEALED_STATE_BYTES = { login: 320, register: 1_408, break_glass: 192, recovery: 320 } as const;

const mac = (key: KeyObject, purpose: string, sealed: Uint8Array): Buffer =>
  createHmac('sha256', key).update(`${purpose}\n`).update(sealed).digest();

function derive(key: KeyObject, sealed: Buffer, issuedAtMs: number): Challenge {
  const bits = mac(key, 'session', sealed);
  let next = 0;
  const random = () => ((bits[next++] ?? 0) % 32) / 32;
  return {
    requestId: sealed.toString('base64url'),
    challenge: mac(key, 'webauthn', sealed).toString('base64url'),
    sessionId: `${ID_PREFIXES.session}_${ulid(issuedAtMs, random)}`,
  };
}

export async function sealChallenge(state: ChallengeState): Promise<Challenge> {
  const key = await derivedKey('challenge/v1');
  const text = Buffer.alloc(SEALED_STATE_BYTES[state.ceremony], ' ');
  const json = Buffer.from(JSON.stringify(state));
  if (json.copy(text) < json.length) throw new Error('the state of a ceremony is too long');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return derive(key, sealed, state.issuedAtMs);
}

type StateOf<C extends ChallengeState['ceremony']> = Extract<ChallengeState, { ceremony: C }>;

function unseal(key: KeyObject, sealed: Buffer): ChallengeState | undefined {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(text) as ChallengeState;
  } catch {
    return undefined;
  }
}

/** The state, if it was sealed here for this ceremony and project no longer than five minutes ago. */
export async function openChallenge<C extends ChallengeState['ceremony']>(
  requestId: string,
  ceremony: C,
  projectId: string,
  now: Date,
): Promise<Result<{ state: StateOf<C>; challenge: Challenge }, 'challenge_expired'>> {
  const key = await derivedKey('challenge/v1');
  const sealed = Buffer.from(requestId, 'base64url');
  // One spelling: what is accepted is what was issued.
  const state = sealed.toString('base64url') === requestId ? unseal(key, sealed) : undefined;
  if (state?.ceremony !== ceremony || state.projectId !== projectId) return err('challenge_expired');
  const age = now.getTime() - state.issuedAtMs;
  if (age < 0 || age >= CEREMONY_MS) return err('challenge_expired');
  return ok({ state: state as StateOf<C>, challenge: derive(key, sealed, state.issuedAtMs) });
}

/**
 * Refresh tokens (ADR 0013): `rt_` and base64url of ids, generation and 256 bits that only this deployment's key makes from the
 * session's seed. Nothing secret is stored, each token's successor can be made again for a client whose answer was
 * lost, and a token of one session is none of another.
 */
import { type CipherKey, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ID_PREFIXES, type IdKind, isId } from '../shared/ids.ts';
import type { Session } from './session.ts';

/** What the key of refresh tokens is derived for. */
export const REFRESH_KEY = 'refresh/v1';

const ULID = 26;
const NO_ORGANIZATION = '-'.repeat(ULID);
const ID_BYTES = 4 * ULID;
const SECRET_BYTES = 32;
const FORM = /^rt_[A-Za-z0-9_-]{187}$/;

export const newSeed = (): Uint8Array => randomBytes(16);

/** Tells one client from another well enough to see who sends a spent token. */
export const clientOf = (userAgent: string | undefined): string =>
  createHash('sha256')
    .update(userAgent ?? '')
    .digest('base64url')
    .slice(0, 16);

/** What a refresh token says of itself, before its session was read. */
export interface RefreshToken {
  /** A cookie's value has the same form and another key (`session-cookie.ts`). */
  readonly carrier: 'body' | 'cookie';
  readonly userId: string;
  readonly sessionId: string;
  readonly projectId: string;
  readonly organizationId: string | undefined;
  readonly generation: number;
  readonly secret: Uint8Array;
}

const ulidOf = (id: string): string => id.slice(-ULID);

const secretOf = (key: CipherKey, session: Pick<Session, 'id' | 'seed'>, generation: number): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([session.id, Buffer.from(session.seed).toString('base64url'), generation]))
    .digest();

/** The session's current token. @param key the deployment's, derived for `REFRESH_KEY`. */
export function makeRefreshToken(key: CipherKey, session: Session): string {
  const { userId, id, projectId, organizationId, generation } = session;
  const ids = [userId, id, projectId, organizationId ?? NO_ORGANIZATION].map(ulidOf).join('');
  const number = Buffer.alloc(4);
  number.writeUInt32BE(generation);
  return `rt_${Buffer.concat([Buffer.from(ids), number, secretOf(key, session, generation)]).toString('base64url')}`;
}

/** `undefined` for anything that does not have the form of a refresh token. */
export function readRefreshToken(token: string): RefreshToken | undefined {
  const bytes = Buffer.from(FORM.test(token) ? token.slice(3) : '', 'base64url');
  if (bytes.length !== ID_BYTES + 4 + SECRET_BYTES || bytes.toString('base64url') !== token.slice(3)) return undefined;
  const idAt = (kind: IdKind, index: number) =>
    `${ID_PREFIXES[kind]}_${bytes.toString('latin1', index * ULID, (index + 1) * ULID)}`;
  const [userId, sessionId, projectId] = [idAt('user', 0), idAt('session', 1), idAt('project', 2)];
  const organizationId = idAt('organization', 3);
  const chosen = !organizationId.endsWith(NO_ORGANIZATION);
  if (!isId('user', userId) || !isId('session', sessionId) || !isId('project', projectId)) return undefined;
  if (chosen && !isId('organization', organizationId)) return undefined;
  return {
    carrier: 'body',
    userId,
    sessionId,
    projectId,
    organizationId: chosen ? organizationId : undefined,
    generation: bytes.readUInt32BE(ID_BYTES),
    secret: bytes.subarray(ID_BYTES + 4),
  };
}

/** Whether this deployment made the token for this session, whichever generation it is. */
export const isAuthentic = (key: CipherKey, token: RefreshToken, session: Session): boolean =>
  timingSafeEqual(token.secret, secretOf(key, session, token.generation));

/** Machine clients: `mci_` and a ULID, and a secret `msc_` that is shown once (RFC 6749 §2.3.1, §4.4). */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';

export interface M2mClient {
  /** `mci_…`; also the `client_id`. */
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** What its tokens may say: words of the customer's own APIs, never scopes of Hale's. */
  readonly scopes: readonly string[];
  /** SHA-256 of the secret, base64url: it has 256 random bits. */
  readonly hash: string;
  readonly status: 'active' | 'revoked';
  /** RFC 3339; absent for a client without an end. */
  readonly expiresAt: string | undefined;
  readonly createdAt: string;
  /** Of the person who made it, or made the key that did; none where the deployer did. */
  readonly madeBy?: string | undefined;
}

const FORM = /^msc_[0-9a-f]{64}_[0-9a-f]{8}$/;
const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

function newSecret(): string {
  const body = `msc_${randomBytes(32).toString('hex')}`;
  return `${body}_${checksum(body)}`;
}

/** Whether a text can be a secret at all: scanners tell by the prefix and the checksum. */
const isSecretForm = (secret: string): boolean =>
  FORM.test(secret) && checksum(secret.slice(0, -9)) === secret.slice(-8);

export function newM2mClient(
  input: Pick<M2mClient, 'projectId' | 'name' | 'scopes' | 'expiresAt' | 'madeBy'>,
  now: Date,
): { readonly client: M2mClient; readonly secret: string } {
  const secret = newSecret();
  const id = newId('client', now);
  return {
    secret,
    client: { ...input, id, hash: hashSecret(secret), status: 'active', createdAt: now.toISOString() },
  };
}

/** One answer for a client that is unknown, revoked or expired and for a wrong secret. */
export function verifyClient(
  client: M2mClient | undefined,
  secret: string,
  now: Date,
): Result<M2mClient, 'invalid_client'> {
  const expected = Buffer.from(client?.hash ?? hashSecret('no such client'));
  const matches = timingSafeEqual(expected, Buffer.from(hashSecret(secret)));
  if (!client || !matches || !isSecretForm(secret) || client.status !== 'active') return err('invalid_client');
  if (client.expiresAt && Date.parse(client.expiresAt) <= now.getTime()) return err('invalid_client');
  return ok(client);
}

/** What was asked for, or everything; nothing that the client does not hold (RFC 6749 §3.3). */
export function grantScopes(
  { scopes }: Pick<M2mClient, 'scopes'>,
  asked: string | undefined,
): Result<readonly string[], 'invalid_scope'> {
  const wanted = [...new Set((asked ?? '').split(' ').filter(Boolean))];
  if (wanted.length === 0) return ok(scopes);
  return wanted.every((scope) => scopes.includes(scope)) ? ok(wanted) : err('invalid_scope');
}

/** Secret keys: `sk_live_` or `sk_test_`, the key's ULID, 256 random bits and a checksum that scanners can verify. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Project } from '../project/project.ts';
import { ID_PREFIXES, newId } from '../shared/ids.ts';
import type { Scope } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';

export interface ApiKey {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the whole secret, base64url. The secret itself is shown once and stored nowhere. */
  readonly hash: string;
  /** RFC 3339; absent for a key without an end. */
  readonly expiresAt: string | undefined;
  readonly createdAt: string;
  /** Of the person who made it, or made the key that did; none where the deployer did. */
  readonly madeBy?: string | undefined;
}

const FORM = /^sk_(live|test)_([0-9A-HJKMNP-TV-Z]{26})_([0-9a-f]{64})_([0-9a-f]{8})$/;

const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

function newSecret(keyId: string, environment: 'live' | 'test'): string {
  const body = `sk_${environment}_${keyId.slice(ID_PREFIXES.key.length + 1)}_${randomBytes(32).toString('hex')}`;
  return `${body}_${checksum(body)}`;
}

/** The id of the key that a secret claims to be; `undefined` for anything that is not a key. */
export function keyIdOf(secret: string): string | undefined {
  const [, , id, , sum] = FORM.exec(secret) ?? [];
  return id && sum === checksum(secret.slice(0, -9)) ? `${ID_PREFIXES.key}_${id}` : undefined;
}

export interface NewApiKey {
  readonly name: string;
  /** None stands for all that the granting key holds: that is how clients rotate a key. */
  readonly scopes: readonly Scope[];
  /** RFC 3339 with any offset. */
  readonly expires_at?: string | undefined;
}

/** What a key allows, before it has an id and a secret. */
export type Grant = Pick<ApiKey, 'name' | 'scopes' | 'expiresAt' | 'madeBy'>;

/** A key grants no scope that it does not hold itself and no day that it does not live; no key is born expired. */
export function grantKey(
  input: NewApiKey,
  held: Pick<ApiKey, 'scopes' | 'expiresAt'>,
  now: Date,
): Result<Grant, 'forbidden' | 'validation_failed'> {
  const scopes = input.scopes.length > 0 ? [...new Set(input.scopes)].sort() : held.scopes;
  if (!scopes.every((scope) => held.scopes.includes(scope))) return err('forbidden');
  const expiresAt = input.expires_at === undefined ? held.expiresAt : new Date(input.expires_at).toISOString();
  if (expiresAt && Date.parse(expiresAt) <= now.getTime()) return err('validation_failed');
  if (expiresAt && held.expiresAt && Date.parse(expiresAt) > Date.parse(held.expiresAt)) return err('forbidden');
  return ok({ name: input.name, scopes, expiresAt });
}

/** A new key and its secret, which is shown once. */
export function newApiKey(
  grant: Grant,
  project: Pick<Project, 'id' | 'environment'>,
  now: Date,
): { readonly key: ApiKey; readonly secret: string } {
  const id = newId('key', now);
  const secret = newSecret(id, project.environment);
  return {
    secret,
    key: { ...grant, id, projectId: project.id, hash: hashSecret(secret), createdAt: now.toISOString() },
  };
}

/** A key other than this one that can manage keys, the one that lives longest; `undefined` where this is the last. */
export function successorOf(key: ApiKey, all: readonly ApiKey[], now: Date): ApiKey | undefined {
  const end = ({ expiresAt }: ApiKey) => (expiresAt ? Date.parse(expiresAt) : Number.POSITIVE_INFINITY);
  return all
    .filter(({ id, scopes }) => id !== key.id && scopes.includes('api_keys:write'))
    .filter((other) => end(other) > now.getTime())
    .reduce<ApiKey | undefined>((best, other) => (best && end(best) >= end(other) ? best : other), undefined);
}

export function verifyKey(key: ApiKey | undefined, secret: string, now: Date): Result<ApiKey, 'unauthenticated'> {
  const expected = Buffer.from(key?.hash ?? hashSecret('no such key'));
  const matches = timingSafeEqual(expected, Buffer.from(hashSecret(secret)));
  if (!key || !matches) return err('unauthenticated');
  if (key.expiresAt && Date.parse(key.expiresAt) <= now.getTime()) return err('unauthenticated');
  return ok(key);
}

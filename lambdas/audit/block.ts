/**
 * The payload of an event: one public block, and one sealed block for each person it concerns (audit-log.md §1).
 * The leaf commits to the public block and to the sealed bytes. Destroying a person's key erases the content of
 * their blocks and leaves every proof valid.
 */
import {
  type CipherKey,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash as digest,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { canonical } from './leaf.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };
export type JsonObject = { readonly [name: string]: Json | undefined };

const NONCE_BYTES = 12;
const HEADER_BYTES = NONCE_BYTES + 32;
const TAG_BYTES = 16;

/** The public block: canonical JSON with a 32-byte salt inside, so that nobody can guess it from the leaf alone. */
export const publicBlock = (content: JsonObject): string =>
  canonical({ ...content, salt: randomBytes(32).toString('base64url') });

const sha256 = (bytes: string | Uint8Array): Buffer => digest('sha256', bytes, 'buffer');
const PAYLOAD_HEADER = Buffer.from('hale/payload/v1\n');

/**
 * SHA-256 over `hale/payload/v1\n`, the public block's SHA-256, then for each sealed block in the order of subject ids:
 * its subject id, a line feed and the SHA-256 of its sealed bytes. Base64url. Whoever holds the row can check it
 * without any key, before and after a person's key is destroyed.
 */
export const commitment = (open: string, sealed: Readonly<Record<string, Uint8Array>>): string =>
  commitmentOfHashes(
    open,
    Object.fromEntries(Object.entries(sealed).map(([subject, bytes]) => [subject, sha256(bytes)])),
  );

/** The same, for whoever has of the sealed blocks but their SHA-256. */
export function commitmentOfHashes(open: string, hashes: Readonly<Record<string, Uint8Array>>): string {
  const parts = [PAYLOAD_HEADER, sha256(open)];
  for (const [subject, bytes] of Object.entries(hashes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    parts.push(Buffer.from(`${subject}\n`), Buffer.from(bytes));
  }
  return digest('sha256', Buffer.concat(parts), 'base64url');
}

const associated = (eventId: string, subject: string) => Buffer.from(`${eventId}|${subject}`);
const derive = (key: CipherKey, purpose: string, nonce: Uint8Array): Buffer =>
  createHmac('sha256', key).update(`hale/${purpose}/v1\n`).update(nonce).digest();

const cipherKey = (key: CipherKey, nonce: Uint8Array): KeyObject => createSecretKey(derive(key, 'seal', nonce));

/**
 * nonce (12) ‖ key commitment (32) ‖ AES-256-GCM ciphertext ‖ tag (16). The event and the subject are associated data.
 * GCM alone does not commit to its key: one ciphertext can be made to open to two contents under two keys. So the
 * cipher's key is derived for the block, beside an HMAC that no other key gives.
 */
export function sealBlock(text: string, key: CipherKey, eventId: string, subject: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', cipherKey(key, nonce), nonce).setAAD(associated(eventId, subject));
  const sealed = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([nonce, derive(key, 'key', nonce), ...sealed]);
}

/** The text of a sealed block. Throws when key, event or subject is not the one it was sealed for. */
export function openBlock(sealed: Uint8Array, key: CipherKey, eventId: string, subject: string): string {
  const bytes = Buffer.from(sealed);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const committed = bytes.subarray(NONCE_BYTES, HEADER_BYTES);
  const expected = derive(key, 'key', nonce);
  if (committed.byteLength !== expected.byteLength || !timingSafeEqual(committed, expected))
    throw new Error('this is not the key that the block was sealed with');
  const decipher = createDecipheriv('aes-256-gcm', cipherKey(key, nonce), nonce)
    .setAAD(associated(eventId, subject))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(HEADER_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}

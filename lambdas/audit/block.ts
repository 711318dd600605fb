/**
 * The payload of an event: one public block, and one sealed block for each person it concerns (audit-log.md §1).
 * Each block carries a 32-byte salt; the leaf commits to the block hashes. Destroying a person's key erases the
 * content of their blocks and leaves every proof valid.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { canonical } from './leaf.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };
export type JsonObject = { readonly [name: string]: Json | undefined };

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Canonical JSON with a salt inside, so that nobody can guess the content from a hash. */
export const makeBlock = (content: JsonObject): string =>
  canonical({ ...content, salt: randomBytes(32).toString('base64url') });

const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * SHA-256 over `hale/payload/v1\n`, the public block's SHA-256, then for each sealed block in the order of subject ids:
 * its subject id, a line feed and the SHA-256 of its sealed bytes. Base64url. Whoever holds the row can check it
 * without any key, before and after a person's key is destroyed.
 */
export function commitment(open: string, sealed: Readonly<Record<string, Uint8Array>>): string {
  const sum = createHash('sha256').update('hale/payload/v1\n').update(sha256(open));
  for (const [subject, bytes] of Object.entries(sealed).sort(([a], [b]) => (a < b ? -1 : 1))) {
    sum.update(`${subject}\n`).update(sha256(bytes));
  }
  return sum.digest('base64url');
}

const associated = (eventId: string, subject: string) => Buffer.from(`${eventId}|${subject}`);

/** AES-256-GCM: nonce (12) ‖ ciphertext ‖ tag (16). The event and the subject are associated data. */
export function sealBlock(text: string, key: Uint8Array, eventId: string, subject: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(eventId, subject));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** The text of a sealed block. Throws when key, event or subject is not the one it was sealed for. */
export function openBlock(sealed: Uint8Array, key: Uint8Array, eventId: string, subject: string): string {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    .setAAD(associated(eventId, subject))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}

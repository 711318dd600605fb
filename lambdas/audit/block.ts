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

export interface Block {
  /** Canonical JSON with the salt inside. */
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: Buffer;
}

export function makeBlock(content: JsonObject): Block {
  const text = canonical({ ...content, salt: randomBytes(32).toString('base64url') });
  return { text, hash: createHash('sha256').update(text, 'utf8').digest() };
}

/**
 * SHA-256 over `hale/payload/v1\n`, the public block's hash, then for each sealed block in the order of subject ids:
 * its subject id, a line feed and its hash. Base64url.
 */
export function commitment(publicHash: Uint8Array, sealed: ReadonlyMap<string, Uint8Array>): string {
  const sum = createHash('sha256').update('hale/payload/v1\n').update(publicHash);
  for (const subject of [...sealed.keys()].sort()) {
    sum.update(`${subject}\n`).update(sealed.get(subject) ?? Buffer.alloc(0));
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

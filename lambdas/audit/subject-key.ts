/**
 * Data keys of the people in the log. Each is wrapped under its project's key and lies in the user's own collection;
 * deleting that row is what erases a person's content (audit-log.md §9).
 */
import {
  type CipherKey,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under the project key, the subject's id as associated data: nonce ‖ ciphertext ‖ tag, 60 bytes. */
function wrapSubjectKey(key: Uint8Array, projectKey: CipherKey, subject: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', projectKey, nonce).setAAD(Buffer.from(subject));
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

export function unwrapSubjectKey(wrapped: Uint8Array, projectKey: CipherKey, subject: string): KeyObject {
  const bytes = Buffer.from(wrapped);
  const decipher = createDecipheriv('aes-256-gcm', projectKey, bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(subject))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const key = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  return createSecretKey(key);
}

export const newSubjectKey = (projectKey: CipherKey, subject: string): Uint8Array =>
  wrapSubjectKey(randomBytes(32), projectKey, subject);

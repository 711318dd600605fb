/**
 * Secrets that must be readable again, such as TOTP seeds (features.md A9): AES-256-GCM under a key derived from the
 * project's data key, with project, kind and record as associated data. Moved to another row, they do not open.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';

/** What the secret is of: no two kinds share a key. */
export interface SecretOf {
  readonly kind: 'breach_paper' | 'totp' | 'typed_address' | 'audit_stream' | 'agreement_contact' | 'privacy_officer';
  /** Of the row that holds it. */
  readonly recordId: string;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

async function keyOf(project: Pick<Project, 'id' | 'wrappedKey'>, kind: SecretOf['kind']): Promise<KeyObject> {
  const derived = hkdfSync('sha256', await getDataKey(project), project.id, `hale/secret/v1/${kind}`, 32);
  return createSecretKey(Buffer.from(derived));
}

const contextOf = (projectId: string, { kind, recordId }: SecretOf): Buffer =>
  Buffer.from(JSON.stringify([projectId, kind, recordId]));

/** Nonce, ciphertext and tag. */
export async function sealSecret(
  secret: Uint8Array,
  project: Pick<Project, 'id' | 'wrappedKey'>,
  of: SecretOf,
): Promise<Uint8Array> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, await keyOf(project, of.kind), nonce).setAAD(contextOf(project.id, of));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** @throws where it was not sealed for this project, kind and record. */
export async function openSecret(
  sealed: Uint8Array,
  project: Pick<Project, 'id' | 'wrappedKey'>,
  of: SecretOf,
): Promise<Buffer> {
  const bytes = Buffer.from(sealed);
  const key = await keyOf(project, of.kind);
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(contextOf(project.id, of))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

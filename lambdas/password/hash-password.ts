/**
 * Makes and checks hashes of passwords. Each check runs the whole derivation, also where there is nothing to check
 * against (security.md, row 1), and a key of the deployment is mixed in: a copy of the table alone cannot be guessed at.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '../shared/derived-key.ts';
import { argon2id } from './argon2.ts';
import { normalize } from './password.ts';
import { type Argon2, isWeaker, type Phc, readPhc, writePhc } from './phc.ts';

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
export const PARAMETERS: Argon2 = { memoryKib: 19_456, passes: 2, lanes: 1 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** NIST SP 800-63B-4 §3.1.1.2: a keyed operation with a key that only the verifier has. */
const KEY_ID = 'password/v1';

/** For people who do not exist or have no password: nothing hashes to it. */
const NOBODYS: Phc = {
  parameters: PARAMETERS,
  keyId: KEY_ID,
  salt: randomBytes(SALT_BYTES),
  hash: randomBytes(HASH_BYTES),
};

const secretOf = async (keyId: string | undefined): Promise<Uint8Array | undefined> =>
  keyId === undefined ? undefined : (await derivedKey(keyId)).export();

async function derive(typed: string, { parameters, keyId, salt, hash }: Phc): Promise<Uint8Array> {
  const password = Buffer.from(normalize(typed));
  return argon2id({ password, salt, secret: await secretOf(keyId), length: hash.length }, parameters);
}

/** PHC string of a password that was chosen. */
export async function hashPassword(typed: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const empty = { parameters: PARAMETERS, keyId: KEY_ID, salt, hash: Buffer.alloc(HASH_BYTES) };
  return writePhc({ ...empty, hash: Buffer.from(await derive(typed, empty)) });
}

export interface Checked {
  readonly right: boolean;
  /** It was made with less than would be taken now: hash it again while it is known. */
  readonly outdated: boolean;
}

/** @param stored `undefined` where there is no password. */
export async function checkPassword(typed: string, stored: string | undefined): Promise<Checked> {
  const phc = stored === undefined ? undefined : readPhc(stored);
  // A key of another name would be derived from whatever a row says: there is this one, and none.
  const known = phc && (phc.keyId === KEY_ID || phc.keyId === undefined) ? phc : undefined;
  const { hash, parameters, keyId } = known ?? NOBODYS;
  const derived = await derive(typed, known ?? NOBODYS);
  const right = known !== undefined && timingSafeEqual(hash, derived);
  return { right, outdated: isWeaker(parameters, PARAMETERS) || keyId !== KEY_ID };
}

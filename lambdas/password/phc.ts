/**
 * How a hash is written: the PHC string format, `$argon2id$v=19$m=..,t=..,p=..,keyid=..$salt$hash` in base64 without
 * padding, so that each hash says itself how it was made.
 */

export interface Argon2 {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** What goes into a derivation beside its parameters. */
interface Argon2Input {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  /** Mixed in, and not stored with the hash. */
  readonly secret: Uint8Array | undefined;
  readonly length: number;
}

export type Derive = (input: Argon2Input, parameters: Argon2) => Promise<Uint8Array>;

export interface Phc {
  readonly parameters: Argon2;
  /** Which key was mixed in; absent where none was. */
  readonly keyId: string | undefined;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const FORM =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})(?:,keyid=([A-Za-z0-9+/]{1,44}))?\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86})$/;

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

/** `undefined` for anything else. */
export function readPhc(text: string): Phc | undefined {
  const [, m, t, p, keyId, salt, hash] = FORM.exec(text) ?? [];
  if (!m || !t || !p || !salt || !hash) return undefined;
  return {
    parameters: { memoryKib: Number(m), passes: Number(t), lanes: Number(p) },
    keyId: keyId && Buffer.from(keyId, 'base64').toString('utf8'),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

export function writePhc({ parameters: { memoryKib, passes, lanes }, keyId, salt, hash }: Phc): string {
  const key = keyId === undefined ? '' : `,keyid=${encode(Buffer.from(keyId))}`;
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}${key}$${encode(salt)}$${encode(hash)}`;
}

/** Whether a hash made so costs less in any way than one of `now`. */
export const isWeaker = (before: Argon2, now: Argon2): boolean =>
  before.memoryKib < now.memoryKib || before.passes < now.passes || before.lanes < now.lanes;

/**
 * What a message says and to whom, as it lies in the table between the request and the one who sends it: encrypted, and
 * of one length for each template, so that nobody can tell a message from a decoy.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { TemplateName } from './templates.ts';

/** What the key is derived for. */
export const MESSAGE_KEY = 'message/v1';

export type Channel = 'email' | 'sms';

/** Somebody by the keyed hash of what they are known by. */
export interface Addressee {
  readonly by: 'email' | 'phone';
  readonly hash: string;
  /** Where it goes if nobody has the address: where strangers may sign up by their mailbox. */
  readonly orTo?: string | undefined;
}

export interface Letter {
  readonly channel: Channel;
  /** Absent in a decoy: nobody gets it. */
  readonly to?: string | Addressee | undefined;
  readonly template: TemplateName;
  readonly values: Readonly<Record<string, string>>;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A row with a link takes three units to write, any other one. */
const PLAIN_BYTES = { link: 2_304, other: 768 } as const;

/** @param id of the message: a sealed letter opens under its own id alone. */
export function sealLetter(letter: Letter, id: string, key: KeyObject): Uint8Array {
  const text = Buffer.alloc('link' in letter.values ? PLAIN_BYTES.link : PLAIN_BYTES.other, ' ');
  const json = Buffer.from(JSON.stringify(letter));
  if (json.copy(text) < json.length) throw new Error('the message is too long');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(id));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** @throws when it was not sealed under this key and id. */
export function openLetter(sealed: Uint8Array, id: string, key: KeyObject): Letter {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  return JSON.parse(text) as Letter;
}

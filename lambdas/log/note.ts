/**
 * C2SP signed notes: text, a blank line, and one line for each signature. Ed25519 (signature type 0x01), and the two
 * cosignatures of tlog-cosignature (0x04, 0x06). The private key is never here: signing is a function handed in.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { ed25519Message, mlDsaMessage, splitTime, withTime } from './cosignature.ts';

/**
 * `ed25519` signs the text of any note. `ed25519-cosignature` is a witness's. `ml-dsa-44` is a witness's or the log's
 * own, and signs nothing but checkpoints.
 */
export type SignatureType = 'ed25519' | 'ed25519-cosignature' | 'ml-dsa-44';

interface Algorithm {
  /** The byte by which signed-note and tlog-cosignature tell signatures apart. */
  readonly byte: number;
  readonly keyBytes: number;
  readonly signatureBytes: number;
  /** SubjectPublicKeyInfo up to the key itself. */
  readonly spki: Buffer;
}

/** RFC 8410 section 4. */
const ED25519 = { keyBytes: 32, signatureBytes: 64, spki: Buffer.from('302a300506032b6570032100', 'hex') };
const ALGORITHMS: Readonly<Record<SignatureType, Algorithm>> = {
  ed25519: { byte: 0x01, ...ED25519 },
  'ed25519-cosignature': { byte: 0x04, ...ED25519 },
  'ml-dsa-44': {
    byte: 0x06,
    keyBytes: 1312,
    signatureBytes: 2420,
    /** RFC 9881 section 4. */
    spki: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
  },
};
const TYPES = Object.keys(ALGORITHMS) as SignatureType[];
const KEY_ID_BYTES = 4;
const SIGNATURE_START = '— ';
/** A note needs few signatures; the specification asks to accept 16 at least. */
const MAX_SIGNATURES = 64;

export interface PublicHalf {
  readonly type: SignatureType;
  /** Raw: 32 bytes (RFC 8032), or 1,312 (FIPS 204). */
  readonly publicKey: Buffer;
}

export interface NoteKey extends PublicHalf {
  readonly name: string;
  /** Four bytes as eight hexadecimal digits: SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
  readonly id: string;
}

export interface OpenNote {
  /** With its final newline, without the blank line. */
  readonly text: string;
  /** Keys whose signatures stand under the text and are right. Never empty. */
  readonly signers: readonly NoteKey[];
}

const isName = (name: string): boolean => name !== '' && name.isWellFormed() && !/[\s\u0085+]/u.test(name);

/** Base64 that has exactly one spelling: what decodes to the same bytes otherwise is refused. */
function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** @throws on a name with spaces or plus signs, and on a key of another length than its type's. */
export function noteKey(name: string, publicKey: Uint8Array, type: SignatureType = 'ed25519'): NoteKey {
  const { byte, keyBytes } = ALGORITHMS[type];
  if (!isName(name)) throw new Error('a key name without spaces and plus signs is required');
  if (publicKey.length !== keyBytes) throw new Error(`a public key of ${publicKey.length} bytes`);
  const sum = createHash('sha256').update(`${name}\n`).update(Buffer.of(byte)).update(publicKey).digest();
  return { name, type, id: sum.subarray(0, KEY_ID_BYTES).toString('hex'), publicKey: Buffer.from(publicKey) };
}

/** The raw key inside SubjectPublicKeyInfo in DER, which is how KMS gives it. @throws when it is of neither algorithm. */
export function publicHalf(spki: Uint8Array): PublicHalf {
  const bytes = Buffer.from(spki);
  for (const type of ['ed25519', 'ml-dsa-44'] as const) {
    const { spki: prefix, keyBytes } = ALGORITHMS[type];
    if (bytes.length === prefix.length + keyBytes && bytes.subarray(0, prefix.length).equals(prefix)) {
      return { type, publicKey: bytes.subarray(prefix.length) };
    }
  }
  throw new Error('neither an Ed25519 nor an ML-DSA-44 public key');
}

/** @throws when it is not Ed25519. */
export function rawPublicKey(spki: Uint8Array): Buffer {
  const { type, publicKey } = publicHalf(spki);
  if (type !== 'ed25519') throw new Error('not an Ed25519 public key');
  return publicKey;
}

/** `name+id+base64(type ‖ key)`, the one-line form in which verifiers take keys. */
export const formatVkey = ({ name, id, publicKey, type }: NoteKey): string =>
  `${name}+${id}+${Buffer.concat([Buffer.of(ALGORITHMS[type].byte), publicKey]).toString('base64')}`;

/** @throws on any other form, type or key id. */
export function parseVkey(text: string): NoteKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text);
  const bytes = fromBase64(match?.[3] ?? '');
  const type = TYPES.find((one) => ALGORITHMS[one].byte === bytes?.[0]);
  if (!match?.[1] || !bytes || !type) throw new Error('not an Ed25519 or ML-DSA-44 verifier key');
  const key = noteKey(match[1], bytes.subarray(1), type);
  if (key.id !== match[2]) throw new Error(`the key id of ${match[1]} is ${key.id}, not ${match[2]}`);
  return key;
}

/** What the key signs of this text, and at that time. @throws when a cosignature is asked for what is no checkpoint. */
function messageOf({ type, name }: NoteKey, text: string, seconds: number): Buffer {
  if (type === 'ed25519') return Buffer.from(text, 'utf8');
  return type === 'ml-dsa-44' ? mlDsaMessage(name, seconds, text) : ed25519Message(seconds, text);
}

/** Whether `bytes`, as they stand behind the key id, are the key's signature over the text. */
function verifySignature(key: NoteKey, text: string, bytes: Buffer): boolean {
  const { spki, signatureBytes } = ALGORITHMS[key.type];
  const timed = key.type === 'ed25519' ? { seconds: 0, signature: bytes } : splitTime(bytes);
  if (timed?.signature.length !== signatureBytes) return false;
  const pem = createPublicKey({ key: Buffer.concat([spki, key.publicKey]), format: 'der', type: 'spki' });
  try {
    return verify(null, messageOf(key, text, timed.seconds), pem, timed.signature);
  } catch {
    return false;
  }
}

/** Whether the text may be signed: UTF-8 without control characters, ending in a newline. */
const isText = (text: string): boolean =>
  text.endsWith('\n') && text.isWellFormed() && ![...text].some((c) => c < ' ' && c !== '\n');

export type Sign = (message: Uint8Array) => Promise<Uint8Array>;

/**
 * One line of a signature under `text`. @param now is in a cosignature, and in no other.
 * @throws when the signer gives a signature that does not verify: a wrong one never leaves here.
 */
export async function signatureLine(text: string, key: NoteKey, sign: Sign, now: Date): Promise<string> {
  if (!isText(text)) throw new Error('a note ends in a newline and has no control characters');
  const seconds = Math.floor(now.getTime() / 1000);
  const made = await sign(messageOf(key, text, seconds));
  const signature = key.type === 'ed25519' ? Buffer.from(made) : withTime(seconds, made);
  if (!verifySignature(key, text, signature)) throw new Error(`the signature does not verify under ${key.name}`);
  return `${SIGNATURE_START}${key.name} ${Buffer.concat([Buffer.from(key.id, 'hex'), signature]).toString('base64')}\n`;
}

/** @throws as `signatureLine` does. */
export const signNote = async (text: string, key: NoteKey, sign: Sign, now: Date = new Date(0)): Promise<string> =>
  `${text}\n${await signatureLine(text, key, sign, now)}`;

function parseSignature(line: string): { name: string; id: string; signature: Buffer } | undefined {
  const [name, base64, ...rest] = line.startsWith(SIGNATURE_START) ? line.slice(SIGNATURE_START.length).split(' ') : [];
  const bytes = fromBase64(base64 ?? '');
  if (!name || !isName(name) || !bytes || bytes.length <= KEY_ID_BYTES || rest.length > 0) return undefined;
  return { name, id: bytes.subarray(0, KEY_ID_BYTES).toString('hex'), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** Text and signers. @throws when malformed, when a known key's signature is wrong, or when no known key signed. */
export function openNote(note: string, keys: readonly NoteKey[]): OpenNote {
  const split = note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  if (split < 0 || !isText(note) || text === '') throw new Error('malformed note');
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new Error(`a note with ${lines.length} signatures`);
  const signers: NoteKey[] = [];
  for (const line of lines) {
    const found = parseSignature(line);
    if (!found) throw new Error('malformed signature line');
    const key = keys.find(({ name, id }) => name === found.name && id === found.id);
    if (!key || signers.includes(key)) continue;
    if (!verifySignature(key, text, found.signature)) {
      throw new Error(`the signature of ${key.name} is wrong`);
    }
    signers.push(key);
  }
  if (signers.length === 0) throw new Error('no known key signed this note');
  return { text, signers };
}

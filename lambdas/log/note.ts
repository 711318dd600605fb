/**
 * C2SP signed notes with Ed25519 keys (signature type 0x01): text, a blank line, and one line for each signature.
 * The private key is never here: signing is a function that the caller hands in.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';

const ED25519 = 0x01;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEY_ID_BYTES = 4;
const SIGNATURE_START = '— ';
/** A note needs few signatures; the specification asks to accept 16 at least. */
const MAX_SIGNATURES = 64;
/** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410 section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export interface NoteKey {
  readonly name: string;
  /** Four bytes as eight hexadecimal digits: SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). */
  readonly id: string;
  /** Raw, 32 bytes (RFC 8032). */
  readonly publicKey: Buffer;
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

/** @throws on a name with spaces or plus signs, and on a key that is not 32 bytes long. */
export function noteKey(name: string, publicKey: Uint8Array): NoteKey {
  if (!isName(name)) throw new Error('a key name without spaces and plus signs is required');
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new Error(`a public key of ${publicKey.length} bytes`);
  const sum = createHash('sha256').update(`${name}\n`).update(Buffer.of(ED25519)).update(publicKey).digest();
  return { name, id: sum.subarray(0, KEY_ID_BYTES).toString('hex'), publicKey: Buffer.from(publicKey) };
}

/** The raw key inside SubjectPublicKeyInfo in DER, which is how KMS gives it. @throws when it is not Ed25519. */
export function rawPublicKey(spki: Uint8Array): Buffer {
  const bytes = Buffer.from(spki);
  if (
    bytes.length !== SPKI_PREFIX.length + PUBLIC_KEY_BYTES ||
    !bytes.subarray(0, SPKI_PREFIX.length).equals(SPKI_PREFIX)
  )
    throw new Error('not an Ed25519 public key');
  return bytes.subarray(SPKI_PREFIX.length);
}

/** `name+id+base64(0x01 ‖ key)`, the one-line form in which verifiers take keys. */
export const formatVkey = ({ name, id, publicKey }: NoteKey): string =>
  `${name}+${id}+${Buffer.concat([Buffer.of(ED25519), publicKey]).toString('base64')}`;

/** @throws on any other form, type or key id. */
export function parseVkey(text: string): NoteKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text);
  const bytes = fromBase64(match?.[3] ?? '');
  if (!match?.[1] || bytes?.[0] !== ED25519) throw new Error('not an Ed25519 verifier key');
  const key = noteKey(match[1], bytes.subarray(1));
  if (key.id !== match[2]) throw new Error(`the key id of ${match[1]} is ${key.id}, not ${match[2]}`);
  return key;
}

/** Whether `signature` (64 bytes) is the key's over `message`. */
function verifySignature({ publicKey }: NoteKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}

/** Whether the text may be signed: UTF-8 without control characters, ending in a newline. */
const isText = (text: string): boolean =>
  text.endsWith('\n') && text.isWellFormed() && ![...text].some((c) => c < ' ' && c !== '\n');

/** @throws when the signer gives a signature that does not verify: a wrong one never leaves here. */
export async function signNote(
  text: string,
  key: NoteKey,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  if (!isText(text)) throw new Error('a note ends in a newline and has no control characters');
  const message = Buffer.from(text, 'utf8');
  const signature = await sign(message);
  if (!verifySignature(key, message, signature)) throw new Error(`the signature does not verify under ${key.name}`);
  const line = Buffer.concat([Buffer.from(key.id, 'hex'), signature]).toString('base64');
  return `${text}\n${SIGNATURE_START}${key.name} ${line}\n`;
}

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
    if (!verifySignature(key, Buffer.from(text, 'utf8'), found.signature)) {
      throw new Error(`the signature of ${key.name} is wrong`);
    }
    signers.push(key);
  }
  if (signers.length === 0) throw new Error('no known key signed this note');
  return { text, signers };
}

/**
 * What a C2SP tlog-cosignature is made over: the time at which it was made, and a tree head. Witnesses sign so, with
 * Ed25519 (type 0x04) or ML-DSA-44 (0x06), and the log itself with ML-DSA-44 beside its Ed25519 key.
 */

const TIME_BYTES = 8;
const LABEL = Buffer.from('subtree/v1\n\0', 'latin1');
const NAME_MAX_BYTES = 255;

/** Big-endian, 64 bits. @throws on what is no whole number of seconds. */
function u64(value: number): Buffer {
  const bytes = Buffer.alloc(TIME_BYTES);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** Behind its length, one byte. @throws on an empty name and on one that is too long. */
function named(name: string): Buffer {
  const bytes = Buffer.from(name, 'utf8');
  if (bytes.length === 0 || bytes.length > NAME_MAX_BYTES) throw new Error(`a name of ${bytes.length} bytes`);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

/** `timestamped_signature`: the seconds since 1970, then the signature itself. */
export const withTime = (seconds: number, signature: Uint8Array): Buffer => Buffer.concat([u64(seconds), signature]);

export function splitTime(bytes: Uint8Array): { seconds: number; signature: Buffer } | undefined {
  if (bytes.length <= TIME_BYTES) return undefined;
  const buffer = Buffer.from(bytes);
  const seconds = Number(buffer.readBigUInt64BE());
  return Number.isSafeInteger(seconds) ? { seconds, signature: buffer.subarray(TIME_BYTES) } : undefined;
}

/** What an Ed25519 cosigner signs: the whole text of the checkpoint under the time. */
export const ed25519Message = (seconds: number, text: string): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`, 'utf8');

/** What an ML-DSA-44 cosigner signs: origin, size and root of the checkpoint, and nothing else of its text. */
export function mlDsaMessage(cosigner: string, seconds: number, text: string): Buffer {
  const [origin = '', size = '', root = ''] = text.split('\n');
  if (!/^(0|[1-9]\d{0,15})$/.test(size)) throw new Error('the text is no checkpoint');
  const hash = Buffer.from(root, 'base64');
  if (hash.length !== 32 || hash.toString('base64') !== root) throw new Error('the text is no checkpoint');
  return Buffer.concat([LABEL, named(cosigner), u64(seconds), named(origin), u64(0), u64(Number(size)), hash]);
}

/** The keys that sign checkpoints, inside KMS: Ed25519, and ML-DSA-44 where the tenant asks for it. */
import { variable } from '../environment.ts';
import { GetPublicKeyCommand, KMSClient, SignCommand } from './kms-client.ts';

const kms = new KMSClient({ maxAttempts: 3 });
const publicHalves = new Map<string, Promise<Uint8Array>>();

/** Ids of the keys that sign, the newest first: several while a key is replaced, or where two algorithms sign. */
export const logKeyIds = (): string[] => variable('LOG_KEY_ID').split(',');
const newest = (): string => logKeyIds()[0] ?? '';

/** A signature over the message itself: RFC 8032, 64 bytes; or FIPS 204 without context, 2,420 bytes. */
export async function signLogNote(
  message: Uint8Array,
  id: string = newest(),
  SigningAlgorithm: 'ED25519_SHA_512' | 'ML_DSA_SHAKE_256' = 'ED25519_SHA_512',
): Promise<Uint8Array> {
  const { Signature } = await kms.send(
    new SignCommand({ KeyId: id, Message: message, MessageType: 'RAW', SigningAlgorithm }),
  );
  if (!Signature) throw new Error('KMS answered Sign without a signature');
  return Signature;
}

async function readPublicKey(id: string): Promise<Uint8Array> {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: id }));
  if (!PublicKey) throw new Error('KMS answered GetPublicKey without a key');
  return PublicKey;
}

/** SubjectPublicKeyInfo in DER (RFC 8410, RFC 9881); asked for once in each environment. */
export function logPublicKey(id: string = newest()): Promise<Uint8Array> {
  const known = publicHalves.get(id) ?? readPublicKey(id);
  publicHalves.set(id, known);
  known.catch(() => publicHalves.delete(id));
  return known;
}

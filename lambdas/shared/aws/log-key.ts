/** The key that signs checkpoints: Ed25519, inside KMS, used by the archiver and nothing else. */
import { variable } from '../environment.ts';
import { GetPublicKeyCommand, KMSClient, SignCommand } from './kms-client.ts';

const kms = new KMSClient({ maxAttempts: 3 });
let publicHalf: Promise<Uint8Array> | undefined;

/** An Ed25519 signature (RFC 8032, 64 bytes) over the message itself. */
export async function signLogNote(message: Uint8Array): Promise<Uint8Array> {
  const { Signature } = await kms.send(
    new SignCommand({
      KeyId: variable('LOG_KEY_ID'),
      Message: message,
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    }),
  );
  if (!Signature) throw new Error('KMS answered Sign without a signature');
  return Signature;
}

async function readPublicKey(): Promise<Uint8Array> {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: variable('LOG_KEY_ID') }));
  if (!PublicKey) throw new Error('KMS answered GetPublicKey without a key');
  return PublicKey;
}

/** SubjectPublicKeyInfo in DER (RFC 8410); asked for once in each environment. */
export function logPublicKey(): Promise<Uint8Array> {
  publicHalf ??= readPublicKey();
  publicHalf.catch(() => {
    publicHalf = undefined;
  });
  return publicHalf;
}

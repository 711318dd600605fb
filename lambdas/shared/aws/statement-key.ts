/** The key under statements to people outside, inside KMS: Ed25519. */
import { variable } from '../environment.ts';
import { GetPublicKeyCommand, KMSClient, SignCommand } from './kms-client.ts';

const kms = new KMSClient({ maxAttempts: 3 });
let loaded: Promise<Uint8Array> | undefined;

/** RFC 8032, 64 bytes, over the message itself. */
export async function signStatementNote(message: Uint8Array): Promise<Uint8Array> {
  const { Signature } = await kms.send(
    new SignCommand({
      KeyId: variable('STATEMENT_KEY_ID'),
      Message: message,
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    }),
  );
  if (!Signature) throw new Error('KMS answered Sign without a signature');
  return Signature;
}

async function load(): Promise<Uint8Array> {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: variable('STATEMENT_KEY_ID') }));
  if (!PublicKey) throw new Error('KMS answered GetPublicKey without a key');
  return PublicKey;
}

/** SubjectPublicKeyInfo in DER (RFC 8410); asked for once in each environment. */
export function statementPublicKey(): Promise<Uint8Array> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

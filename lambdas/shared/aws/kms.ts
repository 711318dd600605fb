/**
 * The KMS calls of request functions. The client is made when first needed: many functions never call KMS.
 * Imported at once all the same: a dynamic import makes the bundler wrap every module that the SDK's clients share.
 */
import { variable } from '../environment.ts';
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
} from './kms-client.ts';

let client: KMSClient | undefined;
const connect = (): KMSClient => {
  client ??= new KMSClient({ maxAttempts: 3 });
  return client;
};

/** 32 bytes that only this deployment's HMAC key can give for `purpose`; the same in every environment. */
export async function deriveKey(purpose: string): Promise<Uint8Array> {
  const { Mac } = await connect().send(
    new GenerateMacCommand({
      KeyId: variable('HMAC_KEY_ID'),
      MacAlgorithm: 'HMAC_SHA_256',
      Message: Buffer.from(`hale/${purpose}`),
    }),
  );
  if (!Mac) throw new Error('KMS answered GenerateMac without a MAC');
  return Mac;
}

/** A new project key: 32 bytes and their wrapped form, bound to the project by the encryption context. */
export async function createProjectKey(projectId: string): Promise<{ key: Uint8Array; wrapped: Uint8Array }> {
  const { Plaintext, CiphertextBlob } = await connect().send(
    new GenerateDataKeyCommand({
      KeyId: variable('DATA_KEY_ID'),
      KeySpec: 'AES_256',
      EncryptionContext: { project: projectId },
    }),
  );
  if (!Plaintext || !CiphertextBlob) throw new Error('KMS answered GenerateDataKey without a key');
  return { key: Plaintext, wrapped: CiphertextBlob };
}

export async function unwrapProjectKey(projectId: string, wrapped: Uint8Array): Promise<Uint8Array> {
  const { Plaintext } = await connect().send(
    new DecryptCommand({
      KeyId: variable('DATA_KEY_ID'),
      CiphertextBlob: wrapped,
      EncryptionContext: { project: projectId },
    }),
  );
  if (!Plaintext) throw new Error('KMS answered Decrypt without a key');
  return Plaintext;
}

/** An Ed25519 signature (RFC 8032, 64 bytes) by a token key, which never leaves KMS. @param keyId of `TOKEN_KEY_ID`. */
export async function signToken(keyId: string, message: Uint8Array): Promise<Uint8Array> {
  const { Signature } = await connect().send(
    new SignCommand({
      KeyId: keyId,
      Message: message,
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    }),
  );
  if (!Signature) throw new Error('KMS answered Sign without a signature');
  return Signature;
}

/** A token key's public half, SubjectPublicKeyInfo in DER (RFC 8410). */
export async function tokenPublicKey(keyId: string): Promise<Uint8Array> {
  const { PublicKey } = await connect().send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (!PublicKey) throw new Error('KMS answered GetPublicKey without a key');
  return PublicKey;
}

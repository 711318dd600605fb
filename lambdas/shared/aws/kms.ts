/** The KMS calls of request functions. The client is loaded when first needed: most requests of a warm function need none. */
import { variable } from '../environment.ts';

const load = async () => {
  const kms = await import('./kms-client.ts');
  return { kms, client: new kms.KMSClient({ maxAttempts: 3 }) };
};
let loaded: ReturnType<typeof load> | undefined;
const connect = () => {
  loaded ??= load();
  return loaded;
};

/** 32 bytes that only this deployment's HMAC key can give for `purpose`; the same in every environment. */
export async function deriveKey(purpose: string): Promise<Uint8Array> {
  const { kms, client } = await connect();
  const { Mac } = await client.send(
    new kms.GenerateMacCommand({
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
  const { kms, client } = await connect();
  const { Plaintext, CiphertextBlob } = await client.send(
    new kms.GenerateDataKeyCommand({
      KeyId: variable('DATA_KEY_ID'),
      KeySpec: 'AES_256',
      EncryptionContext: { project: projectId },
    }),
  );
  if (!Plaintext || !CiphertextBlob) throw new Error('KMS answered GenerateDataKey without a key');
  return { key: Plaintext, wrapped: CiphertextBlob };
}

export async function unwrapProjectKey(projectId: string, wrapped: Uint8Array): Promise<Uint8Array> {
  const { kms, client } = await connect();
  const { Plaintext } = await client.send(
    new kms.DecryptCommand({
      KeyId: variable('DATA_KEY_ID'),
      CiphertextBlob: wrapped,
      EncryptionContext: { project: projectId },
    }),
  );
  if (!Plaintext) throw new Error('KMS answered Decrypt without a key');
  return Plaintext;
}

/** An Ed25519 signature (RFC 8032, 64 bytes) by the token key, which never leaves KMS. */
export async function signToken(message: Uint8Array): Promise<Uint8Array> {
  const { kms, client } = await connect();
  const { Signature } = await client.send(
    new kms.SignCommand({
      KeyId: variable('TOKEN_KEY_ID'),
      Message: message,
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    }),
  );
  if (!Signature) throw new Error('KMS answered Sign without a signature');
  return Signature;
}

/** The token key's public half, SubjectPublicKeyInfo in DER (RFC 8410). */
export async function tokenPublicKey(): Promise<Uint8Array> {
  const { kms, client } = await connect();
  const { PublicKey } = await client.send(new kms.GetPublicKeyCommand({ KeyId: variable('TOKEN_KEY_ID') }));
  if (!PublicKey) throw new Error('KMS answered GetPublicKey without a key');
  return PublicKey;
}

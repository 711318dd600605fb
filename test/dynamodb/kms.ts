/**
 * The seven KMS calls of Hale over HTTP with real cryptography and keys that live as long as the process.
 * For tests beside DynamoDB Local, which has no KMS; the end-to-end tests run against the local cloud's.
 */
import { createCipheriv, createDecipheriv, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

const dataKey = randomBytes(32);
const macKey = randomBytes(32);
const signingKeys = new Map<string, ReturnType<typeof makeKey>>();
/** ML-DSA-44 where the key's id says so. */
const makeKey = (id: string) =>
  id.startsWith('ml-dsa') ? generateKeyPairSync('ml-dsa-44') : generateKeyPairSync('ed25519');

function signingKey(id: string) {
  const known = signingKeys.get(id) ?? makeKey(id);
  signingKeys.set(id, known);
  return known;
}

interface Request {
  readonly KeyId: string;
  readonly Message: string;
  readonly CiphertextBlob: string;
  readonly EncryptionContext?: Record<string, string>;
}

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const context = (request: Request) => Buffer.from(JSON.stringify(request.EncryptionContext ?? {}));

const OPERATIONS: Record<string, (request: Request) => Record<string, string>> = {
  GenerateMac: ({ KeyId, Message }) => ({
    Mac: b64(createHmac('sha256', macKey).update(`${KeyId}:`).update(Buffer.from(Message, 'base64')).digest()),
  }),
  GenerateDataKey: (request) => {
    const key = randomBytes(32);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', dataKey, nonce).setAAD(context(request));
    const sealed = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    return { Plaintext: b64(key), CiphertextBlob: b64(sealed) };
  },
  Decrypt: (request) => {
    const sealed = Buffer.from(request.CiphertextBlob, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', dataKey, sealed.subarray(0, 12))
      .setAAD(context(request))
      .setAuthTag(sealed.subarray(-16));
    return { Plaintext: b64(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])) };
  },
  Sign: ({ KeyId, Message }) => ({
    Signature: b64(sign(null, Buffer.from(Message, 'base64'), signingKey(KeyId).privateKey)),
  }),
  GetPublicKey: ({ KeyId }) => ({
    PublicKey: b64(signingKey(KeyId).publicKey.export({ type: 'spki', format: 'der' })),
  }),
};

export async function startKms(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const run = OPERATIONS[operation];
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    try {
      if (!run) throw new Error(`no operation ${operation}`);
      response.end(JSON.stringify(run(JSON.parse(Buffer.concat(chunks).toString()))));
    } catch {
      response.writeHead(400).end(JSON.stringify({ __type: 'InvalidCiphertextException' }));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

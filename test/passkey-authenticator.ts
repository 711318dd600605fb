/**
 * An authenticator and its browser in software: real keys, real signatures, and every way to misbehave that a relying
 * party must refuse. Written from WebAuthn L3 §6 and RFC 8949, sharing no code with what it tests.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Attester } from './attestation-authority.ts';

const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();
const b64 = (data: Uint8Array | string): string => Buffer.from(data).toString('base64url');

type Cbor = number | string | boolean | Uint8Array | readonly Cbor[] | Map<number | string, Cbor>;

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}

/** RFC 8949, as much as attestation objects and COSE keys need. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const map = value as Map<number | string, Cbor>;
  return Buffer.concat([head(5, map.size), ...[...map].flatMap(([key, member]) => [cbor(key), cbor(member)])]);
}

const ALGORITHMS = {
  EdDSA: { id: -8, hash: undefined, make: () => generateKeyPairSync('ed25519') },
  ES256: { id: -7, hash: 'sha256', make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  RS256: { id: -257, hash: 'sha256', make: (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits }) },
  /** Which nobody accepts here. */
  ES384: { id: -35, hash: 'sha384', make: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }) },
} as const;
export type Algorithm = keyof typeof ALGORITHMS;

function coseKey(algorithm: Algorithm, key: KeyObject): Map<number, Cbor> {
  const { x = '', y = '', n = '', e = '' } = key.export({ format: 'jwk' });
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const alg: [number, Cbor] = [3, ALGORITHMS[algorithm].id];
  switch (algorithm) {
    case 'EdDSA':
      return new Map<number, Cbor>([[1, 1], alg, [-1, 6], [-2, bytes(x)]]);
    case 'RS256':
      return new Map<number, Cbor>([[1, 3], alg, [-1, bytes(n)], [-2, bytes(e)]]);
    case 'ES256':
    case 'ES384':
      return new Map<number, Cbor>([[1, 2], alg, [-1, algorithm === 'ES256' ? 1 : 2], [-2, bytes(x)], [-3, bytes(y)]]);
  }
}

/** What may go wrong, on purpose. */
export interface Misbehaviour {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly crossOrigin?: unknown;
  readonly topOrigin?: string;
  readonly rpId?: string;
  readonly userPresent?: false;
  readonly userVerified?: false;
  /** Flags BE and BS as they are sent. */
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly credentialId?: Uint8Array;
  readonly rawId?: string;
  readonly credentialType?: string;
  /** The last byte of the signature is another one. */
  readonly spoilSignature?: true;
  /** Bytes after the end of the authenticator data. */
  readonly leftover?: true;
  readonly withoutCredential?: true;
  /** Whether flag ED is set, and what follows the credential: the outputs of extensions, or what should be one. */
  readonly extensions?: Map<string, Cbor> | Uint8Array;
  /** The authenticator data as it is sent, made from what it should be; it is signed as it should be. */
  readonly alterData?: (data: Buffer) => Uint8Array;
  /** The signature as it is sent. */
  readonly signature?: Uint8Array;
  /** The client data as it is sent; what it should be is signed. */
  readonly alterClientData?: (json: string) => string | Uint8Array;
  /** The attestation object as it is sent. */
  readonly alterAttestation?: (object: Buffer) => Uint8Array;
  readonly format?: string;
  readonly statement?: Map<string, Cbor>;
  readonly clientDataJSON?: string;
}

export interface CreationOptions {
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
  readonly challenge: string;
}
export interface RequestOptions {
  readonly rpId: string;
  readonly challenge: string;
}

export interface AuthenticatorSettings {
  readonly origin?: string;
  readonly algorithm?: Algorithm;
  /** A synced passkey keeps no counter. */
  readonly synced?: boolean;
  readonly aaguid?: string;
  readonly rsaBits?: number;
  /** Who signs for its model; nobody unless said. */
  readonly attester?: Attester;
}

const FLAGS = { present: 1, verified: 4, backupEligible: 8, backedUp: 16, attested: 64, extended: 128 } as const;

export function makeAuthenticator(settings: AuthenticatorSettings = {}) {
  const { origin = 'http://localhost:4100', algorithm = 'EdDSA', synced = true } = settings;
  const aaguid = Buffer.from((settings.aaguid ?? '00000000-0000-0000-0000-000000000000').replaceAll('-', ''), 'hex');
  const { publicKey, privateKey } = ALGORITHMS[algorithm].make(settings.rsaBits ?? 2_048);
  const credentialId = randomBytes(32);
  let counter = 0;
  let userHandle: string | undefined;

  function clientData(type: string, challenge: string, wrong: Misbehaviour): string {
    if (wrong.clientDataJSON !== undefined) return b64(wrong.clientDataJSON);
    const { crossOrigin = false, topOrigin } = wrong;
    const data = { type: wrong.type ?? type, challenge: wrong.challenge ?? challenge, origin: wrong.origin ?? origin };
    return b64(JSON.stringify({ ...data, crossOrigin, topOrigin }));
  }

  function authenticatorData(rpId: string, attested: Buffer | undefined, wrong: Misbehaviour): Buffer {
    const { backupEligible = synced, backedUp = synced } = wrong;
    const flags =
      (wrong.userPresent === false ? 0 : FLAGS.present) |
      (wrong.userVerified === false ? 0 : FLAGS.verified) |
      (backupEligible ? FLAGS.backupEligible : 0) |
      (backedUp ? FLAGS.backedUp : 0) |
      (attested ? FLAGS.attested : 0) |
      (wrong.extensions ? FLAGS.extended : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(wrong.counter ?? counter);
    const parts = [sha256(wrong.rpId ?? rpId), Buffer.from([flags]), count];
    const { extensions, leftover } = wrong;
    if (attested) parts.push(attested);
    if (extensions) parts.push(extensions instanceof Uint8Array ? Buffer.from(extensions) : cbor(extensions));
    return Buffer.concat([...parts, ...(leftover ? [Buffer.from([0])] : [])]);
  }

  const message = (data: Buffer, clientDataJSON: string): Buffer =>
    Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))]);

  function signed(data: Buffer, clientDataJSON: string, wrong: Misbehaviour): Uint8Array {
    if (wrong.signature) return wrong.signature;
    const signature = sign(ALGORITHMS[algorithm].hash, message(data, clientDataJSON), privateKey);
    if (wrong.spoilSignature) signature.writeUInt8(signature.readUInt8(signature.length - 1) ^ 1, signature.length - 1);
    return signature;
  }

  /** WebAuthn L3 §8.2: by the maker's key where there is one, else by the credential's own. */
  function packedStatement(data: Buffer, clientDataJSON: string, wrong: Misbehaviour): Map<string, Cbor> {
    const { attester } = settings;
    if (!attester)
      return new Map<string, Cbor>([
        ['alg', ALGORITHMS[algorithm].id],
        ['sig', signed(data, clientDataJSON, wrong)],
      ]);
    return new Map<string, Cbor>([
      ['alg', ALGORITHMS.ES256.id],
      ['sig', wrong.signature ?? sign('sha256', message(data, clientDataJSON), attester.key)],
      ['x5c', attester.x5c],
    ]);
  }

  const sentClientData = (clientDataJSON: string, { alterClientData }: Misbehaviour): string =>
    alterClientData ? b64(alterClientData(Buffer.from(clientDataJSON, 'base64url').toString())) : clientDataJSON;

  const names = (wrong: Misbehaviour) => {
    const id = b64(wrong.credentialId ?? credentialId);
    return { id, rawId: wrong.rawId ?? id, type: wrong.credentialType ?? 'public-key' };
  };

  return {
    credentialId: b64(credentialId),

    /** navigator.credentials.create */
    create(options: CreationOptions, wrong: Misbehaviour = {}) {
      userHandle = options.user.id;
      const id = wrong.credentialId ?? credentialId;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([aaguid, length, id, cbor(coseKey(algorithm, publicKey))]);
      const authData = authenticatorData(options.rp.id, wrong.withoutCredential ? undefined : attested, wrong);
      const clientDataJSON = clientData('webauthn.create', options.challenge, wrong);
      const { format = settings.attester ? 'packed' : 'none' } = wrong;
      const packed = () => (format === 'packed' ? packedStatement(authData, clientDataJSON, wrong) : new Map());
      const attestation = new Map<string, Cbor>([
        ['fmt', format],
        ['attStmt', wrong.statement ?? packed()],
        ['authData', wrong.alterData?.(authData) ?? authData],
      ]);
      const object = cbor(attestation);
      return {
        ...names(wrong),
        response: {
          clientDataJSON: sentClientData(clientDataJSON, wrong),
          attestationObject: b64(wrong.alterAttestation?.(object) ?? object),
          transports: ['internal'],
        },
        clientExtensionResults: {},
      };
    },

    /** navigator.credentials.get */
    get(options: RequestOptions, wrong: Misbehaviour = {}) {
      if (!synced && wrong.counter === undefined) counter++;
      const authData = authenticatorData(options.rpId, undefined, wrong);
      const clientDataJSON = clientData('webauthn.get', options.challenge, wrong);
      return {
        ...names(wrong),
        response: {
          clientDataJSON: sentClientData(clientDataJSON, wrong),
          authenticatorData: b64(wrong.alterData?.(authData) ?? authData),
          signature: b64(signed(authData, clientDataJSON, wrong)),
          userHandle: wrong.userHandle === undefined ? userHandle : wrong.userHandle,
        },
        clientExtensionResults: {},
      };
    },
  };
}

export type Authenticator = ReturnType<typeof makeAuthenticator>;

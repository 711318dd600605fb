/**
 * A maker of authenticators in software: its root, the certificates of its models, and what FIDO's metadata says of
 * them. Written from RFC 5280 and WebAuthn L3 §8.2.1, sharing no code with what it tests.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { MetadataStatement } from '@simplewebauthn/server';

const der = (tag: number, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  return Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 255]), body]);
};
const sequence = (...content: Uint8Array[]) => der(0x30, ...content);
const integer = (value: number) => der(0x02, Buffer.from([value]));
const yes = der(0x01, Buffer.from([0xff]));

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...others].flatMap((value) => {
    const septets = [value & 127];
    for (let rest = value >> 7; rest > 0; rest >>= 7) septets.unshift((rest & 127) | 128);
    return septets;
  });
  return der(0x06, Buffer.from(bytes));
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const OIDS = { C: '2.5.4.6', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3' } as const;
type Name = Partial<Record<keyof typeof OIDS, string>>;

const nameOf = (name: Name): Buffer =>
  sequence(
    ...Object.entries(name).map(([key, value]) =>
      der(0x31, sequence(oid(OIDS[key as keyof Name]), der(key === 'C' ? 0x13 : 0x0c, Buffer.from(value)))),
    ),
  );

const utc = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));

const DAY_MS = 24 * 60 * 60_000;
const LEAF: Name = { C: 'US', O: 'Maker', OU: 'Authenticator Attestation', CN: 'Model A' };

interface CertificateParts {
  readonly subject: Name;
  readonly key: KeyObject;
  readonly issuer: Name;
  readonly issuerKey: KeyObject;
  readonly authority: boolean;
  readonly aaguid?: string | undefined;
  readonly ended?: boolean | undefined;
  /** Where its revocation list is said to be. */
  readonly revocationList?: string | undefined;
}

let serial = 0;

function certificate({ subject, key, issuer, issuerKey, authority, aaguid, ended, revocationList }: CertificateParts) {
  const now = Date.now();
  serial++;
  const extension = (id: string, value: Buffer, critical = false) =>
    sequence(oid(id), ...(critical ? [yes] : []), der(0x04, value));
  const extensions = [
    extension('2.5.29.19', sequence(...(authority ? [yes] : [])), true),
    ...(aaguid
      ? [extension('1.3.6.1.4.1.45724.1.1.4', der(0x04, Buffer.from(aaguid.replaceAll('-', ''), 'hex')))]
      : []),
    ...(revocationList
      ? [extension('2.5.29.31', sequence(sequence(der(0xa0, der(0xa0, der(0x86, Buffer.from(revocationList)))))))]
      : []),
  ];
  const unsigned = sequence(
    der(0xa0, integer(2)),
    integer((serial % 127) + 1),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    sequence(utc(new Date(now - 2 * DAY_MS)), utc(new Date(now + (ended ? -DAY_MS : DAY_MS)))),
    nameOf(subject),
    key.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', unsigned, issuerKey);
  return sequence(unsigned, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
}

/** Who signs for a model: what goes into the statement of an authenticator. */
export interface Attester {
  readonly x5c: readonly Uint8Array[];
  readonly key: KeyObject;
}

export interface Flaws {
  /** The model that the certificate names, where it is another one. */
  readonly aaguid?: string;
  readonly subject?: Name;
  readonly ended?: true;
  readonly authority?: true;
  readonly revocationList?: string;
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function makeMaker() {
  const root = newKeys();
  const name: Name = { C: 'US', O: 'Maker', CN: 'Maker Root' };
  const rootCertificate = certificate({
    subject: name,
    key: root.publicKey,
    issuer: name,
    issuerKey: root.privateKey,
    authority: true,
  });
  return {
    rootCertificate,

    /** A certificate of the model's batch, signed by the maker's root. */
    certify(aaguid: string, flaws: Flaws = {}): Attester {
      const batch = newKeys();
      const leaf = certificate({
        subject: flaws.subject ?? LEAF,
        key: batch.publicKey,
        issuer: name,
        issuerKey: root.privateKey,
        authority: flaws.authority === true,
        aaguid: flaws.aaguid ?? aaguid,
        ended: flaws.ended,
        revocationList: flaws.revocationList,
      });
      return { x5c: [leaf], key: batch.privateKey };
    },

    /** What FIDO's metadata says of a model, as far as anyone here reads it. */
    statement: (aaguid: string): MetadataStatement =>
      ({
        aaguid,
        description: 'Model A',
        attestationTypes: ['basic_full'],
        authenticationAlgorithms: ['ed25519_eddsa_sha512_raw', 'secp256r1_ecdsa_sha256_raw'],
        attestationRootCertificates: [rootCertificate.toString('base64')],
      }) as unknown as MetadataStatement,
  };
}
export type Maker = ReturnType<typeof makeMaker>;

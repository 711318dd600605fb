/**
 * Judges what makers of authenticators sign (WebAuthn L3 §6.5, §8; §7.1, steps 21–24). Loaded only where a policy asks
 * for attestation: it brings 300 KB of ASN.1 schemas (lib/bundle/parts.ts). It asks nobody over the network: what is
 * revoked stands in the metadata, and an address in a certificate may be anyone's (security.md, row 14).
 */
import { MetadataService, SettingsService, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import { fidoMetadata } from './fido-metadata.ts';
import type { Verify } from './verify-attestation.ts';

/** Whose roots the library knows; it lets all other certificates pass where there is no metadata, and so means nothing. */
const ROOTED: readonly string[] = ['android-key', 'apple'];
/** Further formats that a model's metadata gives roots for. FIDO U2F knows no user verification, and SafetyNet is gone. */
const LISTED: readonly string[] = [...ROOTED, 'packed', 'tpm'];

let ready: Promise<void> | undefined;

/** Metadata is read once in each environment. */
function initialize(): Promise<void> {
  ready ??= MetadataService.initialize({
    statements: [...fidoMetadata()],
    mdsServers: [],
    verificationMode: 'permissive',
  });
  return ready;
}

/** A chain of certificates that ends at a root which is trusted for this model; self-signed statements have none. */
async function isRooted(attestationObject: Uint8Array<ArrayBuffer>, aaguid: string): Promise<boolean> {
  const decoded = decodeAttestationObject(attestationObject);
  const format = decoded.get('fmt');
  if (decoded.get('attStmt').get('x5c') === undefined) return false;
  const statement = await MetadataService.getStatement(aaguid);
  if (format === 'apple' || statement === undefined)
    return ROOTED.includes(format) && SettingsService.getRootCertificates({ identifier: format }).length > 0;
  return LISTED.includes(format) && statement.attestationRootCertificates.length > 0;
}

export const verifyCertified: Verify = async (options) => {
  await initialize();
  const { verified, registrationInfo } = await verifyRegistrationResponse(options);
  if (!verified) return { verified };
  const attested = await isRooted(registrationInfo.attestationObject, registrationInfo.aaguid);
  return { verified, registrationInfo, attested };
};

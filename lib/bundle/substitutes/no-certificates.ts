/**
 * Stands in for what WebAuthn does with certificates. Hale asks for no attestation, so there is none to judge; an
 * authenticator that sends one all the same is refused, since each of these fails.
 */
function refuse(): never {
  throw new Error('attestation certificates are not accepted');
}

export {
  refuse as convertX509PublicKeyToCOSE,
  refuse as getCertificateInfo,
  refuse as validateCertificatePath,
  refuse as validateExtFIDOGenCEAAGUID,
  refuse as verifyAttestationAndroidKey,
  refuse as verifyAttestationAndroidSafetyNet,
  refuse as verifyAttestationApple,
  refuse as verifyAttestationFIDOU2F,
  refuse as verifyAttestationTPM,
  refuse as verifyAttestationWithMetadata,
  refuse as verifyMDSBlob,
};

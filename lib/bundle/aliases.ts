/**
 * What a bundle takes in place of modules that its packages ask for, because Lambda never needs the rest of them.
 * Measured: `npm run bench -- --row P1`, `P2`. A module that a new version moved or no longer asks for fails test/lib/bundle.
 */

export interface Alias {
  /** A package, or one file of it, as under `node_modules/`. */
  readonly module: string;
  /** A file of `substitutes/`. */
  readonly substitute: string;
  readonly reason: string;
}

const SMITHY = '@smithy/core/dist-es/submodules';
const CLIENT = '@aws-sdk/core/dist-es/submodules/client';
const WEBAUTHN = '@simplewebauthn/server/esm';

const sdk: readonly Alias[] = [
  {
    module: '@aws-sdk/credential-provider-node',
    substitute: 'environment-credentials',
    reason:
      'Lambda hands credentials to a function in its environment; SSO, processes, files and metadata are for others',
  },
  {
    module: `${SMITHY}/config/node-config-provider/fromSharedConfigFiles.js`,
    substitute: 'no-config-files',
    reason: 'a function has no ~/.aws',
  },
  {
    module: `${SMITHY}/config/defaults-mode/resolveDefaultsModeConfig.js`,
    substitute: 'defaults-mode',
    reason: 'brings a client of the EC2 metadata service',
  },
  {
    module: `${SMITHY}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`,
    substitute: 'no-instance-metadata',
    reason: 'the same',
  },
  {
    module: `${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`,
    substitute: 'no-adaptive-retry',
    reason: 'a mode of retrying that is not used',
  },
  {
    module: '@smithy/signature-v4/dist-es/HeaderFormatter.js',
    substitute: 'no-event-streams',
    reason: 'signs events of a stream, of which there are none',
  },
  {
    module: `${SMITHY}/event-streams/index.js`,
    substitute: 'no-event-streams',
    reason: 'imported when needed, which makes the bundler wrap every module that it shares with others',
  },
  {
    module: `${SMITHY}/checksum/sha256/Sha256Node.js`,
    substitute: 'sha256',
    reason: 'gives Node the bytes of its keys, which Node 24 is slow with, and brings a SHA-256 in JavaScript',
  },
  {
    module: `${SMITHY}/serde/util-body-length/calculateBodyLength.js`,
    substitute: 'body-length',
    reason: 'asks for the class of file streams, which makes Node load its file system promises and its line editor',
  },
  {
    module: '@aws-sdk/middleware-endpoint-discovery',
    substitute: 'no-endpoint-discovery',
    reason: 'no operation of DynamoDB asks for it any more; brings an LRU cache',
  },
  {
    module: `${CLIENT}/middleware-user-agent/user-agent-middleware.js`,
    substitute: 'user-agent',
    reason: 'made anew in each request, of what never changes',
  },
  {
    module: `${CLIENT}/util-user-agent-node/defaultUserAgent.js`,
    substitute: 'default-user-agent',
    reason: 'looks for native modules that are not in a bundle',
  },
  {
    module: `${CLIENT}/middleware-logger/loggerMiddleware.js`,
    substitute: 'no-middleware',
    reason: 'copies and filters each input and output for a logger that is silent',
  },
  {
    module: `${CLIENT}/middleware-recursion-detection/getRecursionDetectionPlugin.js`,
    substitute: 'no-middleware',
    reason: 'neither DynamoDB nor KMS calls a function back',
  },
  {
    module: `${CLIENT}/middleware-recursion-detection/recursionDetectionMiddleware.js`,
    substitute: 'no-middleware',
    reason: 'the other half of the same',
  },
];

const certificates = [
  'helpers/convertX509PublicKeyToCOSE',
  'helpers/getCertificateInfo',
  'helpers/validateCertificatePath',
  'helpers/validateExtFIDOGenCEAAGUID',
  'metadata/verifyAttestationWithMetadata',
  'metadata/verifyMDSBlob',
  'registration/verifications/tpm/verifyAttestationTPM',
  'registration/verifications/verifyAttestationAndroidKey',
  'registration/verifications/verifyAttestationAndroidSafetyNet',
  'registration/verifications/verifyAttestationApple',
  'registration/verifications/verifyAttestationFIDOU2F',
].map((file) => ({
  module: `${WEBAUTHN}/${file}.js`,
  substitute: 'no-certificates',
  reason: 'judges attestation certificates with 300 KB of ASN.1 schemas and a container: a part of its own (parts.ts)',
}));

const webauthn: readonly Alias[] = [
  ...certificates,
  {
    module: `${WEBAUTHN}/helpers/iso/isoCrypto/verify.js`,
    substitute: 'verify-signature',
    reason: 'Node checks DER signatures by itself, without an ASN.1 library and faster than WebCrypto',
  },
  {
    module: `${WEBAUTHN}/helpers/iso/isoCrypto/digest.js`,
    substitute: 'digest',
    reason: 'WebCrypto takes 25 µs for what takes Node 2',
  },
  {
    module: `${WEBAUTHN}/services/settingsService.js`,
    substitute: 'settings',
    reason: 'holds the root certificates of attestation',
  },
];

export const aliases: readonly Alias[] = [...sdk, ...webauthn];

/** In the part that judges certificates, which has all of the library else. */
export const certificateAliases: readonly Alias[] = [
  {
    module: `${WEBAUTHN}/helpers/fetch.js`,
    substitute: 'no-fetch',
    reason: 'would ask any address that a certificate names for its revocation list (security.md, row 14)',
  },
];

/** Modules of Node that a function may never need: loaded when one of their functions is first called. */
export const lazyBuiltins: readonly string[] = ['zlib'];

/** Packages whose files do nothing when loaded, and do not say so: what is not used of them may be left out. */
export const pure: readonly string[] = [
  '@aws-lambda-powertools/commons',
  '@aws-lambda-powertools/logger',
  '@hexagon/base64',
  '@levischuck/tiny-cbor',
  '@simplewebauthn/server',
];

/**
 * Errors of AWS services that the code tells apart by class. All others arrive as the service's base exception with
 * their own name, message and members, so that their classes and schemas need not be in the bundle.
 */
export const errorClasses: readonly string[] = [
  'ConditionalCheckFailedException',
  'NoSuchKey',
  'TransactionCanceledException',
];

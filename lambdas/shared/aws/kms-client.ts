/** The part of the KMS SDK that request functions use. A file of its own, so that a bundle leaves the rest out. */
export {
  DecryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
} from '@aws-sdk/client-kms';

/** The buckets of the audit log: the locked archive, the live tree beside it, and the record of who asked for what. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

const STAGING_DAYS = 14;
/** Files that people export from the log hold personal data; whoever asked for one has fetched it by then. */
const EXPORT_DAYS = 1;

const shut: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** Server access logs of the other buckets. S3 writes them only where the bucket's key is S3's own. */
export function accessLogBucket(scope: Construct, id: string, retentionDays: number): Bucket {
  return new Bucket(scope, id, {
    ...shut,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(retentionDays), noncurrentVersionExpiration: Duration.days(1) }],
  });
}

const deny = (bucket: Bucket, sid: string, actions: string[], conditions?: Record<string, Record<string, string>>) =>
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions,
      resources: [bucket.arnForObjects('*')],
      conditions,
    }),
  );

/**
 * Write once: COMPLIANCE lock, no delete markers, no second version (audit-log.md §5). S3's own key, because what
 * it holds is encrypted per subject already, and a deleted customer key must not erase leaves and checkpoints.
 */
export function archiveBucket(scope: Construct, id: string, retentionDays: number, log: Bucket): Bucket {
  const bucket = new Bucket(scope, id, {
    ...shut,
    encryption: BucketEncryption.S3_MANAGED,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(retentionDays)),
    serverAccessLogsBucket: log,
    serverAccessLogsPrefix: 'archive/',
  });
  deny(bucket, 'NeverDelete', ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention']);
  deny(bucket, 'NeverReplace', ['s3:PutObject'], { Null: { 's3:if-none-match': 'true' } });
  return bucket;
}

/** Staging bundles and the live tile tree, which can be rebuilt from the archive. */
export function liveBucket(scope: Construct, id: string, key: IKey, log: Bucket): Bucket {
  return new Bucket(scope, id, {
    ...shut,
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: log,
    serverAccessLogsPrefix: 'live/',
    lifecycleRules: [
      { prefix: 'staging/', expiration: Duration.days(STAGING_DAYS) },
      {
        prefix: 'exports/',
        expiration: Duration.days(EXPORT_DAYS),
        noncurrentVersionExpiration: Duration.days(EXPORT_DAYS),
        abortIncompleteMultipartUploadAfter: Duration.days(EXPORT_DAYS),
      },
      { noncurrentVersionExpiration: Duration.days(STAGING_DAYS) },
    ],
  });
}

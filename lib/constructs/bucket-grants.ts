/** What each declared access to a bucket means in IAM (`grants.ts`). */
import type { Access } from '../../lambdas/shared/access.ts';
import type { Resources } from '../deployment.ts';
import { allow, type Grant, through } from './grant.ts';

type BucketAccess = Extract<Access, `${'anchor' | 'archive' | 'live' | 'exports'}:${string}`>;

/** Where the checkpoints of deployments lie in a bucket that anchors them. */
const ANCHORED = 'hale/';
/** Objects of the live bucket that belong to the tree; exports lie beside them, and are nobody's who keeps the tree. */
const treeIn = (live: Resources['live']): string[] => ['staging/*', 'v1/*'].map((path) => live.arnForObjects(path));

export const BUCKET_GRANTS: Record<BucketAccess, (resources: Resources) => Grant> = {
  'anchor:write': ({ anchors }) => ({
    value: JSON.stringify(anchors),
    statements: (anchors.buckets ?? []).map(({ name }) =>
      allow([`arn:aws:s3:::${name}/${ANCHORED}*`], ['s3:PutObject', 's3:PutObjectRetention', 's3:GetObject']),
    ),
  }),
  'archive:write': ({ archive }) => ({
    value: archive.bucketName,
    statements: [allow([archive.arnForObjects('v1/*')], ['s3:PutObject', 's3:PutObjectRetention'])],
  }),
  'archive:evidence': ({ archive }) => ({
    value: archive.bucketName,
    statements: [
      // The Region is named: a wildcard there would reach into the folders of logs.
      allow([archive.arnForObjects(`v1/${archive.env.region}/evidence/*`)], ['s3:PutObject', 's3:PutObjectRetention']),
    ],
  }),
  'archive:read': ({ archive }) => ({
    value: archive.bucketName,
    statements: [
      allow([archive.arnForObjects('v1/*')], ['s3:GetObject']),
      allow([archive.bucketArn], ['s3:ListBucket']),
    ],
  }),
  'archive:hold': ({ archive }) => ({
    value: archive.bucketName,
    statements: [allow([archive.arnForObjects('v1/*/logs/*/segments/*')], ['s3:PutObjectLegalHold'])],
  }),
  'live:write': ({ live, dataKey }) => ({
    value: live.bucketName,
    statements: [allow(treeIn(live), ['s3:PutObject']), through('s3', dataKey, 'kms:Decrypt', 'kms:GenerateDataKey')],
  }),
  'live:read': ({ live, dataKey }) => ({
    value: live.bucketName,
    statements: [
      allow(treeIn(live), ['s3:GetObject']),
      allow([live.bucketArn], ['s3:ListBucket']),
      through('s3', dataKey, 'kms:Decrypt'),
    ],
  }),
  'exports:write': ({ live, dataKey }) => ({
    value: live.bucketName,
    statements: [
      allow([live.arnForObjects('exports/*')], ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject']),
      // Without it S3 answers 403 for an object that is not there.
      allow([live.bucketArn], ['s3:ListBucket']),
      through('s3', dataKey, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ],
  }),
  'exports:read': ({ live, dataKey }) => ({
    value: live.bucketName,
    statements: [
      allow([live.arnForObjects('exports/*')], ['s3:GetObject']),
      allow([live.bucketArn], ['s3:ListBucket']),
      through('s3', dataKey, 'kms:Decrypt'),
    ],
  }),
  'exports:follow': ({ live, dataKey }) => ({
    value: live.bucketName,
    statements: [
      allow([live.arnForObjects('exports/*/written.json')], ['s3:GetObject']),
      allow([live.bucketArn], ['s3:ListBucket']),
      through('s3', dataKey, 'kms:Decrypt'),
    ],
  }),
};

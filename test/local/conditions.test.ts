/** Conditions of policies in the local cloud: those of KMS requests and of conditional writes decide as on AWS. */
import { CreateKeyCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { kms, s3 } from './cloud.ts';
import { assumeRole } from './role.ts';

describe('a role that may make data keys for projects alone', () => {
  let client: KMSClient;
  let KeyId: string | undefined;

  beforeAll(async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    KeyId = KeyMetadata?.KeyId;
    client = new KMSClient(
      await assumeRole('data-keys', {
        Effect: 'Allow',
        Action: 'kms:GenerateDataKey',
        Resource: KeyMetadata?.Arn ?? '',
        Condition: {
          'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['project'] },
          StringEquals: { 'kms:EncryptionContext:project': 'proj_1' },
        },
      }),
    );
  });

  const makeKey = (EncryptionContext?: Record<string, string>) =>
    client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }));

  test('makes one with that encryption context', async () => {
    expect((await makeKey({ project: 'proj_1' })).Plaintext).toHaveLength(32);
  });

  test.each<[Record<string, string> | undefined]>([[undefined], [{ project: 'proj_2' }], [{ tenant: 'proj_1' }]])(
    'makes none with %j',
    async (context) => {
      await expect(makeKey(context)).rejects.toThrow(/not authorized to perform: kms:GenerateDataKey/);
    },
  );
});

describe('a role that may write objects only where there is none', () => {
  const Bucket = 'conditions-write-once';
  let client: S3Client;

  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket }));
    const settings = await assumeRole('write-once', {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
      Condition: { StringEquals: { 's3:if-none-match': '*' } },
    });
    client = new S3Client({ ...settings, forcePathStyle: true });
  });

  const put = (Body: string, IfNoneMatch?: string) =>
    client.send(new PutObjectCommand({ Bucket, Key: 'leaf', Body, IfNoneMatch }));

  test('writes once, and never over it', async () => {
    await put('first', '*');

    await expect(put('second', '*')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('second')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

test('a bucket policy binds the root of the account, who may still take it away', async () => {
  const Bucket = 'conditions-root';
  const Key = 'object';
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${Bucket}/*` };
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));

  await expect(s3.send(new DeleteObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'AccessDenied' });
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await expect(s3.send(new DeleteObjectCommand({ Bucket, Key }))).resolves.toBeDefined();
});

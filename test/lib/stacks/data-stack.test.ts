import { beforeAll, describe, expect, test } from 'vitest';
import { BY_ID, BY_PARENT, EXPIRES_AT } from '../../../lambdas/shared/table.ts';
import { type Found, find, type Synthesis, synthesize, tenant } from '../synthesis.ts';

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize(tenant('acme', { retentionDays: 3000 }));
});

const one = (type: string, id: string): Found => {
  const [first, ...rest] = find(synthesis, type).filter((resource) => resource.id.startsWith(id));
  if (!first || rest.length > 0) throw new Error(`${rest.length + 1} resources are ${type} ${id}`);
  return first;
};

describe('tables', () => {
  const TABLES = ['Identity', 'Ephemeral', 'Audit', 'Lanes', 'Control', 'Search'];
  const table = (id: string) => one('AWS::DynamoDB::GlobalTable', id);

  test('are these six', () => expect(find(synthesis, 'AWS::DynamoDB::GlobalTable')).toHaveLength(TABLES.length));

  test.each(TABLES)('%s is on demand, under the customer key, recoverable and never deleted', (id) => {
    const { Properties, DeletionPolicy, UpdateReplacePolicy } = table(id);
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        {
          Region: 'us-east-1',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { KMSMasterKeyId: expect.stringMatching(/:key\/acme-data-DataKey/) },
        },
      ],
    });
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  test.each([
    ['Identity', 'S', BY_PARENT, 'ALL'],
    ['Audit', 'N', BY_ID, 'KEYS_ONLY'],
  ])('%s has the keys and the index that stores use', (id, sortKey, index, projection) => {
    expect(table(id).Properties).toMatchObject({
      AttributeDefinitions: expect.arrayContaining([
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: sortKey },
      ]),
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.pk, KeyType: 'HASH' },
            { AttributeName: index.sk, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: projection },
        },
      ],
    });
  });

  test('Audit streams both images, Ephemeral the new one', () => {
    expect(table('Audit').Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    expect(table('Ephemeral').Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
  });

  test('Ephemeral alone forgets its rows', () => {
    const forgetting = find(synthesis, 'AWS::DynamoDB::GlobalTable').filter(
      ({ Properties }) => Properties.TimeToLiveSpecification,
    );
    expect(forgetting.map(({ id, Properties }) => [id.slice(0, 9), Properties.TimeToLiveSpecification])).toEqual([
      ['Ephemeral', { AttributeName: EXPIRES_AT, Enabled: true }],
    ]);
  });

  test.each(['Audit', 'Lanes'])('%s denies everyone but the cleanup role whatever overwrites', (id) => {
    const [replica] = table(id).Properties.Replicas as Record<string, unknown>[];
    expect(replica?.ResourcePolicy).toEqual({
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'InsertOnly',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: [
              'dynamodb:BatchWriteItem',
              'dynamodb:DeleteItem',
              'dynamodb:PartiQLDelete',
              'dynamodb:PartiQLUpdate',
              'dynamodb:PutItem',
              'dynamodb:UpdateItem',
            ],
            Resource: '*',
            Condition: { ArnNotEquals: { 'aws:PrincipalArn': expect.stringMatching(/:role\/acme-data-Cleanup/) } },
          },
        ],
      },
    });
  });

  test('the cleanup role takes a person with MFA and holds no permission yet', () => {
    const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns } = one('AWS::IAM::Role', 'Cleanup').Properties;
    expect(AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
      ],
    });
    expect([Policies, ManagedPolicyArns]).toEqual([undefined, undefined]);
  });
});

/** Of several whose names begin alike, the one of this name: behind it stand eight digits of a hash. */
const key = (name: string): Found => {
  const named = find(synthesis, 'AWS::KMS::Key').filter(({ id }) => new RegExp(`^${name}[0-9A-F]{8}$`).test(id));
  const [first, ...rest] = named;
  if (!first || rest.length > 0) throw new Error(`${named.length} keys are ${name}`);
  return first;
};

describe('keys', () => {
  test.each([
    ['DataKey', undefined, undefined, true],
    ['HmacKey', 'HMAC_256', 'GENERATE_VERIFY_MAC', undefined],
    ['TokenKey', 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', undefined],
    ['TokenKey2', 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', undefined],
    ['TokenKey3', 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', undefined],
    ['StatementKey', 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', undefined],
    ['LogKey', 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', undefined],
  ])('%s is of kind %s', (id, spec, usage, rotation) => {
    const { Properties, DeletionPolicy } = key(id);
    expect([Properties.KeySpec, Properties.KeyUsage, Properties.EnableKeyRotation]).toEqual([spec, usage, rotation]);
    expect(DeletionPolicy).toBe('Retain');
  });

  test('a brought key replaces the own one everywhere', () => {
    const arn = 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000';
    const brought = synthesize(tenant('acme', { key: arn }));
    expect(find(brought, 'AWS::KMS::Key').map(({ id }) => id.slice(0, 6))).toEqual([
      'HmacKe',
      'TokenK',
      'TokenK',
      'TokenK',
      'Statem',
      'LogKey',
    ]);
    for (const { Properties } of find(brought, 'AWS::Logs::LogGroup')) expect(Properties.KmsKeyId).toBe(arn);
  });
});

describe('buckets', () => {
  const policy = (id: string) => JSON.stringify(one('AWS::S3::BucketPolicy', `${id}Policy`).Properties.PolicyDocument);

  test('the archive is locked in COMPLIANCE mode for the retention of the tenant (T4)', () => {
    expect(one('AWS::S3::Bucket', 'Archive').Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 3000 } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
  });

  test('the archive refuses deletes, bypass, and puts that are not conditional', () => {
    expect(policy('Archive')).toContain(
      '"Action":["s3:BypassGovernanceRetention","s3:DeleteObject","s3:DeleteObjectVersion"],"Effect":"Deny"',
    );
    expect(policy('Archive')).toContain(
      '"Action":"s3:PutObject","Condition":{"Null":{"s3:if-none-match":"true"}},"Effect":"Deny"',
    );
  });

  test('exports of the log are forgotten after a day, with their versions and unfinished uploads', () => {
    expect(one('AWS::S3::Bucket', 'Live').Properties.LifecycleConfiguration).toMatchObject({
      Rules: expect.arrayContaining([
        {
          Prefix: 'exports/',
          ExpirationInDays: 1,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          Status: 'Enabled',
        },
      ]),
    });
  });

  test('staging is kept for 14 days', () => {
    expect(one('AWS::S3::Bucket', 'Live').Properties.LifecycleConfiguration).toMatchObject({
      Rules: expect.arrayContaining([{ Prefix: 'staging/', ExpirationInDays: 14, Status: 'Enabled' }]),
    });
  });

  test.each(['Archive', 'Live', 'AccessLogs'])('%s is private, takes TLS 1.2 alone, and stays', (id) => {
    const { Properties, DeletionPolicy } = one('AWS::S3::Bucket', id);
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(policy(id)).toContain('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
    expect(policy(id)).toContain('{"NumericLessThan":{"s3:TlsVersion":1.2}},"Effect":"Deny"');
    expect(DeletionPolicy).toBe('Retain');
  });
});

test('logs are kept for the next longer period that CloudWatch offers', () => {
  const kept = find(synthesis, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays);
  expect(new Set(kept)).toEqual(new Set([3288]));
});

test('the stack refuses to be deleted', () => {
  const stack = synthesis.app.node.findChild('acme').node.findChild('data');
  expect(stack).toMatchObject({ terminationProtection: true });
});

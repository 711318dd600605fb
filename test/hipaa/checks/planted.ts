/** What makes each check over the template fail: one thing at a time is put wrong in a copy of the templates. */

import { find, type Templates } from '../../../hipaa/template/templates.ts';
import type { TemplateCheckId } from '../../../hipaa/template-checks.ts';

/** Templates are parsed JSON here, and may be changed: what is planted is wrong on purpose, in type too. */
type Loose = ReturnType<typeof JSON.parse>;

const first = (templates: Templates, type: string, id = /./): Loose => {
  const found = find(templates, type).find((one) => id.test(one.id));
  if (!found) throw new Error(`nothing of ${type} to put wrong`);
  return templates.stacks[found.stack]?.[found.id];
};
const properties = (templates: Templates, type: string, id?: RegExp): Loose => first(templates, type, id).Properties;

const TABLE = 'AWS::DynamoDB::GlobalTable';
const BUCKET = 'AWS::S3::Bucket';
const ROLE = 'AWS::IAM::Role';
const FUNCTION = 'AWS::Lambda::Function';
const allow = (Action: string | string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });

/** Each puts one thing wrong. Several of one check are different faults. */
export const PLANTED: Readonly<Record<TemplateCheckId, readonly ((templates: Templates) => unknown)[]>> = {
  'api-guarded': [
    (all) => (properties(all, 'AWS::ApiGatewayV2::Api').ProtocolType = 'WEBSOCKET'),
    (all) => (properties(all, 'AWS::ApiGatewayV2::Stage').AccessLogSettings.Format = '$context.identity.sourceIp'),
    (all) => (properties(all, 'AWS::ApiGatewayV2::Stage').DefaultRouteSettings = {}),
  ],
  'archive-locked': [
    (all) => (properties(all, BUCKET, /^Archive/).ObjectLockConfiguration.Rule.DefaultRetention.Mode = 'GOVERNANCE'),
    (all) => (properties(all, BUCKET, /^Archive/).ObjectLockConfiguration.Rule.DefaultRetention.Days = 2191),
    (all) => (properties(all, BUCKET, /^Archive/).ObjectLockEnabled = false),
  ],
  'archive-write-once': [
    (all) => properties(all, 'AWS::S3::BucketPolicy', /^ArchivePolicy/).PolicyDocument.Statement.pop(),
    (all) => {
      const { Statement } = properties(all, 'AWS::S3::BucketPolicy', /^ArchivePolicy/).PolicyDocument;
      Statement.find((one: Loose) => one.Sid === 'NeverDelete').Condition = { Bool: { 'aws:SecureTransport': 'true' } };
    },
  ],
  'buckets-encrypted': [
    (all) => delete properties(all, BUCKET, /^Archive/).BucketEncryption,
    (all) => {
      const { ServerSideEncryptionConfiguration } = properties(all, BUCKET, /^Live/).BucketEncryption;
      ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault = { SSEAlgorithm: 'AES256' };
    },
  ],
  'buckets-shut': [
    (all) => (properties(all, BUCKET).PublicAccessBlockConfiguration.RestrictPublicBuckets = false),
    (all) => delete properties(all, BUCKET).OwnershipControls,
  ],
  'changes-seen': [
    (all) => (properties(all, TABLE, /^Audit/).StreamSpecification = { StreamViewType: 'KEYS_ONLY' }),
    (all) => {
      for (const { stack, id, Properties } of find(all, 'AWS::Lambda::EventSourceMapping'))
        if (JSON.stringify(Properties.FilterCriteria).includes('REMOVE')) delete (all.stacks as Loose)[stack][id];
    },
  ],
  'clean-up-guarded': [
    (all) => delete properties(all, ROLE, /^Cleanup/).AssumeRolePolicyDocument.Statement[0].Condition,
    (all) =>
      properties(all, ROLE, /^UserGetUser/).Policies[0].PolicyDocument.Statement.push(
        allow('sts:AssumeRole', 'arn:aws:iam::111122223333:role/acme-data-CleanupD4E4842E'),
      ),
  ],
  doors: [
    (all) => (properties(all, 'AWS::Lambda::Permission').Principal = '*'),
    (all) => delete properties(all, 'AWS::Lambda::Permission').SourceArn,
    (all) => ((all.stacks as Loose)['acme-api'].Open = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } }),
  ],
  'hipaa-eligible': [
    (all) => ((all.stacks as Loose)['acme-api'].Other = { Type: 'AWS::Pinpoint::App', Properties: {} }),
    (all) =>
      properties(all, ROLE, /^UserGetUser/).Policies[0].PolicyDocument.Statement.push(
        allow('mobiletargeting:Send', '*'),
      ),
  ],
  'every-clock-watched': [
    (all) => {
      const { FunctionName } = properties(all, 'AWS::Lambda::EventSourceMapping');
      for (const { stack, id, Properties } of find(all, 'AWS::CloudWatch::Alarm'))
        if (Properties.MetricName === 'IteratorAge' && JSON.stringify(Properties.Dimensions).includes(FunctionName))
          delete (all.stacks as Loose)[stack][id];
    },
  ],
  'keys-guarded': [
    (all) => (properties(all, 'AWS::KMS::Key', /^DataKey/).EnableKeyRotation = false),
    (all) => delete properties(all, 'AWS::KMS::Key', /^TokenKey/).KeyPolicy.Statement[1].Condition,
    (all) => (first(all, 'AWS::KMS::Key', /^LogKey/).DeletionPolicy = 'Delete'),
    (all) => (properties(all, 'AWS::KMS::Key', /^TokenKey/).KeySpec = 'RSA_2048'),
  ],
  'least-privilege': [
    (all) => {
      const [one, other] = find(all, FUNCTION);
      if (one && other) other.Properties.Role = one.Properties.Role ?? '';
    },
    (all) => (properties(all, ROLE, /^UserGetUser/).Policies[0].PolicyDocument.Statement[0].Action = 'dynamodb:*'),
    (all) =>
      (properties(all, ROLE, /^UserGetUser/).ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess']),
  ],
  'log-insert-only': [
    (all) => delete properties(all, TABLE, /^Audit/).Replicas[0].ResourcePolicy,
    (all) => {
      const { Statement } = properties(all, TABLE, /^Lanes/).Replicas[0].ResourcePolicy.PolicyDocument;
      Statement[0].Action = Statement[0].Action.filter((one: string) => one !== 'dynamodb:PutItem');
    },
    (all) => {
      const table = find(all, TABLE).find(({ id }) => id.startsWith('Audit'));
      properties(all, ROLE, /^UserGetUser/).Policies[0].PolicyDocument.Statement.push(
        allow('dynamodb:UpdateItem', `arn:aws:dynamodb:us-east-1:111122223333:table/${table?.stack}-${table?.id}`),
      );
    },
  ],
  'logs-kept': [
    (all) => (properties(all, 'AWS::Logs::LogGroup').RetentionInDays = 365),
    (all) => delete properties(all, 'AWS::Logs::LogGroup').KmsKeyId,
  ],
  'messages-encrypted': [
    (all) => delete properties(all, 'AWS::SQS::Queue').KmsMasterKeyId,
    (all) => delete properties(all, 'AWS::SNS::Topic').KmsMasterKeyId,
  ],
  'no-secrets-in-settings': [
    (all) => (properties(all, FUNCTION).Environment.Variables.ISSUER = 'sk_live_01JD0000000000000000000000_x'),
    (all) => (properties(all, FUNCTION).Environment.Variables.DATABASE_PASSWORD = 'x'),
  ],
  'people-told': [
    (all) => delete properties(all, 'AWS::CloudWatch::Alarm').AlarmActions,
    (all) => (properties(all, 'AWS::SNS::Subscription').Endpoint = 'nobody@acme.example'),
  ],
  'tables-encrypted': [
    (all) => (properties(all, TABLE, /^Search/).SSESpecification = { SSEEnabled: false }),
    (all) => delete properties(all, TABLE, /^Identity/).Replicas[0].SSESpecification,
  ],
  'tables-recoverable': [
    (all) => (properties(all, TABLE).Replicas[0].PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled = false),
    (all) => (properties(all, TABLE).Replicas[0].DeletionProtectionEnabled = false),
    (all) => (first(all, TABLE).DeletionPolicy = 'Delete'),
  ],
  'tenants-apart': [
    (all) => (properties(all, ROLE).Tags = []),
    (all) => (properties(all, FUNCTION).Environment.Variables.AUDIT_TABLE = 'demo-data-Audit3D8ADE0A'),
  ],
  'transport-encrypted': [
    (all) => properties(all, 'AWS::S3::BucketPolicy', /^Live/).PolicyDocument.Statement.splice(1, 1),
    (all) => delete (all.stacks as Loose)['acme-audit'][find(all, 'AWS::SQS::QueuePolicy')[0]?.id ?? ''],
    (all) => properties(all, 'AWS::SNS::TopicPolicy').PolicyDocument.Statement.shift(),
  ],
};

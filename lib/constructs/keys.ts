/**
 * The KMS keys of a tenant. A key policy allows the account to administer a key, and only roles that carry the
 * tenant's tag to use it; each role's own policy then says which operation (security.md, row 16).
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key, type KeyProps, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { LOGGING_STACKS } from '../areas.ts';
import type { Tenant } from '../tenant.ts';

/** Every resource of a tenant carries it, so its roles do. */
export const TENANT_TAG = 'hale:tenant';

/** No cryptographic operation is among them. */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:GetPublicKey',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateKeyDescription',
];

/** What DynamoDB, SNS, SQS and S3 do with a key on behalf of whoever calls them. */
const BY_SERVICES = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

type Conditions = Record<string, Record<string, string | string[]>>;

/** A key policy that names the account leaves the decision to the policies of its roles. */
const allow = (actions: string[], conditions?: Conditions) =>
  new PolicyStatement({ principals: [new AccountRootPrincipal()], actions, resources: ['*'], conditions });

const allowRoles = ({ name }: Tenant, actions: string[], conditions: Conditions = {}) =>
  allow(actions, { StringEquals: { [`aws:PrincipalTag/${TENANT_TAG}`]: name }, ...conditions });

const policyOf = (...statements: PolicyStatement[]) =>
  new PolicyDocument({ statements: [allow(ADMINISTRATION), ...statements] });

/** Ed25519 (RFC 8032) where nothing else is said; its private half never leaves KMS. */
export function signingKey(
  scope: Construct,
  id: string,
  tenant: Tenant,
  description: string,
  { keySpec = KeySpec.ECC_NIST_EDWARDS25519, enabled }: Pick<KeyProps, 'keySpec' | 'enabled'> = {},
): Key {
  return new Key(scope, id, {
    description,
    keySpec,
    enabled,
    keyUsage: KeyUsage.SIGN_VERIFY,
    policy: policyOf(allowRoles(tenant, ['kms:Sign'])),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** A ring of keys: one signs tokens, one is ready to, one may have signed what is still good (`lambdas/signing-key/`). */
export const tokenKeys = (scope: Construct, tenant: Tenant): Key[] =>
  Array.from({ length: tenant.tokenKeys }, (_, index) =>
    signingKey(scope, index === 0 ? 'TokenKey' : `TokenKey${index + 1}`, tenant, 'Signs session tokens'),
  );

export function hmacKey(scope: Construct, id: string, tenant: Tenant): Key {
  return new Key(scope, id, {
    description: 'Derives the keys of sealed challenges and keyed hashes',
    keySpec: KeySpec.HMAC_256,
    keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
    policy: policyOf(allowRoles(tenant, ['kms:GenerateMac'])),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** The customer managed key of tables, queues, topics, logs and project keys: the tenant's own, or one brought. */
export function dataKey(scope: Construct, id: string, tenant: Tenant): IKey {
  if (tenant.key !== 'own') return Key.fromKeyArn(scope, id, tenant.key);
  const { account, name, region } = tenant;
  const services = ['dynamodb', 's3', 'sns', 'sqs'].map((service) => `${service}.${region}.amazonaws.com`);
  const logs = new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: [...BY_SERVICES.filter((action) => action !== 'kms:CreateGrant'), 'kms:GenerateDataKeyWithoutPlaintext'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': LOGGING_STACKS.map(
          (stack) => `arn:aws:logs:${region}:${account}:log-group:${name}-${stack}-*`,
        ),
      },
    },
  });
  // As AWS documents it, without a condition: the topic's policy tells whose alarms may use it.
  const alarms = new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
  });
  return new Key(scope, id, {
    description: 'Protects tables, queues, topics and logs, and wraps the keys of projects',
    enableKeyRotation: true,
    policy: policyOf(
      allowRoles(tenant, ['kms:Decrypt', 'kms:GenerateDataKey'], {
        'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['project'] },
      }),
      allow(BY_SERVICES, { StringEquals: { 'kms:ViaService': services } }),
      logs,
      alarms,
    ),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/**
 * What each declared access means in IAM: the value of its environment variable and the statements of the role.
 * One entry per access, so the compiler refuses a new access that has no grant.
 */
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Access } from '../../lambdas/shared/access.ts';
import { BY_ID, BY_PARENT } from '../../lambdas/shared/table.ts';
import type { Resources } from '../deployment.ts';

interface Grant {
  readonly value: string;
  readonly statements: PolicyStatement[];
}

type Conditions = Record<string, Record<string, string | string[]>>;

export const allow = (resources: string[], actions: string[], conditions?: Conditions): PolicyStatement =>
  new PolicyStatement({ resources, actions, conditions });

/** Use of the data key by a service on the function's behalf; no direct call has `kms:ViaService`. */
export const through = (service: string, key: IKey, ...actions: string[]): PolicyStatement =>
  allow([key.keyArn], actions, { StringEquals: { 'kms:ViaService': `${service}.${key.env.region}.amazonaws.com` } });

const readsTable = (key: IKey) => through('dynamodb', key, 'kms:Decrypt', 'kms:DescribeKey');
const writesTable = (key: IKey) =>
  through('dynamodb', key, 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey');

/** A project's key is wrapped under the project's id: without that context the data key opens nothing. */
const ofProject: Conditions = { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['project'] } };
const ed25519: Conditions = { StringEquals: { 'kms:SigningAlgorithm': 'ED25519_SHA_512' } };

export const GRANTS: Record<Access, (resources: Resources) => Grant> = {
  'identity:read': ({ identity, dataKey }) => ({
    value: identity.tableName,
    statements: [
      allow([identity.tableArn], ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']),
      allow([`${identity.tableArn}/index/${BY_PARENT.name}`], ['dynamodb:Query']),
      readsTable(dataKey),
    ],
  }),
  'identity:write': ({ identity, dataKey }) => ({
    value: identity.tableName,
    statements: [
      allow(
        [identity.tableArn],
        ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete', 'dynamodb:PartiQLSelect'],
      ),
      writesTable(dataKey),
    ],
  }),
  'ephemeral:read': ({ ephemeral, dataKey }) => ({
    value: ephemeral.tableName,
    statements: [
      allow([ephemeral.tableArn], ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']),
      readsTable(dataKey),
    ],
  }),
  'ephemeral:write': ({ ephemeral, dataKey }) => ({
    value: ephemeral.tableName,
    statements: [
      allow(
        [ephemeral.tableArn],
        ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete', 'dynamodb:PartiQLSelect'],
      ),
      writesTable(dataKey),
    ],
  }),
  'ephemeral:spend': ({ ephemeral, dataKey }) => ({
    value: ephemeral.tableName,
    statements: [allow([ephemeral.tableArn], ['dynamodb:UpdateItem']), writesTable(dataKey)],
  }),
  'audit:append': ({ audit, dataKey }) => ({
    value: audit.tableName,
    statements: [
      allow([audit.tableArn], ['dynamodb:PartiQLInsert', 'dynamodb:Query', 'dynamodb:GetItem']),
      writesTable(dataKey),
    ],
  }),
  'audit:read': ({ audit, dataKey }) => ({
    value: audit.tableName,
    statements: [
      allow([audit.tableArn], ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']),
      allow([`${audit.tableArn}/index/${BY_ID.name}`], ['dynamodb:Query']),
      readsTable(dataKey),
    ],
  }),
  'lanes:register': ({ lanes, dataKey }) => ({
    value: lanes.tableName,
    statements: [allow([lanes.tableArn], ['dynamodb:PartiQLInsert']), writesTable(dataKey)],
  }),
  'lanes:read': ({ lanes, dataKey }) => ({
    value: lanes.tableName,
    statements: [allow([lanes.tableArn], ['dynamodb:Query']), readsTable(dataKey)],
  }),
  'control:read': ({ control, dataKey }) => ({
    value: control.tableName,
    statements: [
      allow([control.tableArn], ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']),
      readsTable(dataKey),
    ],
  }),
  'control:write': ({ control, dataKey }) => ({
    value: control.tableName,
    statements: [allow([control.tableArn], ['dynamodb:PutItem', 'dynamodb:UpdateItem']), writesTable(dataKey)],
  }),
  'data-key:unwrap': ({ dataKey }) => ({
    value: dataKey.keyId,
    statements: [allow([dataKey.keyArn], ['kms:Decrypt'], ofProject)],
  }),
  'data-key:create': ({ dataKey }) => ({
    value: dataKey.keyId,
    statements: [allow([dataKey.keyArn], ['kms:GenerateDataKey'], ofProject)],
  }),
  'hmac-key:derive': ({ hmacKey }) => ({
    value: hmacKey.keyId,
    statements: [
      allow([hmacKey.keyArn], ['kms:GenerateMac'], { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } }),
    ],
  }),
  'token-key:sign': ({ tokenKey }) => ({
    value: tokenKey.keyId,
    statements: [allow([tokenKey.keyArn], ['kms:Sign'], ed25519)],
  }),
  'token-key:read': ({ tokenKey }) => ({
    value: tokenKey.keyId,
    statements: [allow([tokenKey.keyArn], ['kms:GetPublicKey'])],
  }),
  'log-key:sign': ({ logKey }) => ({
    value: logKey.keyId,
    statements: [allow([logKey.keyArn], ['kms:Sign'], ed25519), allow([logKey.keyArn], ['kms:GetPublicKey'])],
  }),
  'archive:write': ({ archive }) => ({
    value: archive.bucketName,
    statements: [allow([archive.arnForObjects('v1/*')], ['s3:PutObject', 's3:PutObjectRetention'])],
  }),
  'archive:read': ({ archive }) => ({
    value: archive.bucketName,
    statements: [
      allow([archive.arnForObjects('v1/*')], ['s3:GetObject']),
      allow([archive.bucketArn], ['s3:ListBucket']),
    ],
  }),
  'live:write': ({ live, dataKey }) => ({
    value: live.bucketName,
    statements: [
      allow([live.arnForObjects('*')], ['s3:PutObject']),
      through('s3', dataKey, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ],
  }),
  'live:read': ({ live, dataKey }) => ({
    value: live.bucketName,
    statements: [
      allow([live.arnForObjects('*')], ['s3:GetObject']),
      allow([live.bucketArn], ['s3:ListBucket']),
      through('s3', dataKey, 'kms:Decrypt'),
    ],
  }),
  'incident:publish': ({ incidents, dataKey }) => ({
    value: incidents.topicArn,
    statements: [
      allow([incidents.topicArn], ['sns:Publish']),
      through('sns', dataKey, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ],
  }),
  'mail:send': ({ mailFrom }) => ({
    value: mailFrom,
    statements: [allow(['*'], ['ses:SendEmail'], { StringEquals: { 'ses:FromAddress': mailFrom } })],
  }),
  /** Publishing to a telephone number has no resource; the topics of the account have, and are not among them. */
  'sms:send': () => ({
    value: 'sns',
    statements: [
      allow(['*'], ['sns:Publish']),
      new PolicyStatement({ effect: Effect.DENY, actions: ['sns:Publish'], resources: ['arn:*:sns:*:*:*'] }),
    ],
  }),
};

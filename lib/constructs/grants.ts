/**
 * What each declared access means in IAM: the value of its environment variable and the statements of the role.
 * One entry per access, so the compiler refuses a new access that has no grant.
 */
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Access } from '../../lambdas/shared/access.ts';
import type { Resources } from '../deployment.ts';
import { BUCKET_GRANTS } from './bucket-grants.ts';
import { allow, type Conditions, type Grant, through } from './grant.ts';
import { TABLE_GRANTS } from './table-grants.ts';

/** A project's key is wrapped under the project's id: without that context the data key opens nothing. */
const ofProject: Conditions = { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['project'] } };
const ed25519: Conditions = { StringEquals: { 'kms:SigningAlgorithm': 'ED25519_SHA_512' } };

export const GRANTS: Record<Access, (resources: Resources) => Grant> = {
  ...TABLE_GRANTS,
  ...BUCKET_GRANTS,
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
  'token-key:sign': ({ tokenKeys }) => ({
    value: tokenKeys.map(({ keyId }) => keyId).join(','),
    statements: [
      allow(
        tokenKeys.map(({ keyArn }) => keyArn),
        ['kms:Sign'],
        ed25519,
      ),
    ],
  }),
  'token-key:read': ({ tokenKeys }) => ({
    value: tokenKeys.map(({ keyId }) => keyId).join(','),
    statements: [
      allow(
        tokenKeys.map(({ keyArn }) => keyArn),
        ['kms:GetPublicKey'],
      ),
    ],
  }),
  'statement-key:sign': ({ statementKey }) => ({
    value: statementKey.keyId,
    statements: [
      allow([statementKey.keyArn], ['kms:Sign'], ed25519),
      allow([statementKey.keyArn], ['kms:GetPublicKey']),
    ],
  }),
  'statement-key:read': ({ statementKey }) => ({
    value: statementKey.keyId,
    statements: [allow([statementKey.keyArn], ['kms:GetPublicKey'])],
  }),
  'log-key:sign': ({ logKeys }) => ({
    value: logKeys.map(({ key }) => key.keyId).join(','),
    statements: logKeys.flatMap(({ key, algorithm }) => [
      allow([key.keyArn], ['kms:Sign'], { StringEquals: { 'kms:SigningAlgorithm': algorithm } }),
      allow([key.keyArn], ['kms:GetPublicKey']),
    ]),
  }),
  'log-key:read': ({ logKeys }) => ({
    value: logKeys.map(({ key }) => key.keyId).join(','),
    statements: logKeys.map(({ key }) => allow([key.keyArn], ['kms:GetPublicKey'])),
  }),
  'incident:publish': ({ incidents, dataKey }) => ({
    value: incidents.topicArn,
    statements: [
      allow([incidents.topicArn], ['sns:Publish']),
      through('sns', dataKey, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ],
  }),
  /** A role that its owner named for this, whose trust asks for their project's id: no other can be made to act for us. */
  'customer-role:assume': () => ({
    value: 'hale-audit-stream',
    statements: [
      allow(['arn:*:iam::*:role/hale-stream-*'], ['sts:AssumeRole'], { StringLike: { 'sts:ExternalId': 'proj_*' } }),
    ],
  }),
  /** Without a resource to act on where the tenant has not turned it on. */
  'cleanup:assume': ({ cleanup }) => ({
    value: cleanup === undefined ? 'off' : cleanup.roleArn,
    statements: cleanup === undefined ? [] : [allow([cleanup.roleArn], ['sts:AssumeRole'])],
  }),
  'cleanup:know': ({ cleanup, hotRetentionDays }) => ({
    value: `${cleanup === undefined ? 'off' : 'on'} ${hotRetentionDays}`,
    statements: [],
  }),
  'disclosures:know': ({ disclosureActions }) => ({ value: disclosureActions, statements: [] }),
  'mail:send': ({ mailFrom }) => ({
    value: mailFrom,
    statements: [allow(['*'], ['ses:SendEmail'], { StringEquals: { 'ses:FromAddress': mailFrom } })],
  }),
  /** Publishing to a telephone number has no resource; the topics of the account have, and are not among them. */
  'sms:send': ({ smsSender }) => ({
    value: smsSender,
    statements: [
      allow(['*'], ['sns:Publish']),
      new PolicyStatement({ effect: Effect.DENY, actions: ['sns:Publish'], resources: ['arn:*:sns:*:*:*'] }),
    ],
  }),
};

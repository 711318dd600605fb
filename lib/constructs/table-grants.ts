/** What each declared access to a table means in IAM (`grants.ts`). */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Access } from '../../lambdas/shared/access.ts';
import {
  AUDIT_STREAMS,
  BUDGETS,
  BY_ID,
  BY_PARENT,
  CLEANED,
  HOLD_CURSORS,
  RECONCILED,
  SIGNING_KEYS,
} from '../../lambdas/shared/table.ts';
import type { Resources } from '../deployment.ts';
import { allow, type Conditions, type Grant, through } from './grant.ts';

const readsTable = (key: IKey) => through('dynamodb', key, 'kms:Decrypt', 'kms:DescribeKey');
const writesTable = (key: IKey) =>
  through('dynamodb', key, 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey');

/** Counters, and no challenge, code or link that lies in the same table. */
const ofBudgets: Conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${BUDGETS}*`] } };

/** How far streams are, and no head of a log. */
const ofStreams: Conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${AUDIT_STREAMS}*`] } };

/** How far holds are, and no head of a log that lies in the same table. */
const ofHoldCursors: Conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${HOLD_CURSORS}*`] } };

/** What was removed, and no head of a log: whoever can put a head decides what is signed. */
const ofCleaned: Conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${CLEANED}*`] } };

/** How far the reconciler is, and no head of a log. */
const ofReconciled: Conditions = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [String(RECONCILED.pk)] } };

/** Which key signs tokens, and nobody's account. */
const ofRing: Conditions = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [String(SIGNING_KEYS.pk)] } };

type TableAccess = Extract<Access, `${'identity' | 'ephemeral' | 'audit' | 'lanes' | 'control' | 'search'}:${string}`>;

export const TABLE_GRANTS: Record<TableAccess, (resources: Resources) => Grant> = {
  'identity:read': ({ identity, dataKey }) => ({
    value: identity.tableName,
    statements: [
      allow([identity.tableArn], ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']),
      allow([`${identity.tableArn}/index/${BY_PARENT.name}`], ['dynamodb:Query']),
      readsTable(dataKey),
    ],
  }),
  'identity:signing-keys': ({ identity, dataKey }) => ({
    value: identity.tableName,
    statements: [allow([identity.tableArn], ['dynamodb:GetItem'], ofRing), readsTable(dataKey)],
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
    statements: [allow([ephemeral.tableArn], ['dynamodb:UpdateItem'], ofBudgets), writesTable(dataKey)],
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
    statements: [allow([lanes.tableArn], ['dynamodb:GetItem', 'dynamodb:Query']), readsTable(dataKey)],
  }),
  'control:read': ({ control, dataKey }) => ({
    value: control.tableName,
    statements: [
      allow([control.tableArn], ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']),
      readsTable(dataKey),
    ],
  }),
  'control:follow': ({ control, dataKey }) => ({
    value: control.tableName,
    statements: [allow([control.tableArn], ['dynamodb:UpdateItem'], ofStreams), writesTable(dataKey)],
  }),
  'control:write': ({ control, dataKey }) => ({
    value: control.tableName,
    statements: [allow([control.tableArn], ['dynamodb:PutItem', 'dynamodb:UpdateItem']), writesTable(dataKey)],
  }),
  'search:read': ({ search, dataKey }) => ({
    value: search.tableName,
    statements: [
      allow([search.tableArn], ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']),
      readsTable(dataKey),
    ],
  }),
  'search:write': ({ search, dataKey }) => ({
    value: search.tableName,
    statements: [allow([search.tableArn], ['dynamodb:BatchWriteItem', 'dynamodb:PutItem']), writesTable(dataKey)],
  }),
  'control:hold': ({ control, dataKey }) => ({
    value: control.tableName,
    statements: [
      allow([control.tableArn], ['dynamodb:GetItem', 'dynamodb:PutItem'], ofHoldCursors),
      writesTable(dataKey),
    ],
  }),
  'control:clean': ({ control, dataKey }) => ({
    value: control.tableName,
    statements: [allow([control.tableArn], ['dynamodb:PutItem'], ofCleaned), writesTable(dataKey)],
  }),
  'control:reconcile': ({ control, dataKey }) => ({
    value: control.tableName,
    statements: [allow([control.tableArn], ['dynamodb:PutItem'], ofReconciled), writesTable(dataKey)],
  }),
};

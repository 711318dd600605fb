/**
 * The one call that removes a row of the audit table. It is made under the cleanup role and no other: the table's own
 * policy denies it to everyone else, the function's role included (audit-log.md §2).
 */
import { ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { marshall } from '@aws-sdk/util-dynamodb';
import { variable } from '../environment.ts';
import type { Key } from './dynamodb.ts';

let client: DynamoDBClient | undefined;

/** Asked for anew by the SDK before they expire. */
async function credentials() {
  const { Credentials } = await new STSClient({ maxAttempts: 3 }).send(
    new AssumeRoleCommand({ RoleArn: variable('CLEANUP_ROLE'), RoleSessionName: 'hale-clean-up' }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey) throw new Error('STS answered AssumeRole without credentials');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken && { sessionToken: SessionToken }),
    ...(Expiration && { expiration: Expiration }),
  };
}

/** @param leaf that the row must have; `false` when there is no such row. */
export async function removeAuditRow(key: Key, leaf: string): Promise<boolean> {
  client ??= new DynamoDBClient({ maxAttempts: 3, credentials });
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: variable('AUDIT_TABLE'),
        Key: marshall(key),
        ConditionExpression: 'leaf = :leaf',
        ExpressionAttributeValues: marshall({ ':leaf': leaf }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

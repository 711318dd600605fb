/**
 * How budgets are stored: one counter for each budget, owner and window. This is the only write that has no event, and
 * so goes past `commit` (ADR 0017): it can do nothing but refuse, and what it refuses is counted by itself.
 */
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { budgetKey, EXPIRES_AT } from '../shared/table.ts';

export interface Bucket {
  readonly projectId: string;
  readonly budget: string;
  /** Keyed hash of the owner: no address is in a key. */
  readonly whose: string;
  readonly window: number;
  /** Seconds since 1970. */
  readonly endsAtS: number;
}

const put = (bucket: Bucket, expression: string, values: Record<string, number>, condition?: string) => {
  const { projectId, budget, whose, window, endsAtS } = bucket;
  return dynamodb.send(
    new UpdateItemCommand({
      TableName: variable('EPHEMERAL_TABLE'),
      Key: marshall(budgetKey(projectId, budget, whose, window)),
      UpdateExpression: `SET #expires = :expires${expression}`,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#expires': EXPIRES_AT },
      ExpressionAttributeValues: marshall({ ...values, ':expires': endsAtS }),
      ReturnValues: 'UPDATED_NEW',
    }),
  );
};

/** Adds to the count and answers what it is then: of all who add at once, each gets its own number. */
export async function addTo(bucket: Bucket, by: 1 | -1): Promise<number> {
  const { Attributes } = await put(bucket, ' ADD used :by', { ':by': by });
  const used = Number(Attributes?.used?.N);
  if (!Number.isSafeInteger(used)) throw new Error('DynamoDB answered no count');
  return used;
}

/** Begins a window where none is open, which is 1; else counts who came too soon. */
export async function beginOrCount(bucket: Bucket, nowMs: number, untilMs: number): Promise<number> {
  try {
    const begin = ', used = :one, until_ms = :until';
    const values = { ':one': 1, ':until': untilMs, ':now': nowMs };
    await put(bucket, begin, values, 'attribute_not_exists(until_ms) OR until_ms <= :now');
    return 1;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return addTo(bucket, 1);
    throw error;
  }
}

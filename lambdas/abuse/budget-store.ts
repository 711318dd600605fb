/**
 * How budgets are stored: one counter for each budget, owner and window. This is the only write that has no event, and
 * so goes past `commit` (ADR 0017): it can do nothing but refuse, and what it refuses is counted by itself.
 */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
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

/** Adds to the count and answers what it is then: of all who add at once, each gets its own number. */
export async function addTo({ projectId, budget, whose, window, endsAtS }: Bucket, by: 1 | -1): Promise<number> {
  const { Attributes } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: variable('EPHEMERAL_TABLE'),
      Key: marshall(budgetKey(projectId, budget, whose, window)),
      UpdateExpression: 'ADD used :by SET #expires = :expires',
      ExpressionAttributeNames: { '#expires': EXPIRES_AT },
      ExpressionAttributeValues: marshall({ ':by': by, ':expires': endsAtS }),
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  const used = Number(Attributes?.used?.N);
  if (!Number.isSafeInteger(used)) throw new Error('DynamoDB answered no count');
  return used;
}

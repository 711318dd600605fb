/**
 * One DynamoDB ExecuteTransaction and what became of it.
 * The same failure has other names on AWS, in DynamoDB Local and in the local cloud; this file is the one mapper.
 */
import {
  type AttributeValue,
  type CancellationReason,
  ExecuteTransactionCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { dynamodb } from './dynamodb.ts';
import { isNamed, isUnavailable } from './unavailable.ts';

export interface Statement {
  readonly statement: string;
  readonly parameters: AttributeValue[];
}

export type Outcome =
  | { readonly kind: 'applied' }
  /** A statement's condition does not hold, or its key exists: the indexes of all such statements. */
  | { readonly kind: 'refused'; readonly statements: readonly number[] }
  /** Cancelled by another transaction or a throttled item: not applied by this attempt. */
  | { readonly kind: 'busy' }
  /** The answer was lost: the transaction may have been applied. Retry with the same token. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

const isRefusal = ({ Code, Message }: CancellationReason): boolean =>
  Code === 'ConditionalCheckFailed' ||
  Code === 'DuplicateItem' ||
  Code === 'DuplicateItemException' ||
  (Code === 'ValidationError' && /duplicate/i.test(Message ?? ''));

const BUSY_REASONS = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Network failures and 5xx answers do not tell whether the transaction was applied. Nor does a throttle, or another
 * attempt in progress: it answers the last of the SDK's attempts, and an earlier one may have been applied.
 */
const isAmbiguous = (error: unknown): boolean =>
  isUnavailable(error) || isNamed(error, 'TransactionInProgressException');

/** @param token up to 36 characters; DynamoDB applies a token once within ten minutes. */
export async function executeTransaction(statements: readonly Statement[], token: string): Promise<Outcome> {
  try {
    await dynamodb.send(
      new ExecuteTransactionCommand({
        ClientRequestToken: token,
        TransactStatements: statements.map(({ statement, parameters }) => ({
          Statement: statement,
          Parameters: parameters,
        })),
      }),
    );
    return { kind: 'applied' };
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      const reasons = error.CancellationReasons ?? [];
      const refused = reasons.flatMap((reason, index) => (isRefusal(reason) ? [index] : []));
      if (refused.length > 0) return { kind: 'refused', statements: refused };
      if (reasons.some(({ Code }) => BUSY_REASONS.has(Code ?? ''))) return { kind: 'busy' };
      throw error;
    }
    if (isAmbiguous(error)) return { kind: 'unknown', cause: error };
    throw error;
  }
}

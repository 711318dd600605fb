/** DynamoDB's own measure of a row of the audit table: names and values. */
import type { Item } from '../../../lambdas/log/lane-row.ts';

export const rowBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, { S, N, B, M }]) => {
    const inside = M ? rowBytes(M) : 0;
    return sum + name.length + Buffer.byteLength(S ?? '') + (N?.length ?? 0) + (B?.length ?? 0) + inside;
  }, 0);

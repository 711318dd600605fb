/** What DynamoDB read for something: every command of the functions' own client, and what came back. */
const { dynamodb } = await import('../../../../lambdas/shared/aws/dynamodb.ts');

export interface Reads<T> {
  readonly result: T;
  readonly calls: number;
  /** Entries of lists and indexes that queries read, also those that a filter would drop. */
  readonly keys: number;
  /** Rows read by their keys. */
  readonly rows: number;
  /** Rows put. */
  readonly writes: number;
  readonly scans: number;
  /** Queries that read more than they gave. */
  readonly filtered: number;
}

interface Output {
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly Item?: object;
  readonly Responses?: Record<string, object[]>;
}

export async function countReads<T>(run: () => Promise<T>): Promise<Reads<T>> {
  const seen = { calls: 0, keys: 0, rows: 0, writes: 0, scans: 0, filtered: 0 };
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const reply = await next(args);
        const { Count = 0, ScannedCount = 0, Item, Responses = {} } = reply.output as Output;
        seen.calls++;
        seen.keys += ScannedCount;
        seen.rows += (Item ? 1 : 0) + Object.values(Responses).flat().length;
        if (commandName === 'PutItemCommand') seen.writes++;
        const { RequestItems = {} } = args.input as { RequestItems?: Record<string, unknown> };
        if (commandName === 'BatchWriteItemCommand') seen.writes += Object.values(RequestItems).flat().length;
        if (commandName === 'ScanCommand') seen.scans++;
        if (Count !== ScannedCount) seen.filtered++;
        return reply;
      },
    { step: 'initialize', name: 'countReads' },
  );
  try {
    const result = await run();
    return { result, ...seen };
  } finally {
    dynamodb.middlewareStack.remove('countReads');
  }
}

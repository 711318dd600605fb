/**
 * What the tables hold, before and after: what changed between, in words without ids; and whether that is whole
 * transactions. Everything can be put back to where it was. Import `world.ts` first.
 */
import { BatchWriteItemCommand, paginateScan, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { type Item, itemText } from '../../lambdas/log/lane-row.ts';
import { database, TABLES } from './world.ts';

/** Rows by table and key. */
export type Rows = ReadonlyMap<string, { readonly table: string; readonly item: Item; readonly text: string }>;

export async function look(): Promise<Rows> {
  const rows = new Map<string, { table: string; item: Item; text: string }>();
  const tables = [TABLES.identity, TABLES.ephemeral, TABLES.audit, TABLES.lanes];
  const scans = tables.map(async (table) => {
    for await (const { Items = [] } of paginateScan({ client: database }, { TableName: table, ConsistentRead: true }))
      for (const item of Items as Item[])
        rows.set(`${table} ${item.pk?.S} ${item.sk?.S ?? item.sk?.N}`, { table, item, text: itemText(item) });
  });
  await Promise.all(scans);
  return rows;
}

export async function putBack(before: Rows, now: Rows): Promise<void> {
  const wanted: [string, WriteRequest][] = [];
  for (const [key, { table, item }] of now)
    if (!before.has(key)) wanted.push([table, { DeleteRequest: { Key: { pk: item.pk, sk: item.sk } as never } }]);
  for (const [key, { table, item, text }] of before)
    if (now.get(key)?.text !== text) wanted.push([table, { PutRequest: { Item: item as never } }]);
  for (let i = 0; i < wanted.length; i += 25) {
    const byTable = Map.groupBy(wanted.slice(i, i + 25), ([table]) => table);
    const RequestItems = Object.fromEntries([...byTable].map(([table, list]) => [table, list.map(([, one]) => one)]));
    await database.send(new BatchWriteItemCommand({ RequestItems }));
  }
}

const masked = (text: string): string => text.replace(/[0-9A-HJKMNP-TV-Z]{26}|[A-Za-z0-9_-]{20,}|[0-9a-f]{16,}/g, '*');

/** What happened, one line each, ids left out. Counters of budgets are no state (ADR 0017). */
export function changesBetween(before: Rows, after: Rows): string[] {
  const lines: string[] = [];
  for (const [key, { table, item, text }] of after) {
    const known = before.get(key);
    if (known?.text === text || table === TABLES.lanes || item.pk?.S?.startsWith('BUDGET#')) continue;
    if (table === TABLES.audit && !known) {
      const { type } = JSON.parse(item.leaf?.S ?? '{}');
      lines.push(`event ${type} ${JSON.parse(item.public?.S ?? '{}').outcome}`);
    } else lines.push(`${known ? 'changed' : 'made'} ${masked(key.slice(key.indexOf(' ') + 1))}`);
  }
  for (const [key, { item }] of before)
    if (!after.has(key) && !item.pk?.S?.startsWith('BUDGET#'))
      lines.push(`removed ${masked(key.slice(key.indexOf(' ') + 1))}`);
  return lines.sort();
}

export const isEvent = (line: string): boolean => line.startsWith('event ');

/** `lines` without those of `some`, each once; `undefined` when one of them is missing. */
function without(lines: readonly string[], some: readonly string[]): string[] | undefined {
  const rest = [...lines];
  for (const line of some) {
    const place = rest.indexOf(line);
    if (place < 0) return undefined;
    rest.splice(place, 1);
  }
  return rest;
}

/** Of transactions in their order: a row that one of them makes and a later one changes was made, and no more. */
function seenTogether(parts: readonly (readonly string[])[]): string[] {
  const seen: string[] = [];
  for (const line of parts.flat())
    if (!line.startsWith('changed ') || !seen.includes(line.replace('changed ', 'made '))) seen.push(line);
  return seen;
}

/** What the transactions of a clean call did. */
interface Clean {
  /** Each of them. */
  readonly transactions: readonly string[][];
  /** The first, the first two, and so on together: a later one may undo what an earlier one made. */
  readonly together: readonly string[][];
}

/** The most of the transactions that the lines hold, and what they hold beside. */
export function explain(lines: readonly string[], { transactions, together }: Clean): { done: number; rest: string[] } {
  let best = { done: 0, rest: [...lines] };
  const consider = (done: number, expected: readonly string[]) => {
    const rest = without(lines, expected);
    if (rest && (rest.length < best.rest.length || (rest.length === best.rest.length && done > best.done)))
      best = { done, rest };
  };
  for (let chosen = 1; chosen < 2 ** transactions.length; chosen++) {
    const parts = transactions.filter((_, i) => chosen & (1 << i));
    consider(parts.length, parts.flat());
    consider(parts.length, seenTogether(parts));
  }
  for (const [i, expected] of together.entries()) consider(i + 1, expected);
  return best;
}

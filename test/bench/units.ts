/**
 * DynamoDB request units by formula, from the real sizes of items (DynamoDB Developer Guide, "Read and write request
 * units" and "Item sizes"). DynamoDB Local's own numbers are too low for transactions.
 */
import type { Call } from './recorder.ts';

/** DynamoDB's JSON of one value. */
type Value = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, Value>>;

const utf8 = (text: string): number => Buffer.byteLength(text);

function valueBytes(value: Value): number {
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  if (type === 'S') return utf8(content as string);
  if (type === 'N') return Math.ceil((content as string).replace(/\D/g, '').length / 2) + 1;
  if (type === 'B') return Buffer.from(content as string, 'base64').length;
  if (type === 'L') return 3 + (content as Value[]).reduce((sum, one) => sum + 1 + valueBytes(one), 0);
  if (type === 'M') return 3 + Object.keys(content as Item).length + itemBytes(content as Item);
  return 1;
}

export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + valueBytes(value), 0);

export interface Index {
  readonly pk: string;
  readonly sk: string;
  readonly keysOnly: boolean;
}
export interface Units {
  readonly read: number;
  readonly write: number;
}

const kilobytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1_024));
const reads = (bytes: number, consistent: unknown): number =>
  Math.max(1, Math.ceil(bytes / 4_096)) * (consistent ? 1 : 0.5);

/** One unit per KB, two in a transaction, and one per KB for each index that holds the item. */
function writes(item: Item, index: Index | undefined, factor: 1 | 2): number {
  const inTable = kilobytes(itemBytes(item)) * factor;
  if (!index || !item[index.pk] || !item[index.sk]) return inTable;
  const keys = ['pk', 'sk', index.pk, index.sk];
  const projected = Object.entries(item).filter(([name]) => !index.keysOnly || keys.includes(name));
  return inTable + kilobytes(itemBytes(Object.fromEntries(projected)));
}

const INSERT = /^INSERT INTO "([^"]+)" VALUE \{(.*)\}$/;

/** The item and its table, of a statement that inserts one. */
export function insertedItem({ Statement, Parameters }: { Statement: string; Parameters: Value[] }) {
  const [, table, list] = INSERT.exec(Statement) ?? [];
  if (table === undefined || list === undefined) throw new Error(`no formula for ${Statement.slice(0, 60)}`);
  const names = [...list.matchAll(/'([^']+)': \?/g)].map(([, name = '']) => name);
  return { table, item: Object.fromEntries(names.map((name, index) => [name, Parameters[index] ?? {}])) };
}

/** @param indexOf the index of a table. */
export function unitsOf({ target, request, answer }: Call, indexOf: (table: string) => Index | undefined): Units {
  const operation = target.startsWith('DynamoDB') ? target.split('.')[1] : undefined;
  switch (operation) {
    case undefined:
      return { read: 0, write: 0 };
    case 'GetItem':
      return { read: reads(itemBytes(answer.Item ?? {}), request.ConsistentRead), write: 0 };
    case 'Query': {
      const bytes = answer.Items.reduce((sum: number, item: Item) => sum + itemBytes(item), 0);
      return { read: reads(bytes, request.ConsistentRead), write: 0 };
    }
    case 'PutItem':
      return { read: 0, write: writes(request.Item, indexOf(request.TableName), 1) };
    case 'UpdateItem':
    case 'DeleteItem':
      return { read: 0, write: 1 };
    case 'ExecuteTransaction': {
      const inserted = request.TransactStatements.map(insertedItem) as ReturnType<typeof insertedItem>[];
      return { read: 0, write: inserted.reduce((sum, { item, table }) => sum + writes(item, indexOf(table), 2), 0) };
    }
    default:
      throw new Error(`no formula for ${operation}`);
  }
}

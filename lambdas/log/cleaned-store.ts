/**
 * What was told to be removed from the audit table: a manifest in the locked bucket, and a record in the control table by
 * which it is found. The record is only a pointer: whoever relies on it reads the manifest.
 */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parseLeaf, parseSeq } from '../audit/leaf.ts';
import { dynamodb, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { cleanedPk, laneBatchSk, lanePk } from '../shared/table.ts';
import { keepEvidence, readEvidence, readLocked } from './archive-store.ts';
import { type ArchivedRow, isArchivedRow, itemOfImage, readArchived } from './archived-row.ts';
import { manifestNames } from './clean-up.ts';
import type { Cleaned } from './clean-up-page.ts';
import { findBatch } from './log-store.ts';
import { parseLine, segmentLines } from './segment.ts';

const FOLDER = 'cleanup';

/** As the tenant says: `on 90`, `off 90`. */
export function cleanUpSetting(): { readonly on: boolean; readonly hotRetentionDays: number } {
  const [state, days] = variable('CLEANUP').split(' ');
  const hotRetentionDays = Number(days);
  if (!Number.isInteger(hotRetentionDays) || hotRetentionDays <= 0) throw new Error('CLEANUP tells no hot retention');
  return { on: state === 'on', hotRetentionDays };
}

export const keepManifest = (text: string): Promise<string> => keepEvidence(FOLDER, text);

export async function noteCleaned({ scope, lane, from, through, manifest }: Cleaned): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('CONTROL_TABLE'),
      Item: marshall({ pk: cleanedPk(scope, lane), sk: laneBatchSk(through), from, manifest }),
    }),
  );
}

const fromRow = (scope: string, lane: number, row: Row): Cleaned => ({
  scope,
  lane,
  from: Number(row.from),
  through: Number(row.sk),
  manifest: String(row.manifest),
});

/** The first record that ends at `seq` or later. */
export async function findCleaned(scope: string, lane: number, seq: number): Promise<Cleaned | undefined> {
  const { rows } = await queryRows('CONTROL_TABLE', cleanedPk(scope, lane), { after: laneBatchSk(seq - 1), limit: 1 });
  const [row] = rows;
  return row && fromRow(scope, lane, row);
}

/** The newest removed seq of each lane, as it was a minute ago at most. */
const newest = new Map<string, { readonly atMs: number; readonly through: number }>();
const NEWEST_FOR_MS = 60_000;
const LANES_KEPT = 10_000;

async function newestCleaned(pk: string): Promise<number> {
  const known = newest.get(pk);
  if (known && Math.abs(Date.now() - known.atMs) < NEWEST_FOR_MS) return known.through;
  const { rows } = await queryRows('CONTROL_TABLE', pk, { reverse: true, limit: 1 });
  const through = rows[0] ? Number(rows[0].sk) : -1;
  if (newest.size >= LANES_KEPT) newest.clear();
  newest.set(pk, { atMs: Date.now(), through });
  return through;
}

/** Whether a record says that the row of this place was removed. Cheap for the rows of today. */
export async function wasRemoved(scope: string, lane: number, seq: number): Promise<boolean> {
  if (seq > (await newestCleaned(cleanedPk(scope, lane)))) return false;
  const found = await findCleaned(scope, lane, seq);
  return found !== undefined && found.from <= seq;
}

/** Manifests and segments that were read last: the rows of a removal come one after the other. */
const KEPT = 20;

/** Reads each object once while it is among the last ones. Objects of the locked bucket never change. */
function remember<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const last = new Map<string, Promise<T>>();
  return (key) => {
    const value = last.get(key) ?? read(key);
    last.delete(key);
    last.set(key, value);
    // What was not there may come: a failed or empty answer is asked for again.
    value.then(
      (found) => found === undefined && last.delete(key),
      () => last.delete(key),
    );
    const oldest = last.size > KEPT ? last.keys().next().value : undefined;
    if (oldest !== undefined) last.delete(oldest);
    return value;
  };
}

const readManifest = remember((key: string) => readEvidence(FOLDER, key));

/** The record that named the last row of each lane: its neighbours are asked for next. */
const covering = new Map<string, Cleaned>();

/** Whether a manifest of the locked bucket names this row as one to be removed. */
export async function wasToBeRemoved(scope: string, lane: number, seq: number): Promise<boolean> {
  const pk = cleanedPk(scope, lane);
  const last = covering.get(pk);
  const names = (one: Cleaned | undefined): one is Cleaned =>
    one !== undefined && one.from <= seq && seq <= one.through;
  const found = names(last) ? last : await findCleaned(scope, lane, seq);
  if (!names(found)) return false;
  if (covering.size >= LANES_KEPT) covering.clear();
  covering.set(pk, found);
  return manifestNames(await readManifest(found.manifest), { scope, lane, seq });
}

const readSegment = remember(async (key: string) => {
  const [scope = '', path = ''] = key.split(' ');
  const bytes = await readLocked(scope, path);
  if (!bytes) return undefined;
  const rows = segmentLines(bytes).map((text) => readArchived(parseLine(text)));
  return new Map(rows.map((row) => [`${row.lane}#${row.seq}`, row]));
});

/** What the archive holds of a place; `undefined` where it holds nothing. */
export async function findArchived(scope: string, lane: number, seq: number): Promise<ArchivedRow | undefined> {
  const batch = await findBatch(scope, lane, seq);
  return batch && (await readSegment(`${scope} ${batch.segment}`))?.get(`${lane}#${seq}`);
}

/**
 * Whether the row that a stream record shows was removed as a manifest said, and is held by the archive byte for byte.
 * The row itself tells its place, and must lie there: what somebody puts elsewhere is nowhere.
 */
export async function wasCleanedUp(image: Readonly<Record<string, unknown>>): Promise<boolean> {
  const item = itemOfImage(image);
  const leaf = parseLeaf(item.leaf?.S ?? '');
  if (!leaf || item.pk?.S !== lanePk(leaf.scope, leaf.lane) || parseSeq(item.sk?.N) !== leaf.seq) return false;
  const { scope, lane, seq } = leaf;
  if (!(await wasToBeRemoved(scope, lane, seq))) return false;
  const archived = await findArchived(scope, lane, seq);
  return archived !== undefined && isArchivedRow(archived, item);
}

/** The first seq from `from` on that no record names: what lies below was told to be removed. */
export async function cleanedThrough(scope: string, lane: number, from: number): Promise<number> {
  let next = from;
  for (let after = from - 1; ; ) {
    const { rows, more } = await queryRows('CONTROL_TABLE', cleanedPk(scope, lane), { after: laneBatchSk(after) });
    for (const range of rows.map((row) => fromRow(scope, lane, row))) {
      if (range.from > next) return next;
      next = range.through + 1;
    }
    after = next - 1;
    if (!more) return next;
  }
}

/** From a stored row, or from what the archive holds of one, to an event: judged by its own leaf, whoever put it there. */
import type { SegmentLine } from '../log/segment.ts';
import { lanePk } from '../shared/table.ts';
import { commitment, type Json, type JsonObject } from './block.ts';
import type { EventRecord } from './event-query.ts';
import { type Leaf, parseLeaf } from './leaf.ts';

type Row = Readonly<Record<string, unknown>>;

/** The leaf of a row, where it names the place that the row has. */
export function leafOf({ pk, sk, id, leaf: text }: Row): Leaf | undefined {
  const leaf = typeof text === 'string' ? parseLeaf(text) : undefined;
  return leaf && lanePk(leaf.scope, leaf.lane) === pk && leaf.seq === sk && leaf.id === id ? leaf : undefined;
}

/** None for a row that is no event of its place: somebody put it there, and the archiver reports it. */
export function recordOf(row: Row): EventRecord | undefined {
  const leaf = leafOf(row);
  const open = typeof row.public === 'string' ? parseObject(row.public) : undefined;
  const blocks = (row.blocks ?? {}) as EventRecord['blocks'];
  if (!leaf || !open || !Object.values(blocks).every((block) => block instanceof Uint8Array)) return undefined;
  if (leaf.commitment !== commitment(String(row.public), blocks)) return undefined;
  const { id, scope, type, time: timeMs } = leaf;
  return { id, scope, type, timeMs, public: open, blocks, leaf: String(row.leaf) };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** What one entry of the log stands for: places of a lane, and the event that lies at the first of them. */
export interface ArchivedEntry {
  readonly lane: number;
  readonly seq: number;
  /** The last place; behind the first one where rows are missing. */
  readonly through: number;
  readonly record: EventRecord | undefined;
}

/** Attributes as the archive keeps those of a row that it did not take for an event (`lane-row.ts`). */
type Kept = Readonly<Record<string, { readonly S?: string; readonly B?: string; readonly M?: Kept }>>;

const bytesOf = (blocks: Readonly<Record<string, string>>, encoding: 'base64' | 'base64url') =>
  Object.fromEntries(Object.entries(blocks).map(([subject, text]) => [subject, Buffer.from(text, encoding)]));

/**
 * `undefined` for a line that tells no place. A row that came late or does not follow its predecessor stands behind a
 * marker, with its attributes: it is shown all the same, as it was shown while it lay in the table.
 */
export function archivedEntry({ leaf, public: open, blocks = {}, row }: SegmentLine): ArchivedEntry | undefined {
  const place = parseObject(leaf);
  if (typeof place?.scope !== 'string' || typeof place.lane !== 'number' || typeof place.seq !== 'number')
    return undefined;
  const { scope, lane, seq } = place;
  const through = typeof place.through === 'number' ? place.through : seq;
  const kept = row === undefined ? undefined : (JSON.parse(row) as Kept);
  const sealed = Object.entries(kept?.blocks?.M ?? {}).map(([subject, { B }]) => [subject, B ?? ''] as const);
  const record = recordOf({
    pk: lanePk(scope, lane),
    sk: seq,
    id: kept ? kept.id?.S : place.id,
    leaf: kept ? kept.leaf?.S : leaf,
    public: kept ? kept.public?.S : open,
    blocks: kept ? bytesOf(Object.fromEntries(sealed), 'base64') : bytesOf(blocks, 'base64url'),
  });
  return { lane, seq, through, record };
}

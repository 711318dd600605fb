/**
 * Proofs for many events at once, as bundles hold them: each checkpoint, segment and tile is read once, however many of
 * its events are proven. Contracts name the accesses `control:read`, `archive:read` and `live:read`.
 */
import { parseLeaf } from '../audit/leaf.ts';
import type { EventProof, ProvenCheckpoint } from '../statement/proven-event.ts';
import { findBatch } from './log-store.ts';
import { proveInclusion, type SubtreeReader } from './merkle-proof.ts';
import { treeOf } from './prove-event.ts';
import { type Published, readersOf, readPublished } from './published-store.ts';
import { segmentLines } from './segment.ts';

interface Log {
  readonly published: Published;
  readonly tree: SubtreeReader;
  /** Indexes by leaf, of each segment. */
  readonly segments: Map<string, Promise<ReadonlyMap<string, number>>>;
}

export interface EventProver {
  /** `undefined` for an event that no signed checkpoint covers yet. @param leaf as it was hashed. */
  prove(leaf: string): Promise<EventProof | undefined>;
  /** Those that the proofs were made under. */
  checkpoints(): ProvenCheckpoint[];
}

async function indexesIn(scope: string, path: string): Promise<ReadonlyMap<string, number>> {
  const bytes = await readersOf(scope).locked(path);
  const lines = (bytes ? segmentLines(bytes) : []).map((text) => JSON.parse(text) as { index: number; leaf: string });
  return new Map(lines.map(({ index, leaf }) => [leaf, index]));
}

async function openLog(scope: string): Promise<Log | undefined> {
  const published = await readPublished(scope);
  if (!published) return undefined;
  return { published, tree: treeOf(readersOf(scope), published.checkpoint.size), segments: new Map() };
}

/** Under the newest checkpoint that each log has when it is first asked for. */
export function eventProver(): EventProver {
  const logs = new Map<string, Promise<Log | undefined>>();
  const used = new Map<string, ProvenCheckpoint>();

  async function prove(text: string): Promise<EventProof | undefined> {
    const leaf = parseLeaf(text);
    if (!leaf) return undefined;
    const opened = logs.get(leaf.scope) ?? openLog(leaf.scope);
    logs.set(leaf.scope, opened);
    const [log, batch] = await Promise.all([opened, findBatch(leaf.scope, leaf.lane, leaf.seq)]);
    if (!log || !batch) return undefined;
    const { origin, size } = log.published.checkpoint;
    if (batch.firstIndex >= size) return undefined;
    const segment = log.segments.get(batch.segment) ?? indexesIn(leaf.scope, batch.segment);
    log.segments.set(batch.segment, segment);
    const index = (await segment).get(text);
    if (index === undefined || index >= size) return undefined;
    const path = await proveInclusion(index, size, log.tree);
    used.set(origin, { log: origin, size, note: log.published.note });
    return { log: origin, size, index, path: path.map((hash) => hash.toString('base64')) };
  }

  return { prove, checkpoints: () => [...used.values()] };
}

/**
 * The edge of the tree: out of the newest staging bundle, or, when that has expired or was touched, out of the locked
 * bucket. Either way it must fold to the frontier of the log head.
 */
import type { LogHead } from './archive.ts';
import { Edge, type LogObject } from './edge.ts';
import { leafHash, rootOf } from './merkle.ts';
import type { ArchivePorts } from './ports.ts';
import { padded, parseSegmentPath, segmentLines } from './segment.ts';
import { unpackStaging } from './staging.ts';
import { bundlePath, makeBundle, partialTiles, splitTile, TILE_WIDTH, tilePath } from './tile.ts';

/** More than a batch can hold: 16 lanes of one page each. */
const SEGMENT_MAX_LINES = 16 * 1024;

export async function loadEdge(ports: ArchivePorts, head: LogHead): Promise<Edge> {
  if (head.size === 0) return Edge.empty();
  const staged = head.staged && (await ports.readStaging(head.scope, head.staged));
  if (head.staged && staged) {
    try {
      return Edge.from(head.size, head.frontier, unpackStaging(head.staged, staged).edge);
    } catch {
      await ports.report('staging bundle altered', { scope: head.scope, staged: head.staged });
    }
  }
  return Edge.from(head.size, head.frontier, await rebuild(ports, head));
}

/** The entries after the last full bundle, from the segments that hold them. */
async function readEntries(ports: ArchivePorts, { scope, size }: LogHead): Promise<Buffer[]> {
  const from = size - (size % TILE_WIDTH);
  const entries: Buffer[] = [];
  const after = `segments/${padded(Math.max(0, from - SEGMENT_MAX_LINES))}`;
  for await (const path of ports.listLocked(scope, 'segments/', after)) {
    const name = parseSegmentPath(path);
    if (!name || name.first + name.count <= from || name.first >= size) continue;
    if (name.first + name.count > size) throw new Error(`${path} goes on behind the log head`);
    const bytes = await ports.readLocked(scope, path);
    for (const line of bytes ? segmentLines(bytes) : []) {
      const { index, leaf } = JSON.parse(line) as { index: number; leaf: string };
      if (index >= from && index < size) entries[index - from] = Buffer.from(leaf, 'utf8');
    }
  }
  return entries;
}

async function rebuild(ports: ArchivePorts, head: LogHead): Promise<LogObject[]> {
  const entries = await readEntries(ports, head);
  const tiles = await Promise.all(
    partialTiles(head.size).map(async (tile) => {
      if (tile.level === 0) return { path: tilePath(tile), bytes: Buffer.concat(entries.map(leafHash)) };
      const hashes = Array.from({ length: tile.width }, async (_, i) => {
        const below = { level: tile.level - 1, index: tile.index * TILE_WIDTH + i, width: TILE_WIDTH };
        const bytes = await ports.readLocked(head.scope, tilePath(below));
        const found = bytes ? splitTile(bytes) : [];
        if (found.length !== TILE_WIDTH) throw new Error(`${tilePath(below)} has ${found.length} hashes`);
        return rootOf(found);
      });
      return { path: tilePath(tile), bytes: Buffer.concat(await Promise.all(hashes)) };
    }),
  );
  if (entries.length === 0) return tiles;
  const path = bundlePath(Math.floor(head.size / TILE_WIDTH), entries.length);
  return [...tiles, { path, bytes: makeBundle(entries) }];
}

/**
 * Hashes of leaves whose entries are not opened again: out of the full tiles, and for the right edge of the tree out of
 * the segments. The tree is rebuilt from them, and its root is signed, so a false one is found.
 */
import { HASH_BYTES, leafHash } from '../../lambdas/log/merkle.ts';
import { TILE_WIDTH, tilePath } from '../../lambdas/log/tile.ts';
import { type LogFiles, readLogFile, type SegmentFile } from './log-files.ts';
import { walkSegment } from './segment-lines.ts';

/** Hashes of the leaves of this segment, in order. */
export function* leafHashes(files: LogFiles, segment: SegmentFile): Generator<Buffer> {
  let tile: Buffer | undefined;
  let read = -1;
  let opened: Buffer[] | undefined;
  const open = (): Buffer[] => {
    const hashes: Buffer[] = [];
    walkSegment(files, segment, ({ leaf }) => hashes.push(leafHash(leaf)));
    return hashes;
  };
  for (let index = segment.first; index < segment.first + segment.count; index++) {
    const number = Math.floor(index / TILE_WIDTH);
    if (number !== read) {
      const path = tilePath({ level: 0, index: number, width: TILE_WIDTH });
      tile = files.tiles.has(path) ? readLogFile(files, path, index) : undefined;
      read = number;
    }
    if (tile) {
      const at = (index % TILE_WIDTH) * HASH_BYTES;
      yield tile.subarray(at, at + HASH_BYTES);
    } else {
      opened ??= open();
      yield opened[index - segment.first] ?? Buffer.alloc(0);
    }
  }
}

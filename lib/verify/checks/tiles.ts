/**
 * Full tiles and entry bundles, byte for byte against the entries. They come first of all checks: a tile names the
 * very entry that differs. Bundles of entries that are not opened are only looked for.
 */

import { CompactRange, HASH_BYTES } from '../../../lambdas/log/merkle.ts';
import { bundlePath, splitBundle, TILE_WIDTH, tilePath } from '../../../lambdas/log/tile.ts';
import type { Check } from '../check.ts';
import { Difference, reasonOf } from '../difference.ts';
import { type LogFiles, readLogFile } from '../log-files.ts';

/** 16 lanes of one page each. */
const PLAN_MAX_ENTRIES = 16 * 1024;
const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** @param signed the size of the newest checkpoint: up to there every full tile must be here. */
export function checkTiles(files: LogFiles, signed: number): Check {
  const range = new CompactRange();
  const unread = new Set(files.tiles);
  const open: (Buffer | undefined)[] = [];
  let bundle: Buffer[] | undefined;
  let bundled: number | undefined;

  /** The file's bytes; `undefined` where a plan may not have been finished yet. */
  function read(path: string, end: number, index: number): Buffer | undefined {
    unread.delete(path);
    if (!files.tiles.has(path) && end > signed) return undefined;
    return readLogFile(files, path, index);
  }
  function openTile(level: number, tile: number, index: number): Buffer | undefined {
    const path = tilePath({ level, index: tile, width: TILE_WIDTH });
    const bytes = read(path, (tile + 1) * TILE_WIDTH ** (level + 1), index);
    if (bytes && bytes.length !== TILE_BYTES) {
      throw new Difference(`${files.name}/${path}`, index, `a full tile has ${TILE_BYTES} bytes, not ${bytes.length}`);
    }
    return bytes;
  }
  function openBundle(tile: number, index: number): Buffer[] | undefined {
    const path = bundlePath(tile);
    const bytes = read(path, (tile + 1) * TILE_WIDTH, index);
    try {
      const entries = bytes && splitBundle(bytes);
      if (entries && entries.length !== TILE_WIDTH) throw new Error(`it has ${entries.length} entries`);
      return entries;
    } catch (error) {
      throw new Difference(`${files.name}/${path}`, index, reasonOf(error));
    }
  }

  return {
    entry({ index, leaf }) {
      const place = index % TILE_WIDTH;
      const tile = Math.floor(index / TILE_WIDTH);
      if (bundled !== tile) {
        bundle = openBundle(tile, index);
        bundled = tile;
      }
      if (bundle && !bundle[place]?.equals(leaf)) {
        throw new Difference(
          `${files.name}/${bundlePath(tile)}`,
          index,
          'the bundle holds another entry than the segment',
        );
      }
    },
    leaf(index, hash) {
      if (index % TILE_WIDTH === 0) {
        const tile = index / TILE_WIDTH;
        open[0] = openTile(0, tile, index);
        if (bundled !== tile && !unread.delete(bundlePath(tile)) && index + TILE_WIDTH <= signed) {
          throw new Difference(`${files.name}/${bundlePath(tile)}`, index, 'the object is missing');
        }
      }
      range.append(hash, (height, subtree) => {
        if (height % 8 !== 0) return;
        const level = height / 8;
        const position = Math.floor(index / TILE_WIDTH ** level);
        const at = position % TILE_WIDTH;
        const tile = Math.floor(position / TILE_WIDTH);
        if (at === 0 && level > 0) open[level] = openTile(level, tile, index);
        if ((open[level]?.compare(subtree, 0, HASH_BYTES, at * HASH_BYTES, (at + 1) * HASH_BYTES) ?? 0) !== 0) {
          const path = tilePath({ level, index: tile, width: TILE_WIDTH });
          throw new Difference(`${files.name}/${path}`, index, `hash ${at} of the tile is not that of the entries`);
        }
      });
    },
    end(size) {
      for (const path of unread) {
        const isTile = !path.startsWith('tile/entries/');
        const wrong = isTile && readLogFile(files, path).length !== TILE_BYTES;
        if (wrong || !mayBeUnfinished(path, size)) {
          throw new Difference(`${files.name}/${path}`, size, 'a full tile beyond the entries');
        }
      }
    },
  };
}

/** A plan puts its objects in any order: one that was interrupted leaves tiles just beyond the entries. */
function mayBeUnfinished(path: string, size: number): boolean {
  const [, level, ...rest] = path.split('/');
  const index = Number(rest.join('').replaceAll('x', ''));
  const end = (index + 1) * TILE_WIDTH ** (level === 'entries' ? 1 : Number(level) + 1);
  return end > size && end <= size + PLAN_MAX_ENTRIES;
}

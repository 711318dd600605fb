/** What lies in the folder of one log, sorted. A file that has no place there is a difference. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSegmentPath, type SegmentName } from '../../lambdas/log/segment.ts';
import { Difference, reasonOf } from './difference.ts';

export interface SegmentFile extends SegmentName {
  readonly path: string;
}

export interface LogFiles {
  /** Absolute path of the log's folder, and its path inside the copy. */
  readonly root: string;
  readonly name: string;
  readonly keys: readonly string[];
  /** In the order of their first index. */
  readonly segments: readonly SegmentFile[];
  /** Full tiles and bundles. */
  readonly tiles: ReadonlySet<string>;
  /** Path by size, smallest first. */
  readonly checkpoints: ReadonlyMap<number, string>;
  /** Path by day. */
  readonly seals: ReadonlyMap<string, string>;
  /** Checkpoints with what a witness signed: of a directory alone. */
  readonly anchors: readonly AnchorFile[];
}

export interface AnchorFile {
  readonly path: string;
  readonly size: number;
  /** Key id of the witness. */
  readonly witness: string;
}

/** Every file under `folder`, by its path with forward slashes, in order. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * Whether an object of this key has a place in a copy: a plain path below `v1/`. Whoever may write to the bucket
 * chooses the key, and it must not choose a file of the auditor's machine.
 */
export const hasPlace = (key: string): boolean =>
  key.startsWith('v1/') && !/[\\\0]/.test(key) && key.split('/').every((part) => !['', '.', '..'].includes(part));

/** The folder of the log that an object is part of. */
export const logOf = (key: string): string | undefined => /^(v1\/[^/]+\/(?:directory|logs\/[^/]+))\//.exec(key)?.[1];

/**
 * Paths by the folder of the log that they are part of. Directories come first: what they say of the others must be
 * known by then.
 */
export function groupByLog(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(paths, (path) => logOf(path) ?? '');
  const logs = [...groups].filter(([name]) => name !== '');
  return new Map([...logs.filter(([name]) => isDirectory(name)), ...logs.filter(([name]) => !isDirectory(name))]);
}

export const isDirectory = (name: string): boolean => /^v1\/[^/]+\/directory$/.test(name);

/** The scope of a log, which is the last part of its folder's path. */
export const scopeOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** @param paths of all its files, in order, inside the copy. */
export function listLog(copy: string, name: string, paths: readonly string[]): LogFiles {
  const root = join(copy, name);
  const keys: string[] = [];
  const segments: SegmentFile[] = [];
  const tiles = new Set<string>();
  const checkpoints: [number, string][] = [];
  const seals: [string, string][] = [];
  const anchors: AnchorFile[] = [];
  for (const file of paths) {
    const path = file.slice(name.length + 1);
    const segment = parseSegmentPath(path);
    const checkpoint = /^checkpoints\/(\d{16})$/.exec(path)?.[1];
    const anchor = /^anchors\/(\d{16})-([0-9a-f]{8})$/.exec(path);
    const seal = /^seals\/(\d{4}-\d{2}-\d{2})$/.exec(path)?.[1];
    if (segment) segments.push({ ...segment, path });
    else if (checkpoint) checkpoints.push([Number(checkpoint), path]);
    else if (seal) seals.push([seal, path]);
    else if (anchor && isDirectory(name)) anchors.push({ path, size: Number(anchor[1]), witness: anchor[2] ?? '' });
    else if (/^tile\/(\d{1,2}|entries)\/(x\d{3}\/)*\d{3}$/.test(path)) tiles.add(path);
    else if (/^keys\/[0-9a-f]{8}\.vkey$/.test(path)) keys.push(path);
    else if (path !== 'meta.json') throw new Difference(`${name}/${path}`, undefined, 'no such object belongs here');
  }
  return { root, name, keys, segments, tiles, checkpoints: new Map(checkpoints), seals: new Map(seals), anchors };
}

/** More than any object of ours has: one made to fill the memory is not read. */
const MAX_BYTES = 256 * 1024 * 1024;

function readLimited(target: string, file: string, index?: number): Buffer {
  try {
    const { size } = statSync(target);
    if (size > MAX_BYTES) throw new Error(`an object of ${size} bytes`);
    return readFileSync(target);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Difference(file, index, missing ? 'the object is missing' : reasonOf(error));
  }
}

/** @throws Difference when the file is not there. */
export const readLogFile = ({ root, name }: Pick<LogFiles, 'root' | 'name'>, path: string, index?: number): Buffer =>
  readLimited(join(root, path), `${name}/${path}`, index);

/** A file of no log, by its path inside the copy. @throws Difference when it is not there. */
export const readCopied = (folder: string, path: string): Buffer => readLimited(join(folder, path), path);

/**
 * The directory: a log whose entries are the signed tree heads of all other logs. It tells which logs there are, and
 * none of them can be rolled back, forked or left out without it.
 */
import { canonical } from '../../../lambdas/audit/leaf.ts';
import { HASH_BYTES } from '../../../lambdas/log/merkle.ts';
import type { Check } from '../check.ts';
import { Difference } from '../difference.ts';
import type { SignedHead } from './signatures.ts';

/** An entry of the directory, by the origin of the log that it is of. */
export interface ListedHead extends SignedHead {
  readonly scope: string;
  /** Of the entry in the directory. */
  readonly index: number;
}

export interface DirectoryCheck extends Check {
  readonly heads: readonly ListedHead[];
}

interface HeadLeaf {
  readonly v: 1;
  readonly type: 'directory.head';
  readonly origin: string;
  readonly scope: string;
  readonly size: number;
  readonly root: string;
  /** Milliseconds. */
  readonly time: number;
}

function parseHead(text: string): Omit<ListedHead, 'file' | 'index'> | undefined {
  const { origin, scope, size, root, time, type, v } = JSON.parse(text) as HeadLeaf;
  const bytes = Buffer.from(root, 'base64');
  const wellFormed =
    canonical({ v, type, origin, scope, size, root, time }) === text &&
    v === 1 &&
    type === 'directory.head' &&
    [size, time].every((value) => Number.isSafeInteger(value) && value > 0) &&
    bytes.length === HASH_BYTES &&
    bytes.toString('base64') === root &&
    origin.endsWith(`/${scope}`);
  return wellFormed ? { origin, scope, size, root: bytes } : undefined;
}

export function checkDirectory(): DirectoryCheck {
  const heads: ListedHead[] = [];
  const sizes = new Map<string, number>();
  return {
    heads,
    entry({ index, file, line }) {
      const fault = (reason: string): never => {
        throw new Difference(file, index, reason);
      };
      if (line.public !== undefined || line.blocks || line.row !== undefined)
        fault('an entry of a directory is a leaf');
      let head: ReturnType<typeof parseHead>;
      try {
        head = parseHead(line.leaf);
      } catch {
        // Told below: it is no head.
      }
      if (!head) return fault('the leaf is no tree head in canonical form');
      const before = sizes.get(head.origin) ?? 0;
      if (head.size < before) fault(`the log ${head.origin} shrank from ${before} to ${head.size} entries`);
      sizes.set(head.origin, head.size);
      heads.push({ ...head, file, index });
    },
  };
}

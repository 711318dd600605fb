/**
 * The bucket's own listing, when it was copied with the objects: one version of each, no delete marker, locked in
 * COMPLIANCE mode for at least six years (45 CFR 164.316(b)(2)(i)), and every file listed.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Difference, reasonOf } from '../difference.ts';
import { hasPlace } from '../log-files.ts';

export const LISTING = 'versions.json';
const SIX_YEARS_MS = 6 * 365 * 24 * 60 * 60 * 1000;

export interface ListedVersion {
  readonly key: string;
  readonly version: string;
  readonly deleteMarker?: boolean;
  readonly size?: number;
  /** ISO 8601. */
  readonly modified: string;
  readonly mode?: string;
  /** ISO 8601. */
  readonly retainUntil?: string;
  /** Whether nobody may delete it even after that, when it was copied. */
  readonly legalHold?: boolean;
}

/** `versions.json`. */
export interface Listing {
  readonly bucket: string;
  readonly versions: readonly ListedVersion[];
}

/** What the listing tells of the objects that are looked at. */
export interface Listed {
  /** When each object was written, ISO 8601, by its key. */
  readonly written: ReadonlyMap<string, string>;
  readonly held: number;
}

function readListing(folder: string): readonly ListedVersion[] {
  try {
    return (JSON.parse(readFileSync(join(folder, LISTING), 'utf8')) as Listing).versions;
  } catch (error) {
    throw new Difference(LISTING, undefined, reasonOf(error));
  }
}

function faultOf(folder: string, { key, size, modified, mode, retainUntil, deleteMarker }: ListedVersion) {
  if (!hasPlace(key)) return 'the key of the object is no path of the archive, so it was not copied';
  if (deleteMarker) return 'a delete marker hides the object';
  if (mode !== 'COMPLIANCE') return `the object is not locked in COMPLIANCE mode but ${mode ?? 'not at all'}`;
  if (!(Date.parse(retainUntil ?? '') - Date.parse(modified) >= SIX_YEARS_MS)) return 'the lock ends within six years';
  if (!existsSync(join(folder, key))) return 'the object is listed but was not copied';
  return statSync(join(folder, key)).size === size ? undefined : 'the copy has another length than the object';
}

/** Without a listing nothing can be said of versions and locks. */
export const hasListing = (folder: string): boolean => existsSync(join(folder, LISTING));

/** @param paths of all files in the copy. @param looked whether an object is one of those that are looked at. */
export function checkVersions(folder: string, paths: readonly string[], looked: (key: string) => boolean): Listed {
  const written = new Map<string, string>();
  let held = 0;
  for (const version of readListing(folder)) {
    if (!looked(version.key)) continue;
    const fault = written.has(version.key) ? 'the object has a second version' : faultOf(folder, version);
    if (fault) throw new Difference(version.key, undefined, fault);
    written.set(version.key, version.modified);
    if (version.legalHold) held++;
  }
  const unlisted = paths.find((path) => path.startsWith('v1/') && looked(path) && !written.has(path));
  if (unlisted) throw new Difference(unlisted, undefined, 'the file is not in the listing of the bucket');
  return { written, held };
}

/**
 * `hale archive pull <folder>`: copies the archive bucket, only what is not there yet, and writes beside it what the
 * bucket says of versions and locks (`versions.json`). The copy needs nothing more to be verified. One that was
 * interrupted goes on where it was.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { LISTING, type ListedVersion, type Listing } from '../verify/checks/versions.ts';
import { hasPlace } from '../verify/log-files.ts';
import { CommandError } from './command-error.ts';
import { type ProgressBar, progressBar } from './progress.ts';
import { stackOutput } from './stack-outputs.ts';

export interface ArchivePullOptions {
  /** Default: the output of the tenant's stack. */
  readonly bucket?: string;
  readonly tenant?: string;
  /** Only the logs of these organizations and projects, the directory and the evidence. */
  readonly scope?: readonly string[];
}

const PARALLEL = 16;
/** What was copied, a line each, until the listing is written. */
const JOURNAL = 'versions.partial.jsonl';

interface Version extends Pick<ListedVersion, 'key' | 'version' | 'modified' | 'deleteMarker' | 'size'> {}

/** Every version and delete marker under the prefix: a second version or a marker is for the verifier to judge. */
async function listVersions(s3: S3Client, bucket: string, prefix: string): Promise<Version[]> {
  const all: Version[] = [];
  for (let marker: { KeyMarker?: string; VersionIdMarker?: string } = {}; ; ) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker }));
    for (const { Key = '', VersionId = '', Size, LastModified } of page.Versions ?? []) {
      all.push({ key: Key, version: VersionId, size: Size, modified: LastModified?.toISOString() ?? '' });
    }
    for (const { Key = '', VersionId = '', LastModified } of page.DeleteMarkers ?? []) {
      all.push({ key: Key, version: VersionId, deleteMarker: true, modified: LastModified?.toISOString() ?? '' });
    }
    if (!page.IsTruncated) return all;
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

/**
 * What to list, in this order: a directory before the logs that it names, so that each of its heads is of a log that was
 * as long when it was listed.
 */
async function prefixesOf(s3: S3Client, bucket: string, scopes: readonly string[] | undefined): Promise<string[]> {
  if (!scopes) return ['v1/'];
  const { CommonPrefixes = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'v1/', Delimiter: '/' }),
  );
  const regions = CommonPrefixes.flatMap(({ Prefix }) => Prefix ?? []);
  const parts = ['directory/', 'evidence/', ...scopes.map((scope) => `logs/${scope}/`)];
  return parts.flatMap((part) => regions.map((region) => region + part));
}

const nameOf = ({ key, version }: Pick<ListedVersion, 'key' | 'version'>): string => `${key}\n${version}`;

/** A line that was cut off by the interruption says nothing: its object is copied again. */
function parseJournal(line: string): ListedVersion | undefined {
  try {
    return JSON.parse(line) as ListedVersion;
  } catch {
    return undefined;
  }
}

/** What earlier runs copied, by key and version: of the last that ended, and of one that was interrupted since. */
function readKnown(folder: string): Map<string, ListedVersion> {
  const [listing, journal] = [LISTING, JOURNAL].map((name) => join(folder, name)) as [string, string];
  const listed = existsSync(listing) ? (JSON.parse(readFileSync(listing, 'utf8')) as Listing).versions : [];
  const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').slice(0, -1) : [];
  const copied = lines.flatMap((line) => parseJournal(line) ?? []);
  return new Map([...listed, ...copied].map((version) => [nameOf(version), version]));
}

/** Puts the file in place at once, so that an interrupted pull leaves no half of it. */
function place(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

async function pullVersion(s3: S3Client, bucket: string, folder: string, version: Version): Promise<ListedVersion> {
  if (version.deleteMarker || !hasPlace(version.key)) return version;
  const answer = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: version.key, VersionId: version.version || undefined }),
  );
  place(join(folder, version.key), (await answer.Body?.transformToByteArray()) ?? '');
  const held = answer.ObjectLockLegalHoldStatus === 'ON';
  return {
    ...version,
    mode: answer.ObjectLockMode,
    retainUntil: answer.ObjectLockRetainUntilDate?.toISOString(),
    ...(held && { legalHold: true }),
  };
}

export interface Pulled {
  readonly objects: number;
  readonly copied: number;
  /** Keys that are no path inside the folder: their objects are listed, for the verifier to find, and not copied. */
  readonly refused: readonly string[];
}

/** @param scopes only their logs, with the directory and the evidence. */
export async function pullArchive(
  folder: string,
  bucket: string,
  settings: S3ClientConfig = {},
  bar: ProgressBar = progressBar('objects'),
  scopes?: readonly string[],
): Promise<Pulled> {
  const s3 = new S3Client(settings);
  const known = readKnown(folder);
  const prefixes = await prefixesOf(s3, bucket, scopes);
  const versions: Version[] = [];
  for (const prefix of prefixes) versions.push(...(await listVersions(s3, bucket, prefix)));
  // Of what is not looked at now, an earlier copy has the listing.
  const listed = [...known.values()].filter(({ key }) => !prefixes.some((prefix) => key.startsWith(prefix)));
  const others = listed.length;
  mkdirSync(folder, { recursive: true });
  let copied = 0;
  let next = 0;
  const worker = async () => {
    for (let version = versions[next++]; version; version = versions[next++]) {
      const before = known.get(nameOf(version));
      const path = join(folder, version.key);
      const here = before && hasPlace(version.key) && existsSync(path) && statSync(path).size === version.size;
      const found = here ? before : await pullVersion(s3, bucket, folder, version);
      if (!here && hasPlace(version.key)) {
        copied++;
        appendFileSync(join(folder, JOURNAL), `${JSON.stringify(found)}\n`);
      }
      listed.push(found);
      bar.update(listed.length - others, versions.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  listed.sort((a, b) => (a.key < b.key ? -1 : 1));
  place(join(folder, LISTING), `${JSON.stringify({ bucket, versions: listed }, undefined, 1)}\n`);
  rmSync(join(folder, JOURNAL), { force: true });
  bar.stop();
  const refused = listed.map(({ key }) => key).filter((key) => !hasPlace(key));
  return { objects: versions.length, copied, refused };
}

export async function archivePull(folder: string, { bucket, tenant, scope }: ArchivePullOptions): Promise<number> {
  const strange = scope?.find((id) => !/^\w+$/.test(id));
  if (strange !== undefined) throw new CommandError(`--scope: ${strange} is no id of an organization or project.`, 2);
  const name = bucket ?? (await stackOutput('ArchiveBucket', tenant, '--bucket'));
  const { objects, copied, refused } = await pullArchive(folder, name, {}, progressBar('objects'), scope);
  console.log(`${objects} objects in ${name}${scope ? ' of these logs' : ''}, ${copied} of them copied now.`);
  for (const key of refused) console.log(`NOT copied, as its key is no path of the archive: ${JSON.stringify(key)}`);
  return refused.length === 0 ? 0 : 1;
}

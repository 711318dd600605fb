/**
 * `hale archive pull <folder>`: copies the archive bucket, only what is not there yet, and writes beside it what the
 * bucket says of versions and locks (`versions.json`). The copy needs nothing more to be verified.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { LISTING, type ListedVersion } from '../verify/checks/versions.ts';
import { hasPlace } from '../verify/log-files.ts';
import { type ProgressBar, progressBar } from './progress.ts';
import { stackOutput } from './stack-outputs.ts';

export interface ArchivePullOptions {
  /** Default: the output of the tenant's stack. */
  readonly bucket?: string;
  readonly tenant?: string;
}

const PARALLEL = 16;

interface Version extends Pick<ListedVersion, 'key' | 'version' | 'modified' | 'deleteMarker' | 'size'> {}

/** Every version and delete marker of the bucket: a second version or a marker is for the verifier to judge. */
async function listVersions(s3: S3Client, bucket: string): Promise<Version[]> {
  const all: Version[] = [];
  for (let marker: { KeyMarker?: string; VersionIdMarker?: string } = {}; ; ) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'v1/', ...marker }));
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

function readListing(folder: string): Map<string, ListedVersion> {
  const path = join(folder, LISTING);
  if (!existsSync(path)) return new Map();
  const { versions } = JSON.parse(readFileSync(path, 'utf8')) as { versions: ListedVersion[] };
  return new Map(versions.map((version) => [`${version.key}\n${version.version}`, version]));
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
  return { ...version, mode: answer.ObjectLockMode, retainUntil: answer.ObjectLockRetainUntilDate?.toISOString() };
}

export interface Pulled {
  readonly objects: number;
  readonly copied: number;
  /** Keys that are no path inside the folder: their objects are listed, for the verifier to find, and not copied. */
  readonly refused: readonly string[];
}

export async function pullArchive(
  folder: string,
  bucket: string,
  settings: S3ClientConfig = {},
  bar: ProgressBar = progressBar('objects'),
): Promise<Pulled> {
  const s3 = new S3Client(settings);
  const known = readListing(folder);
  const versions = await listVersions(s3, bucket);
  const listed: ListedVersion[] = [];
  let copied = 0;
  const queue = [...versions];
  const worker = async () => {
    for (let version = queue.shift(); version; version = queue.shift()) {
      const before = known.get(`${version.key}\n${version.version}`);
      const path = join(folder, version.key);
      const here = before && hasPlace(version.key) && existsSync(path) && statSync(path).size === version.size;
      if (!here && hasPlace(version.key)) copied++;
      listed.push(here ? before : await pullVersion(s3, bucket, folder, version));
      bar.update(listed.length, versions.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  listed.sort((a, b) => (a.key < b.key ? -1 : 1));
  place(join(folder, LISTING), `${JSON.stringify({ bucket, versions: listed }, undefined, 1)}\n`);
  bar.stop();
  const refused = listed.map(({ key }) => key).filter((key) => !hasPlace(key));
  return { objects: versions.length, copied, refused };
}

export async function archivePull(folder: string, { bucket, tenant }: ArchivePullOptions): Promise<number> {
  const name = bucket ?? (await stackOutput('ArchiveBucket', tenant, '--bucket'));
  const { objects, copied, refused } = await pullArchive(folder, name);
  console.log(`${objects} objects in ${name}, ${copied} of them copied now.`);
  for (const key of refused) console.log(`NOT copied, as its key is no path of the archive: ${JSON.stringify(key)}`);
  return refused.length === 0 ? 0 : 1;
}

/** How a log is stored in the locked and the live bucket (audit-log.md §5). Every path is inside the log's folder. */
import { getObject, listFolders, listKeys, putLegalHold, putObject } from '../shared/aws/s3.ts';
import { variable } from '../shared/environment.ts';
import { DIRECTORY } from './directory.ts';
import { sha256Hex } from './segment.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const region = (): string => process.env.AWS_REGION ?? 'local';
const folder = (scope: string): string => `v1/${region()}/${scope === DIRECTORY ? scope : `logs/${scope}`}/`;
const stagingKey = (scope: string, name: string): string => `staging/${scope}/${name}`;

export const retainUntil = (): Date => new Date(Date.now() + Number(variable('RETENTION_DAYS')) * DAY_MS);

/** What the object is, for browsers and tlog clients. */
function contentType(path: string): string {
  if (path === 'checkpoint' || /^(anchors|checkpoints|seals|keys)\//.test(path)) return 'text/plain; charset=utf-8';
  if (path.endsWith('.json')) return 'application/json';
  return path.endsWith('.gz') ? 'application/gzip' : 'application/octet-stream';
}

export const createLocked = (scope: string, path: string, bytes: Uint8Array): Promise<boolean> =>
  putObject('ARCHIVE_BUCKET', folder(scope) + path, bytes, {
    once: true,
    retainUntil: retainUntil(),
    contentType: contentType(path),
  });

export const readLocked = (scope: string, path: string): Promise<Uint8Array | undefined> =>
  getObject('ARCHIVE_BUCKET', folder(scope) + path);

export async function* listLocked(scope: string, prefix: string, after: string): AsyncGenerator<string> {
  const root = folder(scope);
  for await (const key of listKeys('ARCHIVE_BUCKET', root + prefix, root + after)) yield key.slice(root.length);
}

/** For legal holds, and nobody else. */
export const holdLocked = (scope: string, path: string, on: boolean): Promise<void> =>
  putLegalHold('ARCHIVE_BUCKET', folder(scope) + path, on);

export async function writeStaging(scope: string, name: string, bytes: Uint8Array): Promise<void> {
  await putObject('LIVE_BUCKET', stagingKey(scope, name), bytes);
}

export const readStaging = (scope: string, name: string): Promise<Uint8Array | undefined> =>
  getObject('LIVE_BUCKET', stagingKey(scope, name));

export async function writeLive(scope: string, path: string, bytes: Uint8Array): Promise<void> {
  await putObject('LIVE_BUCKET', folder(scope) + path, bytes, { contentType: contentType(path) });
}

export const readLive = (scope: string, path: string): Promise<Uint8Array | undefined> =>
  getObject('LIVE_BUCKET', folder(scope) + path);

const evidenceKey = (part: string, content: Uint8Array): string =>
  `v1/${region()}/evidence/${part}/${sha256Hex(content)}.json`;

/** Whether `keepEvidence` kept this already. */
export const hasEvidence = async (part: string, content: string): Promise<boolean> =>
  (await getObject('ARCHIVE_BUCKET', evidenceKey(part, Buffer.from(content, 'utf8')))) !== undefined;

/** What was found of tampering, under the hash of its content. @param part of the evidence: a day, or a kind. */
export async function keepEvidence(part: string, content: string): Promise<string> {
  const bytes = Buffer.from(content, 'utf8');
  const key = evidenceKey(part, bytes);
  await putObject('ARCHIVE_BUCKET', key, bytes, {
    once: true,
    retainUntil: retainUntil(),
    contentType: 'application/json',
  });
  return key;
}

/** What `keepEvidence` kept in that part under this key; `undefined` for any other key, and for other content. */
export async function readEvidence(part: string, key: string): Promise<Uint8Array | undefined> {
  const bytes = await getObject('ARCHIVE_BUCKET', key);
  return bytes && evidenceKey(part, bytes) === key ? bytes : undefined;
}

/** The scopes of all logs that the archive has. */
export async function* listLogs(): AsyncGenerator<string> {
  const root = `v1/${region()}/logs/`;
  for await (const path of listFolders('ARCHIVE_BUCKET', root)) yield path.slice(root.length, -1);
}

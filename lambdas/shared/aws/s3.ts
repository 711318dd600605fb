/** The S3 calls of the archive. An object of the locked bucket is written once and can never be replaced. */
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Variable } from '../access.ts';
import { variable } from '../environment.ts';

const s3 = new S3Client({ maxAttempts: 3 });

type Bucket = Extract<Variable, 'ARCHIVE_BUCKET' | 'LIVE_BUCKET'>;

export interface PutOptions {
  readonly contentType?: string;
  /** Locked in COMPLIANCE mode until this day. */
  readonly retainUntil?: Date;
  /** Fails when the key is taken. */
  readonly once?: boolean;
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** `false` when the key is taken (412), or another writer is at it (409). */
export async function putObject(
  bucket: Bucket,
  key: string,
  body: Uint8Array,
  options: PutOptions = {},
): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: variable(bucket),
        Key: key,
        Body: body,
        ContentType: options.contentType ?? 'application/octet-stream',
        ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
        ...(options.once && { IfNoneMatch: '*' }),
        ...(options.retainUntil && {
          ObjectLockMode: 'COMPLIANCE',
          ObjectLockRetainUntilDate: options.retainUntil,
        }),
      }),
    );
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (options.once && (status === 412 || status === 409)) return false;
    throw error;
  }
}

export async function getObject(bucket: Bucket, key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: variable(bucket), Key: key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey || statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Beside its retention, and after it: a held object is not removed by anybody, however old it is. */
export async function putLegalHold(bucket: Bucket, key: string, on: boolean): Promise<void> {
  const LegalHold = { Status: on ? 'ON' : 'OFF' } as const;
  await s3.send(new PutObjectLegalHoldCommand({ Bucket: variable(bucket), Key: key, LegalHold }));
}

/** Keys under `prefix` that sort after `after`, in order, page after page. */
export async function* listKeys(bucket: Bucket, prefix: string, after?: string): AsyncGenerator<string> {
  for (let token: string | undefined; ; ) {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: variable(bucket),
        Prefix: prefix,
        StartAfter: after,
        ContinuationToken: token,
      }),
    );
    for (const { Key } of page.Contents ?? []) if (Key) yield Key;
    token = page.NextContinuationToken;
    if (!token) return;
  }
}

/** Folders right under `prefix`, with their slash. */
export async function* listFolders(bucket: Bucket, prefix: string): AsyncGenerator<string> {
  for (let token: string | undefined; ; ) {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: variable(bucket), Prefix: prefix, Delimiter: '/', ContinuationToken: token }),
    );
    for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix) yield Prefix;
    token = page.NextContinuationToken;
    if (!token) return;
  }
}

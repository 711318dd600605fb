/** How anchors are reached: buckets of other accounts, witnesses over HTTPS, and the rows that tell where each stands. */
import { createHash } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, getRow } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { anchorKey } from '../shared/table.ts';
import type { AnchorBucket, Anchored, Anchors } from './anchor-directory.ts';
import { retainUntil } from './archive-store.ts';
import type { WitnessAnswer } from './witness.ts';

const TIMEOUT_MS = 5_000;
/** A few lines; an ML-DSA-44 signature has 3,300 characters. */
const ANSWER_MAX_BYTES = 64 * 1024;

export const readAnchors = (): Anchors => JSON.parse(variable('ANCHORS')) as Anchors;

export async function readAnchored(name: string): Promise<Anchored | undefined> {
  const row = await getRow('CONTROL_TABLE', anchorKey(name));
  if (!row) return undefined;
  const { size, failing_since: since } = row as { size: number; failing_since?: number };
  return { size, failingSinceMs: since };
}

export async function writeAnchored(name: string, { size, failingSinceMs }: Anchored): Promise<void> {
  const row = { ...anchorKey(name), size, failing_since: failingSinceMs };
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('CONTROL_TABLE'),
      Item: marshall(row, { removeUndefinedValues: true }),
    }),
  );
}

const clients = new Map<string, S3Client>();
function clientOf(region: string): S3Client {
  const client = clients.get(region) ?? new S3Client({ region, maxAttempts: 3 });
  clients.set(region, client);
  return client;
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** Once, and locked as long as the archive: a bucket without Object Lock refuses it, and so does another owner's. */
export async function createOutside(bucket: AnchorBucket, key: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await clientOf(bucket.region).send(
      new PutObjectCommand({
        Bucket: bucket.name,
        ExpectedBucketOwner: bucket.account,
        Key: key,
        Body: bytes,
        ContentType: 'text/plain; charset=utf-8',
        ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
        IfNoneMatch: '*',
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: retainUntil(),
      }),
    );
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 412 || status === 409) return false;
    throw error;
  }
}

export async function readOutside(bucket: AnchorBucket, key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await clientOf(bucket.region).send(
      new GetObjectCommand({ Bucket: bucket.name, ExpectedBucketOwner: bucket.account, Key: key }),
    );
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey || statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The body up to the limit. @throws when it goes on behind it. */
async function readBody(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > ANSWER_MAX_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The addresses are the deployer's own, from the tenant's file: no request can name one. */
export async function addCheckpoint(url: string, body: string): Promise<WitnessAnswer> {
  const answer = await fetch(`${url}/add-checkpoint`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const contentType = answer.headers.get('content-type') ?? '';
  return { status: answer.status, contentType, body: await readBody(answer) };
}

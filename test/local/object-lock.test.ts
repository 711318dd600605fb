/**
 * The archive's Object Lock and its bucket's policy: not even an administrator can take an event out of it. The
 * emulator's root is above every bucket policy, as AWS's is not, so root is tried against the lock alone.
 */
import {
  DeleteObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { makeClinic } from './clinic.ts';
import { output, s3 } from './cloud.ts';
import { assumeRole } from './role.ts';

const Bucket = output('ArchiveBucket');
const DAY_MS = 24 * 3_600_000;
let object: { Bucket: string; Key: string; VersionId: string };
let administrator: S3Client;

async function archivedObject(): Promise<ObjectVersion> {
  const { Versions: [version] = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'v1/' }));
  if (!version) throw new Error('nothing is archived yet');
  return version;
}

const retention = (Mode: 'COMPLIANCE' | 'GOVERNANCE', days: number) =>
  new PutObjectRetentionCommand({
    ...object,
    BypassGovernanceRetention: true,
    Retention: { Mode, RetainUntilDate: new Date(Date.now() + days * DAY_MS) },
  });

const currentVersion = async () => (await s3.send(new HeadObjectCommand({ Bucket, Key: object.Key }))).VersionId;

/** The error's name; `allowed` where there is none. */
const outcome = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'allowed',
    (cause: unknown) => (cause instanceof Error ? cause.name : String(cause)),
  );

beforeAll(async () => {
  await makeClinic('Locked');
  const everything = { Effect: 'Allow', Action: 's3:*', Resource: '*' } as const;
  administrator = new S3Client({
    ...(await assumeRole('object-lock-administrator', everything)),
    forcePathStyle: true,
  });
  const { Key = '', VersionId = '' } = await vi.waitFor(archivedObject, { timeout: 200_000, interval: 1_000 });
  object = { Bucket, Key, VersionId };
});

test('the archive holds every object in compliance mode', async () => {
  const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }));

  expect(ObjectLockConfiguration?.Rule?.DefaultRetention?.Mode).toBe('COMPLIANCE');
});

describe('an archived object', () => {
  test('is locked for seven years', async () => {
    const { ObjectLockMode, ObjectLockRetainUntilDate } = await s3.send(new HeadObjectCommand(object));

    expect(ObjectLockMode).toBe('COMPLIANCE');
    expect(Number(ObjectLockRetainUntilDate)).toBeGreaterThan(Date.now() + 2_556 * DAY_MS);
  });

  test.each<[string, (who: S3Client) => Promise<unknown>]>([
    ['delete', (who) => who.send(new DeleteObjectCommand(object))],
    [
      'delete with a bypass',
      (who) => who.send(new DeleteObjectCommand({ ...object, BypassGovernanceRetention: true })),
    ],
    ['hide behind a delete marker', (who) => who.send(new DeleteObjectCommand({ Bucket, Key: object.Key }))],
    ['overwrite', (who) => who.send(new PutObjectCommand({ Bucket, Key: object.Key, Body: 'forged' }))],
    [
      'overwrite if absent',
      (who) => who.send(new PutObjectCommand({ Bucket, Key: object.Key, Body: 'forged', IfNoneMatch: '*' })),
    ],
    ['shorten its retention', (who) => who.send(retention('COMPLIANCE', 1))],
    ['loosen its mode', (who) => who.send(retention('GOVERNANCE', 3_000))],
  ])('refuses an administrator: %s', async (_, attempt) => {
    expect(await outcome(attempt(administrator))).toMatch(/AccessDenied|PreconditionFailed/);

    expect(await currentVersion()).toBe(object.VersionId);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['delete', () => s3.send(new DeleteObjectCommand(object))],
    ['delete with a bypass', () => s3.send(new DeleteObjectCommand({ ...object, BypassGovernanceRetention: true }))],
    ['shorten its retention', () => s3.send(retention('COMPLIANCE', 1))],
    ['loosen its mode', () => s3.send(retention('GOVERNANCE', 3_000))],
  ])("refuses the account's root: %s", async (_, attempt) => {
    expect(await outcome(attempt())).toMatch(/AccessDenied/);

    expect(await currentVersion()).toBe(object.VersionId);
  });
});

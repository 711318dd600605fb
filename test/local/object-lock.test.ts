/** The archive's Object Lock and its bucket's policy: neither an administrator nor root can take an event out of it. */
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
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
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

const forged = () => ({ Bucket, Key: object.Key, Body: 'forged' });

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

/** Attempts that were refused, and those that were not. */
const attempts = { refused: 0, allowed: 0 };
afterAll(() =>
  console.log(
    `T4: delete, overwrite, shorten, bypass, by root too: ${attempts.refused} refused, ${attempts.allowed} allowed`,
  ),
);

describe('an archived object', () => {
  test('is locked for seven years', async () => {
    const { ObjectLockMode, ObjectLockRetainUntilDate } = await s3.send(new HeadObjectCommand(object));

    expect(ObjectLockMode).toBe('COMPLIANCE');
    expect(Number(ObjectLockRetainUntilDate)).toBeGreaterThan(Date.now() + 2_556 * DAY_MS);
  });

  describe.each<[string, () => S3Client]>([
    ['an administrator', () => administrator],
    ["the account's root", () => s3],
  ])('refuses %s', (_, client) => {
    test.each<[string, (who: S3Client) => Promise<unknown>]>([
      ['to delete it', (who) => who.send(new DeleteObjectCommand(object))],
      [
        'to delete it with a bypass',
        (who) => who.send(new DeleteObjectCommand({ ...object, BypassGovernanceRetention: true })),
      ],
      ['to hide it behind a delete marker', (who) => who.send(new DeleteObjectCommand({ Bucket, Key: object.Key }))],
      ['to overwrite it', (who) => who.send(new PutObjectCommand(forged()))],
      ['to write it where it is absent', (who) => who.send(new PutObjectCommand({ ...forged(), IfNoneMatch: '*' }))],
      ['to shorten its retention', (who) => who.send(retention('COMPLIANCE', 1))],
      ['to loosen its mode', (who) => who.send(retention('GOVERNANCE', 3_000))],
    ])('%s', async (_, attempt) => {
      const refused = /AccessDenied|PreconditionFailed/;
      const found = await outcome(attempt(client()));
      attempts[refused.test(found) ? 'refused' : 'allowed']++;
      expect(found).toMatch(refused);

      expect(await currentVersion()).toBe(object.VersionId);
    });
  });
});

/** §164.312(c)(1): the archive that runs is locked, and so is each of the objects that were looked at. */
import {
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { all, each } from '../check.ts';
import { liveCheck, output } from '../deployment/live.ts';

/** Of the newest and oldest names; the verifier looks at all of them. */
const LOOKED_AT = 25;
const DAY_MS = 24 * 3600 * 1000;
/** A lock is counted from the put; a day of slack covers the clock. */
const SLACK_MS = DAY_MS;

export interface ArchiveFacts {
  readonly wantedDays: number;
  readonly mode: string | undefined;
  readonly days: number | undefined;
  readonly shut: boolean;
  readonly objects: readonly { key: string; mode: string | undefined; putMs: number; untilMs: number }[];
}

export const archiveDeployed = liveCheck({
  says: 'the archive bucket and the objects in it are locked in COMPLIANCE mode for the retention, and shut to the public',
  read: async (live): Promise<ArchiveFacts> => {
    const Bucket = output(live, 'ArchiveBucket');
    const { s3 } = live.clients;
    const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    const { PublicAccessBlockConfiguration: block = {} } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: LOOKED_AT }));
    const objects = await Promise.all(
      Contents.map(async ({ Key = '' }) => {
        const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
        return {
          key: Key,
          mode: head.ObjectLockMode,
          putMs: head.LastModified?.getTime() ?? 0,
          untilMs: head.ObjectLockRetainUntilDate?.getTime() ?? 0,
        };
      }),
    );
    const { Mode, Days } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
    const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } = block;
    const shut = [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets].every(Boolean);
    return { wantedDays: live.tenant.retentionDays, mode: Mode, days: Days, shut, objects };
  },
  judge: ({ wantedDays, mode, days = 0, shut, objects }) =>
    all(
      {
        looked: 1,
        wrong: [
          ...(mode === 'COMPLIANCE' && days >= wantedDays ? [] : [`the archive is locked by ${mode} for ${days} days`]),
          ...(shut ? [] : ['the archive is open to the public in a way']),
        ],
      },
      each(objects, (one) => [
        one.mode !== 'COMPLIANCE' && `${one.key} is not locked`,
        one.untilMs - one.putMs < wantedDays * DAY_MS - SLACK_MS && `${one.key} is locked too short`,
      ]),
    ),
});

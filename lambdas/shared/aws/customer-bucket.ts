/**
 * Objects put into a bucket of a customer's, by a role of theirs that trusts us only with their project's id (the
 * "confused deputy" of the IAM guide): another project that names the same role is refused by its trust policy.
 */
import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { variable } from '../environment.ts';
import { err, ok, type Result } from '../result.ts';

export interface CustomerBucket {
  readonly bucket: string;
  readonly region: string;
  readonly role_arn: string;
  readonly externalId: string;
}

/** Each of two calls: whoever waits for a test has ten seconds. */
const WITHIN_MS = 4_000;
/** The shortest session that there is. */
const SESSION_S = 900;
const RENEW_BEFORE_MS = 5 * 60_000;
const CLIENTS_KEPT = 50;

const sts = new STSClient({ maxAttempts: 2 });
const clients = new Map<string, { readonly s3: S3Client; readonly untilMs: number }>();

async function clientFor({ region, role_arn, externalId }: CustomerBucket, now: Date): Promise<S3Client> {
  const key = `${externalId} ${region} ${role_arn}`;
  const known = clients.get(key);
  if (known && known.untilMs > now.getTime()) return known.s3;
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: role_arn,
      RoleSessionName: variable('CUSTOMER_ROLE_SESSION'),
      ExternalId: externalId,
      DurationSeconds: SESSION_S,
    }),
    { abortSignal: AbortSignal.timeout(WITHIN_MS) },
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey) throw new Error('STS answered AssumeRole without credentials');
  const s3 = new S3Client({
    region,
    maxAttempts: 2,
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(SessionToken && { sessionToken: SessionToken }),
    },
  });
  const oldest = clients.size >= CLIENTS_KEPT ? clients.keys().next().value : undefined;
  if (oldest !== undefined) clients.delete(oldest);
  clients.set(key, { s3, untilMs: (Expiration?.getTime() ?? 0) - RENEW_BEFORE_MS });
  return s3;
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

export type BucketFailure = { readonly step: 'role' | 'object'; readonly status: number | undefined };

/** Nothing that STS or S3 said goes further than the status. */
export async function putCustomerObject(
  to: CustomerBucket,
  key: string,
  body: Uint8Array,
  contentType: string,
  now: Date,
): Promise<Result<undefined, BucketFailure>> {
  let s3: S3Client;
  try {
    s3 = await clientFor(to, now);
  } catch (error) {
    return err({ step: 'role', status: statusOf(error) });
  }
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: to.bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
      }),
      { abortSignal: AbortSignal.timeout(WITHIN_MS) },
    );
    return ok(undefined);
  } catch (error) {
    return err({ step: 'object', status: statusOf(error) });
  }
}

/**
 * A stream from end to end in the local cloud: what is done through the API arrives in the customer's own bucket, put
 * there under a role that trusts this project alone. Real streams, clocks, roles and policies.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from 'vitest';
import { openCheckpoint } from '../../lambdas/log/checkpoint.ts';
import { parseVkey } from '../../lambdas/log/note.ts';
import { flawsOf } from '../lambdas/audit-stream/ocsf-schema.ts';
import { backend, type Clinic, makeClinic } from './clinic.ts';
import { s3, settings } from './cloud.ts';

const BUCKET = 'clinic-siem';
let clinic: Clinic;
let other: Clinic;

/** A role of the customer's, which whoever names the project may assume, and which may write to one bucket. */
async function makeRole(projectId: string): Promise<string> {
  const iam = new IAMClient(settings);
  const RoleName = `hale-stream-${projectId.slice(-8).toLowerCase()}`;
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': projectId } },
      }),
    }),
  );
  const PolicyDocument = document({ Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/*` });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'put', PolicyDocument }));
  return Role?.Arn ?? '';
}

async function linesIn(prefix: string): Promise<Record<string, unknown>[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  const objects = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      return gunzipSync((await Body?.transformToByteArray()) ?? '')
        .toString('utf8')
        .trimEnd()
        .split('\n');
    }),
  );
  return objects.flat().map((line) => JSON.parse(line));
}

beforeAll(async () => {
  [clinic, other] = [await makeClinic('Streamed clinic'), await makeClinic('Another clinic')];
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});

it("brings a project's log to the customer's bucket, in order and under a checkpoint", async () => {
  const role_arn = await makeRole(clinic.projectId);
  const destination = { type: 's3', bucket: BUCKET, region: 'us-east-1', prefix: 'siem/', role_arn };
  const [api, foreigner] = [backend(clinic), backend(other)];
  const stream = { name: 'SIEM', destination, from: 'beginning' };
  const made = await api('POST', '/v1/audit-streams', stream);
  expect(made.body).toMatchObject({ status: 'active', destination: { external_id: clinic.projectId } });
  const tested = await api('POST', `/v1/audit-streams/${made.body.id}/test`);
  expect(tested.body).toEqual({ delivered: true, failure: null, status: null });
  // Another project names the same role: its trust policy knows that project and no other.
  const foreign = await foreigner('POST', '/v1/audit-streams', stream);
  const refused = await foreigner('POST', `/v1/audit-streams/${foreign.body.id}/test`);
  expect(refused.body).toMatchObject({ delivered: false, failure: 'role_not_assumed', status: 403 });

  const created = await api('POST', '/v1/organizations', {
    name: 'Ward 7',
    slug: `ward-${clinic.projectId.slice(-8).toLowerCase()}`,
  });
  const prefix = `siem/${created.body.id}/`;
  let lines: Record<string, unknown>[] = [];
  for (let i = 0; i < 200 && !lines.some(({ class_uid }) => class_uid === 0); i++) {
    await sleep(1_000);
    lines = await linesIn(prefix);
  }
  expect(lines.flatMap(flawsOf)).toEqual([]);
  const [first] = lines;
  expect(first).toMatchObject({ class_uid: 3006, metadata: { sequence: 0, tenant_uid: clinic.projectId } });
  const closing = lines.find(({ class_uid }) => class_uid === 0) as {
    unmapped: { checkpoint: { note: string; verifier_key: string; origin: string } };
  };
  const { note, verifier_key, origin } = closing.unmapped.checkpoint;
  expect(openCheckpoint(note, [parseVkey(verifier_key)]).origin).toBe(origin);
  expect(origin.endsWith(`/${created.body.id}`)).toBe(true);

  const health = await api('GET', `/v1/audit-streams/${made.body.id}/health`);
  expect(health.body).toMatchObject({ failures: 0, last_failure: null });
});

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
import type { CreateProjectAnswer } from '../../lambdas/project/create-project/request.ts';
import { flawsOf } from '../lambdas/audit-stream/ocsf-schema.ts';
import { cloud, invoke, output, s3, settings } from './cloud.ts';

const BUCKET = 'clinic-siem';
let project: CreateProjectAnswer;
let other: CreateProjectAnswer;

async function api(key: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${cloud.apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as any };
}

const makeProject = (name: string) =>
  invoke<CreateProjectAnswer>(output('CreateProjectFunction'), {
    name,
    environment: 'test',
    relying_party_id: 'localhost',
    relying_party_name: name,
    origins: ['http://localhost:4100'],
    sign_up: 'closed',
    operator: 'arn:aws:iam::000000000000:user/test',
  });

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
  [project, other] = [await makeProject('Streamed clinic'), await makeProject('Another clinic')];
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});

it("brings a project's log to the customer's bucket, in order and under a checkpoint", async () => {
  const role_arn = await makeRole(project.project_id);
  const destination = { type: 's3', bucket: BUCKET, region: 'us-east-1', prefix: 'siem/', role_arn };
  const create = (key: string) =>
    api(key, 'POST', '/v1/audit-streams', { name: 'SIEM', destination, from: 'beginning' });
  const made = await create(project.secret);
  expect(made.body).toMatchObject({ status: 'active', destination: { external_id: project.project_id } });
  const tested = await api(project.secret, 'POST', `/v1/audit-streams/${made.body.id}/test`);
  expect(tested.body).toEqual({ delivered: true, failure: null, status: null });
  // Another project names the same role: its trust policy knows that project and no other.
  const foreign = await create(other.secret);
  const refused = await api(other.secret, 'POST', `/v1/audit-streams/${foreign.body.id}/test`);
  expect(refused.body).toMatchObject({ delivered: false, failure: 'role_not_assumed', status: 403 });

  const created = await api(project.secret, 'POST', '/v1/organizations', {
    name: 'Ward 7',
    slug: `ward-${project.project_id.slice(-8).toLowerCase()}`,
  });
  const prefix = `siem/${created.body.id}/`;
  let lines: Record<string, unknown>[] = [];
  for (let i = 0; i < 200 && !lines.some(({ class_uid }) => class_uid === 0); i++) {
    await sleep(1_000);
    lines = await linesIn(prefix);
  }
  expect(lines.flatMap(flawsOf)).toEqual([]);
  const [first] = lines;
  expect(first).toMatchObject({ class_uid: 3006, metadata: { sequence: 0, tenant_uid: project.project_id } });
  const closing = lines.find(({ class_uid }) => class_uid === 0) as {
    unmapped: { checkpoint: { note: string; verifier_key: string; origin: string } };
  };
  const { note, verifier_key, origin } = closing.unmapped.checkpoint;
  expect(openCheckpoint(note, [parseVkey(verifier_key)]).origin).toBe(origin);
  expect(origin.endsWith(`/${created.body.id}`)).toBe(true);

  const health = await api(project.secret, 'GET', `/v1/audit-streams/${made.body.id}/health`);
  expect(health.body).toMatchObject({ failures: 0, last_failure: null });
});

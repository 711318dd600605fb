/** Holds, an erasure and an auditor's keys in the local cloud: the roles suffice, and S3 has the locks. */
import { GetObjectLegalHoldCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from 'vitest';
import { exportSubjectKeys } from '../../lib/operator/subject-keys.ts';
import { backend, type Clinic, makeClinic } from './clinic.ts';
import { clockFunction } from './clock-function.ts';
import { cloud, invoke, output, s3, settings } from './cloud.ts';

let clinic: Clinic;
let api: ReturnType<typeof backend>;
let users: string[];

async function segments(): Promise<string[]> {
  const Prefix = `v1/${cloud.awsEnvironment.AWS_REGION}/logs/${clinic.projectId}/segments/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: output('ArchiveBucket'), Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

async function isHeld(Key: string): Promise<boolean> {
  const asked = new GetObjectLegalHoldCommand({ Bucket: output('ArchiveBucket'), Key });
  const { LegalHold } = await s3.send(asked).catch(() => ({ LegalHold: undefined }));
  return LegalHold?.Status === 'ON';
}

const keysOf = ({ projectId: project }: Clinic, subject: string[]) =>
  exportSubjectKeys({ project, ticket: 'AUDIT-7', subject, function: output('ExportSubjectKeysFunction') }, settings);

beforeAll(async () => {
  clinic = await makeClinic('Held clinic');
  api = backend(clinic);
  users = await Promise.all(
    ['one', 'two'].map(async (name) => (await api('POST', '/v1/users', { email: `${name}@clinic.test` })).body.id),
  );
});

it('a hold locks the segments of its log, and refuses an erasure', async () => {
  await expect.poll(async () => (await segments()).length, { timeout: 200_000, interval: 1_000 }).toBeGreaterThan(0);
  const [held = ''] = users;
  const target = { type: 'project', id: clinic.projectId };
  const placed = await api('POST', '/v1/holds', { target, matter: 'case-1', reason: 'A suit.' });
  expect(placed.status).toBe(201);
  await invoke(await clockFunction('applyholds'), {});
  const locked = await Promise.all((await segments()).slice(0, 1).map(isHeld));
  expect(locked).toEqual([true]);
  const refused = await api('POST', `/v1/admin/users/${held}/dsr/erase`, { ticket: 'DSR-1' });
  expect([refused.status, refused.body.code]).toEqual([409, 'under_hold']);
  const hold = await api('GET', `/v1/holds/${placed.body.id}`);
  expect(hold.body.applied_at).not.toBeNull();
});

it("an auditor's keys are handed out of the account, and of nobody who was erased", async () => {
  expect(Object.keys((await keysOf(clinic, users)).keys).sort()).toEqual([...users].sort());
  const other = await makeClinic('Another clinic');
  const ask = backend(other);
  const { id } = (await ask('POST', '/v1/users', { email: 'three@clinic.test' })).body;
  expect(Object.keys((await keysOf(other, [id])).keys)).toEqual([id]);
  const erased = await ask('POST', `/v1/admin/users/${id}/dsr/erase`, { ticket: 'DSR-2' });
  expect(erased).toMatchObject({ status: 200, body: { status: 'completed' } });
  expect((await keysOf(other, [id])).keys).toEqual({});
});

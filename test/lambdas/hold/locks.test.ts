/**
 * The locks of holds, the archive after an erasure, and an auditor's keys: the real archiver over an S3 in memory, and
 * the verifier as the judge of what is left.
 */
import { createSecretKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic, makeMember } from '../../dynamodb/people.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const s3: S3 = await startS3();
Object.assign(process.env, { AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_ENDPOINT_URL_SNS: 'http://127.0.0.1:1' });
const { handler: sweepLanes } = await import('../../../lambdas/log/sweep-lanes/handler.ts');
const { handler: applyHolds } = await import('../../../lambdas/hold/apply-holds/handler.ts');
const { handler: exportKeys } = await import('../../../lambdas/dsr/export-subject-keys/handler.ts');
const { verifyFolder } = await import('../../../lib/verify/verify-folder.ts');
const { subjectsIn } = await import('../../../lib/operator/subject-keys.ts');
const { openBlock } = await import('../../../lambdas/audit/block.ts');

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const TICKET = { ticket: 'AUDIT-1', operator: 'arn:aws:iam::000000000000:user/test' };
let clinic: Clinic;
let owner: OperatorPerson;
let second: OperatorPerson;
beforeAll(async () => {
  clinic = await makeClinic();
  [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
  await sweepLanes({}, context);
});
afterEach(() => void vi.useRealTimers());
afterAll(() => s3.stop());

const api = () => client(clinic.secret);
const place = async (target: { type: string; id: string }): Promise<string> =>
  (await api()('POST /v1/holds', { body: { target, matter: 'case-2', reason: 'because' } })).body.id;
async function release(id: string): Promise<void> {
  const asked = await owner.call('POST /v1/holds/{id}/release', { params: { id }, body: { reason: 'over' } });
  const params = { id: asked.body.approval_id };
  expect((await second.call('POST /v1/approvals/{id}/approve', { params, body: {} })).body.status).toBe('approved');
}
const holdOf = async (id: string) => (await api()('GET /v1/holds/{id}', { params: { id } })).body;

/** Keys and texts of all segments of the project's logs. */
const segments = (): (readonly [string, string])[] =>
  [...s3.objects('archive')]
    .filter(([key]) => key.includes('/segments/'))
    .map(([key, bytes]) => [key, gunzipSync(bytes).toString()] as const);
const naming = (id: string): string[] =>
  segments()
    .filter(([, text]) => text.includes(id))
    .map(([key]) => key);
const under = (scope: string): string[] =>
  segments()
    .filter(([key]) => key.includes(`/logs/${scope}/`))
    .map(([key]) => key);
const held = (): string[] => [...s3.held].sort();
const sorted = (...lists: string[][]): string[] => [...new Set(lists.flat())].sort();

/** A copy of the archive, as `hale archive pull` makes it. */
function pull(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hale-holds-'));
  for (const [key, bytes] of s3.objects('archive')) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), bytes);
  }
  return folder;
}

test('a hold locks the segments that concern it, also later ones, until the last hold that concerns them is over', async () => {
  const { person, org } = await makeMember(clinic);
  await sweepLanes({}, context);
  await enrol(clinic);
  await sweepLanes({}, context);
  const onPerson = await place({ type: 'user', id: person.userId });
  await applyHolds({}, context);
  expect(naming(person.userId).length).toBeGreaterThan(1);
  expect(held()).toEqual(sorted(naming(person.userId)));
  expect(held().length).toBeLessThan(segments().length);
  expect((await holdOf(onPerson)).applied_at).not.toBeNull();

  await api()('PATCH /v1/users/{id}', { params: { id: person.userId }, body: { name: 'Another Name' } });
  await sweepLanes({}, context);
  await applyHolds({}, context);
  expect(held()).toEqual(sorted(naming(person.userId)));

  const onOrganization = await place({ type: 'organization', id: org });
  await sweepLanes({}, context);
  await applyHolds({}, context);
  expect(held()).toEqual(sorted(naming(person.userId), under(org)));
  await release(onPerson);
  await applyHolds({}, context);
  expect(held()).toEqual(sorted(under(org)));
  expect(await holdOf(onPerson)).toMatchObject({ status: 'released', lifted_at: expect.any(String) });
  expect((await rowsOf('identity', 'HOLDS')).map(({ sk }) => sk)).toEqual([onOrganization]);
  await release(onOrganization);
  await applyHolds({}, context);
  expect(held()).toEqual([]);

  const types = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === onPerson);
  expect(types.map(({ type }) => type)).toEqual(['hold.placed', 'hold.applied', 'hold.released', 'hold.lifted']);
  console.log(`holds: ${segments().length} segments, ${types.at(1)?.detail?.segments} locked for one person`);
});

test('a run that has no time left goes on with the next one', async () => {
  const { userId } = await enrol(clinic);
  await sweepLanes({}, context);
  const id = await place({ type: 'project', id: clinic.projectId });
  let looks = 0;
  await applyHolds({}, { getRemainingTimeInMillis: () => (++looks > 3 ? 0 : 60_000) } as Context);
  const first = held().length;
  expect((await holdOf(id)).applied_at).toBeNull();
  await applyHolds({}, context);
  expect([first < held().length, (await holdOf(id)).applied_at !== null]).toEqual([true, true]);
  expect(naming(userId).every((key) => s3.held.has(key))).toBe(true);
  await release(id);
  await applyHolds({}, context);
  expect(held()).toEqual([]);
});

test('after an erasure every proof still holds, what the log says of them opens for nobody, and of others it opens', async () => {
  const [erased, other] = [await enrol(clinic), await enrol(clinic)];
  await sweepLanes({}, context);
  const ids = [erased.userId, other.userId];
  const before = await exportKeys({ project_id: clinic.projectId, subjects: ids, ...TICKET }, { awsRequestId: 'test' });
  expect(Object.keys(before.keys).sort()).toEqual([...ids].sort());
  await api()('POST /v1/admin/users/{id}/dsr/erase', { params: { id: erased.userId }, body: { ticket: 'DSR-1' } });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 60_000 });
  await sweepLanes({}, context);

  const folder = pull();
  try {
    const subjects = await subjectsIn(folder);
    expect(subjects).toEqual(expect.arrayContaining(ids));
    const after = await exportKeys({ project_id: clinic.projectId, subjects, ...TICKET }, { awsRequestId: 'test' });
    expect(Object.keys(after.keys)).toContain(other.userId);
    expect(Object.keys(after.keys)).not.toContain(erased.userId);
    const keys = new Map(Object.entries(after.keys).map(([id, key]) => [id, Buffer.from(key, 'base64url')]));

    const subjectKeys = new Map([...keys].map(([id, key]) => [id, createSecretKey(key)]));
    const report = verifyFolder(folder, { subjectKeys, allow: { noVersions: true, noDirectory: true } as never });
    expect(report.differences).toEqual([]);
    const counts = { opened: 0, withheld: 0 };
    for (const [, text] of segments()) {
      for (const line of text.trimEnd().split('\n')) {
        const { leaf, blocks = {} } = JSON.parse(line) as { leaf: string; blocks?: Record<string, string> };
        for (const [subject, sealed] of Object.entries(blocks).filter(([id]) => ids.includes(id))) {
          const key = keys.get(subject);
          if (key) openBlock(Buffer.from(sealed, 'base64url'), key, (JSON.parse(leaf) as { id: string }).id, subject);
          counts[key ? 'opened' : 'withheld']++;
        }
      }
    }
    expect(Math.min(counts.opened, counts.withheld)).toBeGreaterThan(0);
    console.log(
      `erasure: ${report.logs.length} logs verified, ${counts.withheld} blocks of the erased person withheld, ` +
        `${counts.opened} of another opened by exported keys`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('keys are handed out of this project alone, never its own, and never without an event', async () => {
  const [person, stranger] = [await enrol(clinic), await enrol(await makeClinic())];
  const ask = (subjects: string[], more = {}) =>
    exportKeys({ project_id: clinic.projectId, subjects, ...TICKET, ...more }, { awsRequestId: 'test' });
  const { keys } = await ask([person.userId, stranger.userId]);
  expect(Object.keys(keys)).toEqual([person.userId]);
  await expect(ask([clinic.projectId])).rejects.toThrow(/user id/);
  await expect(ask([person.userId], { ticket: 'Doe v. Clinic' })).rejects.toThrow(/expected letters/);
  const exported = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'dsr.subject_keys.exported');
  expect(exported.at(-1)).toMatchObject({
    actor: { type: 'deployer' },
    detail: { ticket: 'AUDIT-1', count: 1 },
    subjects: [person.userId],
  });
});

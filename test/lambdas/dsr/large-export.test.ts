/** A bundle that is too large for an answer: written page by page, taken up after a run that broke off, fetched once. */
import { beforeAll, expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, enrol, makeClinic, signIn } from '../../dynamodb/people.ts';
import { askAndProve } from '../../dynamodb/recovery.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';
import { archive } from './full-life.ts';

const { checkBundle } = await import('../../../lambdas/statement/bundle.ts');
const { checkEvents } = await import('../../../lambdas/statement/proven-event.ts');
const { parseVkey } = await import('../../../lambdas/log/note.ts');

/** More than one page. */
const ACCESSES = 110;

let s3: S3;
let clinic: Clinic;
let call: ReturnType<typeof client>;
beforeAll(async () => {
  s3 = await startS3();
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  clinic = await makeClinic();
  call = client(clinic.secret);
  return () => s3.stop();
});

async function manyAccesses(userId: string): Promise<void> {
  const one = { occurred_at: '2026-03-01T12:00:00Z', action: 'read', subject_id: userId, purpose: 'TREAT' };
  const resource = { type: 'Observation', id: 'MRN-1' };
  const all = Array.from({ length: ACCESSES }, (_, i) => ({ ...one, client_id: `${userId}-${i}`, resource }));
  for (let i = 0; i < all.length; i += 25)
    expect((await call('POST /v1/events', { body: { events: all.slice(i, i + 25) } })).status).toBe(201);
}

/** Time for so many pages, and no more. */
function pages(count: number) {
  let asked = 0;
  return { getRemainingTimeInMillis: () => (asked++ <= count ? 60_000 : 0) };
}
async function run(context: { getRemainingTimeInMillis: () => number }): Promise<void> {
  const { handler } = await import('../../../lambdas/dsr/write-exports/handler.ts');
  await handler({}, context);
}

test('what one answer does not hold becomes a file: for its events, its bytes or its time', async () => {
  const { userId } = await enrol(clinic);
  const { smallBundle } = await import('../../../lambdas/dsr/make-bundle.ts');
  const { getProject } = await import('../../../lambdas/project/project-store.ts');
  const { findSubject } = await import('../../../lambdas/user/find-subject.ts');
  const now = new Date();
  const project = await getProject(clinic.projectId, now);
  const subject = project && (await findSubject(project, userId));
  if (!subject) throw new Error('nobody');
  const asked = { id: 'exp_x', dsrId: 'dsr_x', at: now.toISOString() };
  const most = { events: 100, bytes: 1_000_000, ms: 60_000 };
  const within = await smallBundle(project, subject, asked, most);
  expect(within?.events).toBeGreaterThan(1);
  for (const less of [{ events: 1 }, { bytes: 1_000 }, { ms: 0 }])
    expect(await smallBundle(project, subject, asked, { ...most, ...less })).toBeUndefined();
});

test('what takes too long to read at all becomes one too: a list of recoveries is read no longer than somebody waits', async () => {
  const { recoveriesBefore, recoveriesOf } = await import('../../../lambdas/dsr/kept-store.ts');
  const own = await makeClinic();
  const [person, other] = [await enrol(own), await enrol(own)];
  const [first] = [await askAndProve(person), await askAndProve(other), await askAndProve(other)];
  const within = await recoveriesBefore(Number.POSITIVE_INFINITY, own.projectId, person.userId, 1);
  expect(within?.map(({ id }) => id)).toEqual([first.id]);
  expect(await recoveriesOf(own.projectId, person.userId)).toEqual(within);
  expect(await recoveriesBefore(performance.now() - 1, own.projectId, person.userId)).toBeUndefined();
});

test('has all of it, in parts that one manifest names, whoever wrote which', { timeout: 120_000 }, async () => {
  const person = await enrol(clinic);
  const { userId } = person;
  await manyAccesses(userId);
  await archive();
  await signIn(person);
  const body = { requested_by: 'alice@hospital.org', notes: 'Patient request 2026-05-21', background: true };
  const asked = await call('POST /v1/admin/users/{id}/dsr/export', { params: { id: userId }, body });
  expect(asked).toMatchObject({ status: 202, body: { status: 'running', percent: 0, user_id: userId, bytes: null } });
  const params = { id: userId, export: asked.body.id };
  const read = async () => (await call('GET /v1/admin/users/{id}/dsr/exports/{export}', { params })).body;
  const link = () => call('POST /v1/admin/users/{id}/dsr/exports/{export}/link', { params });
  const state = async () =>
    (await call('GET /v1/compliance/dsr/{id}', { params: { id: asked.body.dsr_id } })).body.state;
  expect([(await link()).body.code, await state()]).toEqual(['export_not_there', 'in_progress']);

  await run(pages(1));
  const half = await read();
  expect(half).toMatchObject({ status: 'running' });
  expect(half.events).toBeGreaterThan(0);
  // What happens meanwhile is not in it.
  await signIn(person);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  await run(pages(100));
  const done = await read();
  expect(done).toMatchObject({ status: 'completed', percent: 100 });
  expect(await state()).toBe('completed');

  const made = await link();
  const { pathname, searchParams } = new URL(made.body.url);
  const download = () =>
    request('GET /v1/events/exports/{id}/download', {
      params: { id: pathname.split('/')[4] ?? '' },
      query: { token: searchParams.get('token') ?? '' },
    });
  const opened = await download();
  expect(opened.status).toBe(303);
  const text = await (await fetch(opened.headers.location ?? '')).text();
  expect(Buffer.byteLength(text)).toBe(done.bytes);
  expect((await download()).body.code).toBe('token_consumed');
  vi.useRealTimers();

  const bundle = JSON.parse(text);
  const keys = (await request('GET /v1/compliance/statement-keys', {})).body.keys.map(parseVkey);
  expect(checkBundle(bundle, keys)).toEqual([]);
  const { verifier_key } = (await call('GET /v1/audit-log/checkpoint')).body;
  const checked = checkEvents(bundle.parts, () => [parseVkey(verifier_key)]);
  expect(checked.differences).toEqual([]);
  expect(checked).toMatchObject({ events: done.events, unchecked: 0 });
  expect(checked.proven).toBeGreaterThanOrEqual(ACCESSES);
  expect(checked.pending).toBe(bundle.manifest.facts.pending);
  const logged = (await eventsOf(clinic.projectId)).filter(({ subjects }) => subjects.includes(userId));
  const given = Object.entries(bundle.parts).flatMap(([name, part]) =>
    name.startsWith('events-') ? (part as { id: string }[]).map(({ id }) => id) : [],
  );
  const before = logged.filter(({ id }) => id < asked.body.id.replace('exp_', 'evt_'));
  expect(before.length).toBeGreaterThan(ACCESSES);
  expect(
    before.filter(({ id, type }) => !given.includes(id) && !type.startsWith('dsr.')).map(({ type }) => type),
  ).toEqual([]);
  expect(new Set(given).size).toBe(given.length);
  console.log(`T30: ${done.events} events in ${done.bytes} bytes, in two runs; ${checked.proven} proven`);

  const told = (await eventsOf(clinic.projectId))
    .map(({ type }) => type)
    .filter((type) => /^(audit\.export|dsr\.export)/.test(type));
  expect(told).toEqual([
    'dsr.export.created',
    'audit.export_continued',
    'audit.export_continued',
    'dsr.export.completed',
    'audit.export_link_created',
    'dsr.export.downloaded',
  ]);
});

test('is no export of events, and whoever may read those gets none of it', async () => {
  const { userId } = await enrol(clinic);
  const body = { requested_by: 'them', background: true };
  const { id } = (await call('POST /v1/admin/users/{id}/dsr/export', { params: { id: userId }, body })).body;
  await run(pages(100));
  expect((await call('GET /v1/events/exports/{id}', { params: { id } })).status).toBe(404);
  expect((await call('POST /v1/events/exports/{id}/link', { params: { id } })).status).toBe(404);
  const stranger = (await enrol(clinic)).userId;
  const params = { id: stranger, export: id };
  expect((await call('GET /v1/admin/users/{id}/dsr/exports/{export}', { params })).status).toBe(404);
});

test('of somebody who is erased meanwhile is given up, and handed out no more', async () => {
  const { userId } = await enrol(clinic);
  const body = { requested_by: 'them', background: true };
  const ask = async () =>
    (await call('POST /v1/admin/users/{id}/dsr/export', { params: { id: userId }, body })).body.id;
  const written = await ask();
  await run(pages(100));
  const { url } = (
    await call('POST /v1/admin/users/{id}/dsr/exports/{export}/link', { params: { id: userId, export: written } })
  ).body;
  const unwritten = await ask();
  await call('POST /v1/admin/users/{id}/dsr/erase', { params: { id: userId }, body: { ticket: 'DSR-1' } });
  await run(pages(100));
  const params = { id: userId, export: unwritten };
  const { status } = (await call('GET /v1/admin/users/{id}/dsr/exports/{export}', { params })).body;
  expect(status).toBe('failed');
  const refused = await call('POST /v1/admin/users/{id}/dsr/exports/{export}/link', {
    params: { id: userId, export: written },
  });
  expect(refused.status).toBe(404);
  const token = new URL(url).searchParams.get('token') ?? '';
  const opened = await request('GET /v1/events/exports/{id}/download', { params: { id: written }, query: { token } });
  expect([opened.status, opened.body.code]).toEqual([410, 'token_consumed']);
});

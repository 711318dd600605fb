/** The scope of a breach by the API: asked for, walked in the background, signed, followed for what comes late. */
import { describe, expect, test } from 'vitest';
import { parseVkey } from '../../../lambdas/log/note.ts';
import { isStatementOf } from '../../../lambdas/statement/statement.ts';
import { request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { archive } from '../audit/support/log-rows.ts';
import { at, during, pass, run, s3, scoped, settle, steal, stolenKey } from './scoping.ts';

const told = async (projectId: string) =>
  (await eventsOf(projectId)).filter(({ type }) => type.startsWith('breach.scope')).map(({ type }) => type);

test('whom a stolen key reached: exactly them, under a signature, and the breach is scoped', async () => {
  const stolen = await stolenKey(6);
  const { call, clinic, people, breachId: id, keyId } = stolen;
  await steal(stolen, people.slice(1, 4));
  await call('PATCH /v1/users/{id}', { params: { id: people[5] ?? '' }, body: { name: 'Somebody else' } });

  const body = await scoped(stolen);
  expect(body).toMatchObject({
    status: 'completed',
    asked: { actors: [keyId], include_actors: false },
    result: {
      revision: 1,
      counts: { events: 3, individuals: 3, uncertain: 0, late: 0 },
      unreadable: 0,
      at_least: true,
    },
  });
  const { document, statement, logs, entries } = body.result;
  expect(entries).toBe(logs.reduce((sum: number, { size }: { size: number }) => sum + size, 0));
  expect(logs.every(({ checkpoint }: { checkpoint: string }) => checkpoint.includes('\n\n— '))).toBe(true);
  const keys = (await request('GET /v1/compliance/statement-keys')).body.keys.map(parseVkey);
  expect(isStatementOf('breach_scope', document, statement, keys)).toBe(true);
  expect(isStatementOf('breach_scope', { ...document, entries: 1 }, statement, keys)).toBe(false);

  const breach = (await call('GET /v1/admin/breaches/{id}', { params: { id } })).body;
  expect(breach).toMatchObject({
    status: 'scoped',
    affected: { total: 3, at_least: true, by_state: {}, unknown_state: 3 },
    thresholds: { hhs: 'unknown' },
  });
  expect(await told(clinic.projectId)).toEqual([
    'breach.scope_started',
    'breach.scope_continued',
    'breach.scope_completed',
  ]);
});

test('a stolen key that read people in bulk: nobody is named, and nothing says that nobody was reached', async () => {
  const stolen = await stolenKey(3);
  const { call, thief, breachId: id } = stolen;
  // The list leaves no event; the search of the log leaves one that names nobody.
  expect((await thief('GET /v1/users')).body.data).toHaveLength(3);
  expect((await thief('GET /v1/events')).status).toBe(200);
  const { result } = await scoped(stolen);
  expect(result).toMatchObject({
    counts: { events: 1, individuals: 0 },
    gaps: { unnamed: 1, unreadable: 0, unlogged_reads: true },
    at_least: true,
  });
  expect(result.document.gaps).toEqual(result.gaps);
  const breach = (await call('GET /v1/admin/breaches/{id}', { params: { id } })).body;
  expect(breach).toMatchObject({ affected: { total: 0, at_least: true }, thresholds: { hhs: 'unknown' } });
  const notice = { params: { id }, body: { notice: 'covered_entity' } };
  const { text } = (await call('POST /v1/admin/breaches/{id}/notices', notice)).body;
  expect(text).toContain('At least 0 individuals are affected.');
  expect(text).toContain('Reads of users leave no event');
  expect(text).not.toContain('No data of people was reached');
});

describe('what is asked', () => {
  test('must be a window that is over, of a breach that is open, in organizations of the project', async () => {
    const { call, breachId: id } = await stolenKey(0);
    const ask = async (body: Record<string, unknown>) =>
      call('POST /v1/admin/breaches/{id}/scope', { params: { id }, body });
    expect((await ask({ range_end: at(5) })).body).toMatchObject({ code: 'validation_failed' });
    expect((await ask({ range_start: at(-1), range_end: at(-2) })).body.code).toBe('validation_failed');
    expect((await ask({ ips: ['not an address'] })).body.code).toBe('validation_failed');
    expect((await ask({ actors: ['arn:aws:iam::1:user/alice'] })).body.code).toBe('validation_failed');
    const foreign = await makeOrganization(await makeClinic());
    expect((await ask({ organizations: [foreign] })).status).toBe(404);
    expect((await ask({ range_end: at(-1) })).status).toBe(400);
    pass(2);
    expect((await ask({})).status).toBe(202);
    expect((await ask({})).body.code).toBe('conflict');
    const other = await stolenKey(0);
    expect((await other.call('POST /v1/admin/breaches/{id}/scope', { params: { id }, body: {} })).status).toBe(404);
    expect((await other.call('GET /v1/admin/breaches/{id}/scope', { params: { id } })).status).toBe(404);
  });

  test('names no network in the log or in the document, for it may be somebody’s', async () => {
    const stolen = await stolenKey(1);
    const owner = await makeOperator(stolen.clinic, 'privacy_officer');
    const { body } = await owner.call('POST /v1/admin/breaches/{id}/scope', {
      params: { id: stolen.breachId },
      body: { range_end: stolen.from, ips: ['203.0.113.7'] },
    });
    expect(body.asked.ips).toEqual(['203.0.113.7']);
    await settle();
    await run();
    const { result } = (await stolen.call('GET /v1/admin/breaches/{id}/scope', { params: { id: stolen.breachId } }))
      .body;
    expect(result.document.asked).toMatchObject({ networks: 1, indicators: 1 });
    const started = (await eventsOf(stolen.clinic.projectId)).filter(({ type }) => type.startsWith('breach.scope'));
    expect(JSON.stringify([result.document, ...started.map(({ detail }) => detail)])).not.toContain('203.0.113');
  });
});

describe('the walk', () => {
  test('waits until the window is archived and signed', async () => {
    const stolen = await stolenKey(2);
    const { call, breachId: id } = stolen;
    await archive();
    await steal(stolen, stolen.people);
    pass(1);
    await call('POST /v1/admin/breaches/{id}/scope', { params: { id }, body: {} });
    const scope = async () => (await call('GET /v1/admin/breaches/{id}/scope', { params: { id } })).body;
    for (let i = 0; i < 8; i++) {
      pass(2);
      await run();
    }
    expect(await scope()).toMatchObject({ status: 'running', progress: { waits_for_archive: true, logs_done: 0 } });
    await settle();
    await run();
    expect(await scope()).toMatchObject({ status: 'completed', result: { counts: { individuals: 2 } } });
  });

  test('goes on run by run where time is short, and comes to the same', async () => {
    const stolen = await stolenKey(3);
    const { call, breachId: id } = stolen;
    await steal(stolen, stolen.people);
    pass(1);
    await call('POST /v1/admin/breaches/{id}/scope', { params: { id }, body: { keys: [stolen.keyId] } });
    await settle();
    let asked = 0;
    // Asked before the run and before each log: no time is left for the first one.
    await run(() => (asked++ < 1 ? 60_000 : 0));
    const scope = async () => (await call('GET /v1/admin/breaches/{id}/scope', { params: { id } })).body;
    expect(await scope()).toMatchObject({ status: 'running', progress: { logs_done: 0 } });
    await run();
    // The run before has it for itself for a while.
    expect((await scope()).status).toBe('running');
    pass(1);
    await run();
    expect(await scope()).toMatchObject({ status: 'completed', result: { counts: { individuals: 3 } } });
  });

  test('is given up where the archive is not what was signed, and a person is told', async () => {
    const stolen = await stolenKey(2);
    const { call, breachId: id, clinic } = stolen;
    await steal(stolen, stolen.people);
    pass(1);
    await call('POST /v1/admin/breaches/{id}/scope', { params: { id }, body: {} });
    await settle();
    const segments = [...s3.objects('archive').keys()].filter((key) => key.includes(`/${clinic.projectId}/segments/`));
    const kept = segments.map((key) => [key, s3.objects('archive').get(key) ?? Buffer.alloc(0)] as const);
    for (const key of segments) s3.objects('archive').delete(key);
    await run();
    for (const [key, bytes] of kept) s3.objects('archive').set(key, bytes);
    const { body } = await call('GET /v1/admin/breaches/{id}/scope', { params: { id } });
    expect(body).toMatchObject({ status: 'failed', failure: 'archive_incomplete', result: null });
    expect([...s3.objects('archive').keys()].some((key) => key.includes('/evidence/once/'))).toBe(true);
    const failed = (await eventsOf(clinic.projectId)).find(({ type }) => type === 'breach.scope_failed');
    expect(failed).toMatchObject({ outcome: 'failure', reason: 'archive_incomplete' });
    // It may be asked again.
    pass(1);
    expect((await call('POST /v1/admin/breaches/{id}/scope', { params: { id }, body: {} })).body.number).toBe(2);
  });

  test('is given up after some runs that got no further', async () => {
    const stolen = await stolenKey(1);
    const { call, breachId: id, clinic } = stolen;
    pass(1);
    await call('POST /v1/admin/breaches/{id}/scope', { params: { id }, body: {} });
    await settle();
    s3.fault = ({ method, key }) =>
      method === 'GET' && key.includes(`${clinic.projectId}/segments/`)
        ? { status: 403, code: 'AccessDenied' }
        : undefined;
    for (let i = 0; i < 8; i++) {
      await run().catch(() => undefined);
      pass(1);
    }
    s3.fault = undefined;
    const { body } = await call('GET /v1/admin/breaches/{id}/scope', { params: { id } });
    expect(body).toMatchObject({ status: 'failed', failure: 'not_getting_further' });
  });
});

describe('afterwards', () => {
  test('the logs are read on each hour: what came late is added, and told as late', async () => {
    const stolen = await stolenKey(4);
    const { call, people, breachId: id, clinic } = stolen;
    await steal(stolen, people.slice(0, 2));
    const { result } = await scoped(stolen);
    expect(result.counts).toMatchObject({ individuals: 2, late: 0 });

    pass(61);
    await settle();
    await run();
    expect((await told(clinic.projectId)).slice(-2)).toEqual(['breach.scope_continued', 'breach.scope_followed']);

    // A function was held up, and writes now what happened in the window.
    await during(result.document.asked.from, () => steal(stolen, people.slice(1, 3)));
    pass(61);
    await settle();
    await run();
    const later = (await call('GET /v1/admin/breaches/{id}/scope', { params: { id } })).body;
    expect(later).toMatchObject({
      status: 'completed',
      result: { revision: 2, counts: { events: 4, individuals: 3, late: 2 } },
    });
    expect((await told(clinic.projectId)).at(-1)).toBe('breach.scope_extended');
    expect((await call('GET /v1/admin/breaches/{id}', { params: { id } })).body.affected.total).toBe(3);
  });

  test('an archive that is found to differ later is told, and what was found before stands', async () => {
    const stolen = await stolenKey(1);
    const { call, breachId: id, clinic } = stolen;
    await steal(stolen, stolen.people);
    await scoped(stolen);
    pass(61);
    await settle();
    const archive = s3.objects('archive');
    const newest =
      [...archive.keys()]
        .filter((key) => key.includes(`/${clinic.projectId}/segments/`))
        .sort()
        .at(-1) ?? '';
    const kept = archive.get(newest) ?? Buffer.alloc(0);
    archive.delete(newest);
    await run();
    archive.set(newest, kept);
    expect((await eventsOf(clinic.projectId)).at(-1)).toMatchObject({
      type: 'breach.scope_failed',
      reason: 'archive_incomplete',
    });
    const { body } = await call('GET /v1/admin/breaches/{id}/scope', { params: { id } });
    expect(body).toMatchObject({ status: 'completed', failure: null, result: { counts: { individuals: 1 } } });
  });

  test('what was kept of the walk may be gone: it is taken up from the signed result', async () => {
    const stolen = await stolenKey(2);
    const { call, people, breachId: id } = stolen;
    await steal(stolen, people.slice(0, 1));
    const first = await scoped(stolen);
    s3.objects('live').clear();
    await during(first.asked.range_start, () => steal(stolen, people.slice(1)));
    pass(61);
    await settle();
    await run();
    const { result } = (await call('GET /v1/admin/breaches/{id}/scope', { params: { id } })).body;
    expect(result).toMatchObject({ revision: 2, counts: { individuals: 2, late: 1 } });
  });
});

/** The general intake over the API: what is written down of a request, who sees it, and how it ends (features.md A40, A42). */
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { handClock, MINUTE, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic, type Person } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const incidents = vi.hoisted(() => ({ told: [] as [string, unknown][], down: false }));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (subject: string, details: unknown) => {
    if (incidents.down) throw new Error('down');
    incidents.told.push([subject, details]);
  },
}));

const { recordRequest } = await import('../../../lambdas/dsr/record-request.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { getSubjectKey } = await import('../../../lambdas/user/subject-key-store.ts');
const { handler: remind } = await import('../../../lambdas/dsr/remind-requests/handler.ts');

const ALICE = 'alice@hospital.test';
const asked = (more: object = {}) => ({
  kind: 'access',
  framework: 'hipaa',
  requested_by: ALICE,
  notes: 'Everything since May, please',
  ...more,
});

let clinic: Clinic;
let person: Person;
beforeAll(async () => {
  clinic = await makeClinic();
  person = await enrol(clinic);
});

const create = (body: object, secret = clinic.secret) => client(secret)('POST /v1/compliance/dsr', { body });
const move = (id: string, body: object, secret = clinic.secret) =>
  client(secret)('POST /v1/compliance/dsr/{id}/transition', { params: { id }, body });
const get = (id: string, secret = clinic.secret) => client(secret)('GET /v1/compliance/dsr/{id}', { params: { id } });
const list = (query: Record<string, string> = {}, secret = clinic.secret) =>
  client(secret)('GET /v1/compliance/dsr', { query });
const eventsAbout = async (id: string) => (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === id);

describe('a request', () => {
  test('is due by its law, read with what was written, and told without it', async () => {
    const body = asked({
      user_id: person.userId,
      received_at: '2026-01-31T23:30:00-05:00',
      time_zone: 'America/New_York',
    });
    const made = await create(body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        kind: 'access',
        framework: 'hipaa',
        state: 'received',
        user_id: person.userId,
        received_at: '2026-02-01T04:30:00.000Z',
        due_on: '2026-03-02',
        due_at: '2026-03-03T04:59:59.999Z',
        due_by: '45 CFR 164.524(b)(2)',
        requested_by: ALICE,
        withheld: false,
      },
    });
    const { id } = made.body;
    expect((await get(id)).body).toEqual(made.body);
    const listed = (await list({ user_id: person.userId })).body.data;
    expect(listed).toMatchObject([{ id, state: 'received' }]);
    const rows = await rowsOf('identity', `DSR#${id}`);
    const events = await eventsAbout(id);
    expect(events).toMatchObject([
      {
        type: 'dsr.request.received',
        target: { type: 'dsr', id },
        detail: { kind: 'access', due_on: '2026-03-02', user_id: person.userId },
        subjects: [person.userId],
      },
    ]);
    for (const open of [listed, rows, events]) expect(JSON.stringify(open)).not.toMatch(/alice|Everything/);
  });

  test('goes on step by step, each with its event, and ends once', async () => {
    const { id } = (await create(asked({ user_id: person.userId }))).body;
    expect((await move(id, { step: 'complete' })).body.code).toBe('wrong_state');
    expect((await move(id, { step: 'verify', method: 'in_person' })).body).toMatchObject({ state: 'verified' });
    expect((await move(id, { step: 'start' })).body).toMatchObject({ state: 'in_progress' });
    const extended = await move(id, { step: 'extend', reason: 'The archive of her old clinic is asked' });
    expect(extended.body).toMatchObject({ state: 'extended', extended_at: expect.any(String) });
    expect((await move(id, { step: 'extend', reason: 'again' })).body.code).toBe('wrong_state');
    const done = await move(id, { step: 'complete', reason: 'Handed over' });
    expect(done.body).toMatchObject({
      state: 'completed',
      reasons: { extended: 'The archive of her old clinic is asked', completed: 'Handed over' },
    });
    expect((await move(id, { step: 'withdraw' })).body.code).toBe('already_decided');
    expect((await get(id)).body).toEqual(done.body);
    const events = await eventsAbout(id);
    expect(events.slice(1).map(({ detail }) => [detail?.from, detail?.to])).toEqual([
      ['received', 'verified'],
      ['verified', 'in_progress'],
      ['in_progress', 'extended'],
      ['extended', 'completed'],
    ]);
    expect(events[1]?.detail?.verified_by).toBe('in_person');
    expect(JSON.stringify(events)).not.toContain('clinic is');
  });

  test('of somebody unknown is sealed for the project, and for the person once it is known who they are', async () => {
    const made = await create(asked({ framework: 'gdpr', kind: 'general' }));
    const { id } = made.body;
    expect(made.body).toMatchObject({ user_id: null, requested_by: ALICE });
    const sealedFor = async () => (await rowsOf('identity', `DSR#${id}`)).find(({ sk }) => sk === 'DSR')?.sealed_for;
    expect(await sealedFor()).toBe(clinic.projectId);
    const other = await enrol(clinic);
    expect((await move(id, { step: 'verify', method: 'document', user_id: other.userId })).body).toMatchObject({
      user_id: other.userId,
      requested_by: ALICE,
    });
    expect(await sealedFor()).toBe(other.userId);
    expect((await list({ user_id: other.userId })).body.data).toMatchObject([{ id }]);
  });

  test('is one of two steps at once', async () => {
    const { id } = (await create(asked())).body;
    const both = await Promise.all([move(id, { step: 'deny', reason: 'Nobody' }), move(id, { step: 'withdraw' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await eventsAbout(id)).toHaveLength(2);
  });
});

describe('who may', () => {
  test('another project sees nothing of it, and names nobody of this one', async () => {
    const elsewhere = (await makeClinic()).secret;
    const { id } = (await create(asked({ user_id: person.userId }))).body;
    expect((await get(id, elsewhere)).body.code).toBe('not_found');
    expect((await move(id, { step: 'withdraw' }, elsewhere)).body.code).toBe('not_found');
    expect((await create(asked({ user_id: person.userId }), elsewhere)).body.code).toBe('not_found');
    expect((await list({}, elsewhere)).body.data).toEqual([]);
    expect((await list({ user_id: person.userId }, elsewhere)).body.data).toEqual([]);
    const own = (await create(asked({}), elsewhere)).body;
    const named = await move(own.id, { step: 'verify', method: 'callback', user_id: person.userId }, elsewhere);
    expect(named.body.code).toBe('not_found');
  });

  test('a privacy officer records and moves, an auditor does not', async () => {
    const officer = await makeOperator(clinic, 'privacy_officer');
    const made = await officer.call('POST /v1/compliance/dsr', {
      body: asked({ kind: 'restrict', framework: 'ccpa' }),
    });
    expect(made).toMatchObject({ status: 201, body: { recorded_by: { type: 'operator', id: officer.userId } } });
    const auditor = await makeOperator(clinic, 'auditor');
    expect((await auditor.call('GET /v1/compliance/dsr')).body.code).toBe('forbidden');
  });
});

describe('what is wrong is said, and changes nothing', () => {
  test.each([
    ['a kind that is none', { kind: 'deletion' }, 'body.kind'],
    ['a zone that is none', { time_zone: 'Mars/Olympus' }, 'body.time_zone'],
    ['a receipt in a mistyped year', { received_at: '0050-01-01T00:00:00Z' }, 'body.received_at'],
    ['a receipt in the future', { received_at: '2199-01-01T00:00:00Z' }, 'body.received_at'],
    ['a member that is unknown', { email: ALICE }, 'body'],
  ])('%s', async (_, wrong, path) => {
    const answer = await create(asked(wrong));
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ path }] } });
    expect(JSON.stringify(answer.body)).not.toContain(ALICE);
  });

  test('a denial or more time without a reason, and another person than the one it is about', async () => {
    const { id } = (await create(asked({ user_id: person.userId }))).body;
    const other = await enrol(clinic);
    for (const body of [
      { step: 'deny' },
      { step: 'extend' },
      { step: 'verify' },
      { step: 'verify', method: 'document', user_id: other.userId },
    ])
      expect((await move(id, body)).body.code).toBe('validation_failed');
    expect((await get(id)).body.state).toBe('received');
  });
});

test('the list goes on from page to page', async () => {
  const busy = await makeClinic();
  const { userId } = await enrol(busy);
  const made: string[] = [];
  for (let i = 0; i < 3; i++) made.unshift((await create(asked({ user_id: userId }), busy.secret)).body.id);
  const queries: Record<string, string>[] = [{ limit: '2' }, { limit: '2', user_id: userId }];
  for (const query of queries) {
    const first = (await list(query, busy.secret)).body;
    const second = (await list({ ...query, cursor: first.next_cursor }, busy.secret)).body;
    expect([...first.data, ...second.data].map(({ id }) => id).sort()).toEqual([...made].sort());
    expect([first.data.length, second.next_cursor]).toEqual([2, null]);
  }
});

test('an erasure takes what was written, leaves that there was a request, and lets it be completed', async () => {
  const { userId } = await enrol(clinic);
  const { id } = (await create(asked({ user_id: userId, kind: 'erase', framework: 'gdpr' }))).body;
  await move(id, { step: 'verify', method: 'signed_in' });
  const body = { ticket: id };
  const erased = await client(clinic.secret)('POST /v1/admin/users/{id}/dsr/erase', { params: { id: userId }, body });
  expect(erased.body.status).toBe('completed');
  expect((await get(id)).body).toMatchObject({ state: 'verified', requested_by: null, notes: null, withheld: true });
  expect((await move(id, { step: 'complete', reason: 'Told her' })).body.code).toBe('validation_failed');
  expect((await move(id, { step: 'complete' })).body).toMatchObject({ state: 'completed', withheld: true });
});

describe('a request that a call goes on with in the background', () => {
  async function record(dsrId?: string) {
    const now = new Date();
    const project = await getProject(clinic.projectId, now);
    const wrappedKey = await getSubjectKey(person.userId);
    if (!project || !wrappedKey) throw new Error('nobody is there');
    const principal = { kind: 'secret_key', projectId: project.id, keyId: clinic.keyId, scopes: [] } as const;
    const content = { requested_by: ALICE };
    const whose = { id: person.userId, wrappedKey };
    return recordRequest({ project, principal, now }, whose, { kind: 'access', state: 'in_progress', content, dsrId });
  }

  test('is in progress at once, known and not ended', async () => {
    const recorded = await record();
    expect(recorded).toMatchObject({ ok: true, value: { request: { state: 'in_progress', by: { type: 'api_key' } } } });
    expect(recorded.ok && recorded.value.request.endedAt).toBeUndefined();
  });

  test('or is one that came in: begun by it where nobody did, left as it is where somebody had', async () => {
    const { id } = (await create(asked({ user_id: person.userId }))).body;
    expect(await record(id)).toEqual({ ok: false, error: 'wrong_state' });
    await move(id, { step: 'verify', method: 'in_person' });
    const begun = await record(id);
    expect(begun).toMatchObject({ ok: true, value: { request: { id, state: 'in_progress', version: 3 } } });
    expect(begun.ok && begun.value.changes.length).toBe(1);
    await move(id, { step: 'extend', reason: 'Old paper' });
    const goesOn = await record(id);
    expect(goesOn).toMatchObject({ ok: true, value: { request: { id, state: 'extended' }, changes: [] } });
    await move(id, { step: 'complete' });
    expect(await record(id)).toEqual({ ok: false, error: 'already_decided' });
    const other = (await create(asked({ user_id: person.userId, kind: 'amend' }))).body.id;
    expect(await record(other)).toEqual({ ok: false, error: 'not_found' });
  });
});

describe('the clock', () => {
  const at = handClock();
  const DAY = 24 * 60;
  beforeEach(() => {
    incidents.told.length = 0;
    incidents.down = false;
  });
  const toldOf = (id: string) =>
    incidents.told.flatMap(([subject, details]) => {
      const { request, reminder } = details as { request: string; reminder: string };
      return request === id ? [[reminder, subject]] : [];
    });

  test('tells the privacy officer before and after, each once, with an event and nothing personal', async () => {
    const { id, due_at } = (await create(asked({ user_id: person.userId }))).body;
    const due = (Date.parse(due_at) - START) / MINUTE;
    for (const when of [due - 8 * DAY, due - 7 * DAY, due - 6 * DAY, due - DAY, due - 1, due + 1, due + DAY]) {
      at(when);
      await remind();
      await remind();
    }
    expect(toldOf(id).map(([reminder]) => reminder)).toEqual(['week_before', 'day_before', 'overdue']);
    expect(toldOf(id)[2]?.[1]).toBe('A request of a person is overdue, Test clinic');
    expect(JSON.stringify(incidents.told)).not.toMatch(/alice|Everything/);
    const events = (await eventsAbout(id)).filter(({ type }) => type === 'dsr.request.reminded');
    expect(events.map(({ detail }) => detail?.reminder)).toEqual(['week_before', 'day_before', 'overdue']);
    expect(events[0]).toMatchObject({ actor: { type: 'system', id: 'dsr/remind-requests' } });
  });

  test('tells nothing of a request that ended, and begins anew with more time', async () => {
    const [ended, longer] = [(await create(asked())).body, (await create(asked())).body];
    await move(ended.id, { step: 'withdraw' });
    await move(longer.id, { step: 'verify', method: 'callback' });
    at((Date.parse(longer.due_at) - START) / MINUTE - DAY);
    await remind();
    const extended = (await move(longer.id, { step: 'extend', reason: 'Old paper' })).body;
    at((Date.parse(extended.due_at) - START) / MINUTE - DAY);
    await remind();
    expect(toldOf(ended.id)).toEqual([]);
    expect(toldOf(longer.id).map(([reminder]) => reminder)).toEqual(['day_before', 'day_before']);
    expect(await rowsOf('identity', `DSR#${ended.id}`)).toHaveLength(1);
  });

  test('tells it again where the topic did not take it', async () => {
    const { id, due_at } = (await create(asked())).body;
    at((Date.parse(due_at) - START) / MINUTE + 1);
    incidents.down = true;
    await expect(remind()).rejects.toThrow('could not be looked after');
    expect((await eventsAbout(id)).map(({ type }) => type)).not.toContain('dsr.request.reminded');
    incidents.down = false;
    await remind();
    expect(toldOf(id).map(([reminder]) => reminder)).toEqual(['overdue']);
  });
});

/** What follows a scope by the API: whom it reached, where they live, the four factors, notices, evidence that is checked offline. */
import { beforeAll, describe, expect, test } from 'vitest';
import { noteKey, parseVkey, rawPublicKey } from '../../../lambdas/log/note.ts';
import { checkBundle } from '../../../lambdas/statement/bundle.ts';
import { checkEvents } from '../../../lambdas/statement/proven-event.ts';
import { request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { alterSession, makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { rowsOf } from '../../dynamodb/world.ts';
import { at, pass, type Stolen, scoped, steal, stolenKey } from './scoping.ts';

let stolen: Stolen;
let officer: OperatorPerson;
const on = (name: Parameters<Stolen['call']>[0], rest: object = {}) =>
  stolen.call(name, { params: { id: stolen.breachId }, ...rest });
const eventOf = async (type: string) =>
  (await eventsOf(stolen.clinic.projectId)).filter((event) => event.type === type).at(-1);

beforeAll(async () => {
  stolen = await stolenKey(6);
  officer = await makeOperator(stolen.clinic, 'privacy_officer');
  await steal(stolen, stolen.people.slice(0, 4));
  // Somebody left in the meantime: their account is gone, and they are told all the same.
  await stolen.call('DELETE /v1/users/{id}', { params: { id: stolen.people[3] ?? '' } });
}, 120_000);

test('before a scope is complete nothing rests on it', async () => {
  expect((await on('GET /v1/admin/breaches/{id}/individuals')).body.code).toBe('scope_not_complete');
  expect((await on('GET /v1/admin/breaches/{id}/evidence')).body.code).toBe('scope_not_complete');
  expect((await on('POST /v1/admin/breaches/{id}/notices', { body: { notice: 'hhs' } })).body.code).toBe(
    'scope_not_complete',
  );
  const states = { CA: [stolen.people[0]] };
  expect((await on('PUT /v1/admin/breaches/{id}/states', { body: { states } })).body.code).toBe('scope_not_complete');
  expect((await scoped(stolen)).status).toBe('completed');
});

describe('the individuals', () => {
  test('are exactly those who were reached, with who they are, also of a deleted account', async () => {
    const { body } = await on('GET /v1/admin/breaches/{id}/individuals');
    expect(body.data.map(({ user_id }: { user_id: string }) => user_id)).toEqual(stolen.people.slice(0, 4).sort());
    const byId = new Map(body.data.map((one: { user_id: string }) => [one.user_id, one]));
    expect(byId.get(stolen.people[0] ?? '')).toMatchObject({
      standing: 'affected',
      email: 'patient0@clinic.test',
      name: 'Patient 0',
      account: 'current',
      events: 1,
      types: ['phi.accessed'],
      data: ['client_id', 'resource'],
      state: null,
      late: false,
    });
    expect(byId.get(stolen.people[3] ?? '')).toMatchObject({ email: 'patient3@clinic.test', account: 'deleted' });
    expect(await eventOf('breach.individuals_read')).toMatchObject({ detail: { scope: 1, count: 4 } });
  });

  test('come page by page', async () => {
    const first = (await on('GET /v1/admin/breaches/{id}/individuals', { query: { limit: '3' } })).body;
    expect(first.data).toHaveLength(3);
    const query = { limit: '3', cursor: first.next_cursor };
    const second = (await on('GET /v1/admin/breaches/{id}/individuals', { query })).body;
    expect(second).toMatchObject({ data: [{ user_id: stolen.people.slice(0, 4).sort()[3] }], next_cursor: null });
    const none = await on('GET /v1/admin/breaches/{id}/individuals', { query: { standing: 'attempted' } });
    expect(none.body.data).toEqual([]);
  });

  test('are shown to an operator who signed in a short while ago, and to nobody of another project', async () => {
    const asked = { params: { id: stolen.breachId } };
    const recent = await makeOperator(stolen.clinic, 'privacy_officer');
    expect((await recent.call('GET /v1/admin/breaches/{id}/individuals', asked)).status).toBe(200);
    await alterSession(recent, 'auth_time', Math.floor(Date.now() / 1_000) - 3_600);
    expect((await recent.call('GET /v1/admin/breaches/{id}/individuals', asked)).body.code).toBe(
      'recent_authentication_required',
    );
    const other = await stolenKey(0);
    for (const name of ['individuals', 'evidence', 'assessment', 'notices'] as const)
      expect((await other.call(`GET /v1/admin/breaches/{id}/${name}`, asked)).status).toBe(404);
  });
});

describe('states', () => {
  test('are counted by the people whom it affects, and what was said of others stays', async () => {
    const [a = '', b = '', c = '', d = '', e = ''] = stolen.people;
    const put = (states: Record<string, string[]>) => on('PUT /v1/admin/breaches/{id}/states', { body: { states } });
    expect((await put({ CA: [a, b], NY: [e] })).body).toEqual({
      version: 1,
      affected: { total: 4, at_least: true, by_state: { CA: 2 }, unknown_state: 2 },
      not_affected: 1,
    });
    expect((await put({ NV: [b, c, d] })).body).toMatchObject({
      version: 2,
      affected: { total: 4, by_state: { CA: 1, NV: 3 }, unknown_state: 0 },
    });
    expect((await put({ California: [a] })).body.code).toBe('validation_failed');
    expect((await on('GET /v1/admin/breaches/{id}')).body.affected).toMatchObject({ by_state: { CA: 1, NV: 3 } });
    expect(await eventOf('breach.states_recorded')).toMatchObject({ detail: { version: 2, count: 3 } });
  });
});

test('whom it reached and where they live is said again only by somebody who has just signed in', async () => {
  const tired = await makeOperator(stolen.clinic, 'privacy_officer');
  await alterSession(tired, 'auth_time', Math.floor(Date.now() / 1_000) - 3_600);
  const params = { id: stolen.breachId };
  const states = { CA: [stolen.people[0]] };
  const asked = [
    await tired.call('POST /v1/admin/breaches/{id}/scope', { params, body: {} }),
    await tired.call('PUT /v1/admin/breaches/{id}/states', { params, body: { states } }),
  ];
  expect(asked.map(({ body }) => body.code)).toEqual(Array(2).fill('recent_authentication_required'));
});

const finding = 'The key was revoked within an hour, and its use is in the log.';
const factors = {
  nature_and_extent: { finding, risk: 'medium' },
  unauthorized_person: { finding, risk: 'high' },
  acquired_or_viewed: { finding, risk: 'high' },
  mitigation: { finding, risk: 'low' },
};

describe('the assessment', () => {
  const put = (body: object) =>
    officer.call('PUT /v1/admin/breaches/{id}/assessment', { params: { id: stolen.breachId }, body });

  test('asks for all four factors, with the facts filled in', async () => {
    const { body } = await on('GET /v1/admin/breaches/{id}/assessment');
    expect(body.questions.map(({ citation }: { citation: string }) => citation)).toEqual(
      ['i', 'ii', 'iii', 'iv'].map((number) => `45 CFR 164.402(2)(${number})`),
    );
    expect(body.questions[0].facts).toMatchObject({ individuals: 4, data: { resource: 4 } });
    expect(body.questions[1].facts).toMatchObject({ actors: [stolen.keyId] });
    expect(body.versions).toEqual([]);
    const { mitigation: _left, ...three } = factors;
    expect((await put({ factors: three, conclusion: 'breach' })).body.code).toBe('validation_failed');
    expect(
      (await put({ factors: { ...factors, mitigation: { finding: 'ok', risk: 'low' } }, conclusion: 'breach' })).status,
    ).toBe(400);
  });

  test('of a low probability takes a reason; each version is kept, under seal', async () => {
    officer = await makeOperator(stolen.clinic, 'privacy_officer');
    const low = { factors, conclusion: 'low_probability' };
    expect((await put(low)).body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'body.reason' }] });
    expect((await put({ ...low, reason: 'Nobody could read anything with it, says Dr. Smith.' })).status).toBe(200);
    expect((await on('GET /v1/admin/breaches/{id}')).body).toMatchObject({ conclusion: 'low_probability' });
    expect((await put({ factors, conclusion: 'breach' })).body).toMatchObject({ version: 2, scope: { number: 1 } });
    const { body } = await on('GET /v1/admin/breaches/{id}/assessment');
    expect(body.versions.map(({ conclusion }: { conclusion: string }) => conclusion)).toEqual([
      'breach',
      'low_probability',
    ]);
    expect(body.outdated).toBe(false);
    expect((await on('GET /v1/admin/breaches/{id}')).body).toMatchObject({ status: 'assessed', conclusion: 'breach' });
    expect(await eventOf('breach.assessed')).toMatchObject({ detail: { version: 2, risks: { mitigation: 'low' } } });
    expect(JSON.stringify(await rowsOf('identity', `BREACH#${stolen.breachId}`))).not.toContain('Smith');
  });
});

describe('notices', () => {
  test('the draft to the covered entity holds all five blocks of §164.410, from the log (T31)', async () => {
    const { status, body } = await on('POST /v1/admin/breaches/{id}/notices', {
      body: { notice: 'covered_entity', what_happened: 'A key was published by mistake.' },
    });
    expect(status).toBe(201);
    expect(body.blocks.map(({ id }: { id: string }) => id)).toEqual([
      'discovery_date',
      'phi_involved',
      'affected_individuals',
      'containment_actions',
      'next_steps',
    ]);
    expect(body).toMatchObject({ version: 1, missing: ['next_steps'], scope: { number: 1, revision: 1 } });
    expect(body.text).toContain('At least 4 individuals are affected.');
    expect(body.text).toContain('CA 1, NV 3');
    expect(await eventOf('breach.notice_drafted')).toMatchObject({ detail: { notice: 'covered_entity', version: 1 } });
  });

  test('are kept with their versions, and sent by people: that meets the clock', async () => {
    const send = (body: object) =>
      officer.call('POST /v1/admin/breaches/{id}/notified', { params: { id: stolen.breachId }, body });
    await on('POST /v1/admin/breaches/{id}/notices', {
      body: { notice: 'covered_entity', what_happened: 'A key was published.', next_steps: 'Write to them.' },
    });
    pass(1);
    const sent = { notice: 'covered_entity', version: 2, sent_at: at(), recipients: 1 };
    for (const [version, message] of [
      [1, 'this draft has yet to be written: next_steps'],
      [3, 'there is no such draft'],
    ])
      expect((await send({ ...sent, version })).body).toMatchObject({ errors: [{ path: 'body.version', message }] });
    expect((await send({ ...sent, sent_at: at(10) })).body).toMatchObject({ errors: [{ path: 'body.sent_at' }] });
    const { body } = await send(sent);
    expect(body).toMatchObject({ status: 'notified', notices_sent: { covered_entity: at() } });
    const clock = body.clocks.find(({ kind }: { kind: string }) => kind === 'covered_entity_sla');
    expect(clock).toMatchObject({ state: 'met', met_at: at() });
    expect(await eventOf('breach.notice_sent')).toMatchObject({ detail: { notice: 'covered_entity', recipients: 1 } });
    const listed = (await on('GET /v1/admin/breaches/{id}/notices')).body;
    expect(listed.data.map(({ version }: { version: number }) => version).sort()).toEqual([1, 2]);
    expect(listed.sent).toEqual([{ ...sent, sent_at: at() }]);
  });
});

describe('the evidence', () => {
  test('is a signed bundle whose every event is proven, and any change of it is found', async () => {
    const { status, body } = await on('GET /v1/admin/breaches/{id}/evidence');
    expect(status).toBe(200);
    expect(body.manifest).toMatchObject({ kind: 'breach_evidence', facts: { page: 1, pages: 1, scope: 1 } });
    const keys = (await request('GET /v1/compliance/statement-keys')).body.keys.map(parseVkey);
    expect(checkBundle(body, keys)).toEqual([]);
    const { logPublicKey } = await import('../../../lambdas/shared/aws/log-key.ts');
    const publicKey = rawPublicKey(await logPublicKey());
    const checked = checkEvents(body.parts, (origin) => [noteKey(origin, publicKey)]);
    expect(checked).toMatchObject({ differences: [], events: 4, proven: 4, pending: 0, compared: 4 });
    expect(Object.keys(body.parts).sort()).toEqual([
      'assessments',
      'breach',
      'checkpoints',
      'containment',
      'events',
      'individuals',
      'logs',
      'notices',
      'scope',
      'sent',
      'timeline',
    ]);
    expect(body.parts.assessments).toHaveLength(2);
    expect(JSON.stringify(body.parts)).not.toContain('patient0@clinic.test');

    body.parts.individuals[0].events = 7;
    expect(checkBundle(body, keys)).toEqual(['individuals: is not as it was signed']);
    body.parts.events[0].block.public = body.parts.events[0].block.public.replace('read', 'list');
    expect(checkEvents(body.parts, (origin) => [noteKey(origin, publicKey)]).differences).toHaveLength(1);
    expect(await eventOf('breach.evidence_exported')).toMatchObject({ detail: { page: 1, pages: 1, events: 4 } });
    expect((await on('GET /v1/admin/breaches/{id}/evidence', { query: { page: '2' } })).status).toBe(404);
  });
});

test('evidence of more events than a page holds is several bundles, each checked by itself, and no event twice', async () => {
  const busy = await stolenKey(1);
  await steal(busy, Array<string>(201).fill(busy.people[0] ?? ''));
  expect((await scoped(busy)).result.counts).toMatchObject({ events: 201, individuals: 1 });
  const keys = (await request('GET /v1/compliance/statement-keys')).body.keys.map(parseVkey);
  const seen: string[] = [];
  for (const page of ['1', '2']) {
    const asked = { params: { id: busy.breachId }, query: { page } };
    const { body } = await busy.call('GET /v1/admin/breaches/{id}/evidence', asked);
    expect(checkBundle(body, keys)).toEqual([]);
    expect(body.manifest.facts).toMatchObject({ page: Number(page), pages: 2 });
    expect(body.parts.events.map(({ id }: { id: string }) => id)).toEqual(
      body.parts.timeline.map(({ id }: { id: string }) => id),
    );
    seen.push(...body.parts.events.map(({ id }: { id: string }) => id));
  }
  expect([seen.length, new Set(seen).size]).toEqual([201, 201]);
});

test('a breach that is closed takes nothing more', async () => {
  officer = await makeOperator(stolen.clinic, 'privacy_officer');
  const closed = await officer.call('POST /v1/admin/breaches/{id}/close', {
    params: { id: stolen.breachId },
    body: { outcome: 'notified', reason: 'Everybody was told.' },
  });
  expect(closed.status).toBe(200);
  for (const [name, body] of [
    ['POST /v1/admin/breaches/{id}/scope', {}],
    ['POST /v1/admin/breaches/{id}/notices', { notice: 'hhs' }],
    ['PUT /v1/admin/breaches/{id}/states', { states: { CA: [stolen.people[0]] } }],
    ['PUT /v1/admin/breaches/{id}/assessment', { factors, conclusion: 'breach' }],
  ] as const)
    expect((await on(name, { body })).body.code).toBe('breach_closed');
  expect((await on('GET /v1/admin/breaches/{id}/evidence')).status).toBe(200);
});

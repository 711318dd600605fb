/** Accountings of disclosures over the API: signed, of one person alone, from the archive too, and written down. */
import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { enrolEmergency, openByPasskey } from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { database, type Reply, rowsOf, TABLES } from '../../dynamodb/world.ts';
import { archive, index } from '../audit/support/log-rows.ts';

const { checkBundle } = await import('../../../lambdas/statement/bundle.ts');
const { statementKey } = await import('../../../lambdas/statement/sign-statement.ts');
const { collectDisclosures } = await import('../../../lambdas/dsr/collect-disclosures.ts');
const { listOfDeployment } = await import('../../../lambdas/dsr/disclosure-list.ts');
const { unwrapSubjectKey } = await import('../../../lambdas/audit/subject-key.ts');
const { getDataKey, getProject } = await import('../../../lambdas/project/project-store.ts');
const { findSubject } = await import('../../../lambdas/user/find-subject.ts');
const { handler: exportKeys } = await import('../../../lambdas/dsr/export-subject-keys/handler.ts');

let clinic: Clinic;
let patient: Awaited<ReturnType<typeof enrol>>;
let doctor: string;
let other: string;
let organization: string;

const ask = (id: string, query: Record<string, string> = {}, secret = clinic.secret, headers = {}) =>
  client(secret)('GET /v1/admin/users/{id}/dsr/accounting', { params: { id }, query, headers });
const documentOf = ({ body }: Reply) => body.parts.accounting;

let told = 0;
const event = (subject_id: string, more: Record<string, unknown> = {}) => ({
  client_id: `event-${++told}`,
  occurred_at: '2026-03-01T12:00:00Z',
  action: 'disclose',
  actor_id: doctor,
  subject_id,
  resource: { type: 'Immunization', id: 'MRN-4711' },
  purpose: 'PUBHLTH',
  disclosure: { recipient: 'County Health', address: '1 Main St', description: 'Immunization record' },
  ...more,
});
const append = (events: object[], org?: string) =>
  client(clinic.secret)('POST /v1/events', {
    body: { events, ...(org !== undefined && { organization_id: org }) },
  });

beforeAll(async () => {
  clinic = await makeClinic();
  [patient, doctor, other] = [await enrol(clinic), (await enrol(clinic)).userId, (await enrol(clinic)).userId];
  organization = await makeOrganization(clinic);
  const yearsAgo = new Date();
  yearsAgo.setUTCFullYear(yearsAgo.getUTCFullYear() - 7);
  const recorded = await append([
    event(patient.userId, { disclosure: { recipient: 'Registry of Łódź', description: 'Later' } }),
    event(patient.userId, { occurred_at: '2026-02-01T12:00:00Z' }),
    event(patient.userId, { purpose: 'PATRQT' }),
    event(patient.userId, { actor_id: patient.userId }),
    event(patient.userId, { occurred_at: yearsAgo.toISOString() }),
    event(patient.userId, { action: 'read', disclosure: undefined }),
    event(other, { disclosure: { recipient: 'Foreign', description: 'FOREIGN' } }),
  ]);
  expect(recorded.status).toBe(201);
  await append([event(patient.userId, { occurred_at: '2026-04-01T12:00:00Z', purpose: 'TREAT' })], organization);
  const subjects = [patient.userId, other];
  const operator = 'arn:aws:iam::000000000000:user/test';
  const asked = { project_id: clinic.projectId, subjects, ticket: 'AUDIT-7', operator };
  await exportKeys(asked, { awsRequestId: 'test' });
});

describe('an accounting', () => {
  test('tells what was disclosed, to whom, when and why, and nothing of anybody else', async () => {
    const answer = await ask(patient.userId);
    expect(answer.status).toBe(200);
    const document = documentOf(answer);
    expect(document).toMatchObject({
      individual: { user_id: patient.userId, name: 'A Person', email: patient.email },
      free_of_charge: true,
      list: { version: 0, source: 'default', actions: ['dsr.subject_keys.exported', 'phi.disclosed'] },
    });
    const summary = document.entries.map((one: { recipient: { name: string }; purpose: string }) => [
      one.recipient.name,
      one.purpose,
    ]);
    expect(summary).toEqual([
      ['County Health', 'public health (PUBHLTH)'],
      ['Registry of Łódź', 'public health (PUBHLTH)'],
      ['County Health', 'treatment (TREAT)'],
      ['who runs the service (withheld)', 'matter AUDIT-7'],
    ]);
    expect(document.entries[0]).toMatchObject({
      date: '2026-02-01T12:00:00.000Z',
      recipient: { address: '1 Main St' },
      description: 'Immunization record',
      withheld: false,
    });
    expect(document.entries[2].organization_id).toBe(organization);
    expect(JSON.stringify(answer.body)).not.toMatch(new RegExp(`foreign|${other}|${doctor}|arn:aws`, 'i'));
    console.log(`T30: ${document.entries.length} of 4 disclosures accounted for, 0 of another person`);
  });

  test('is signed: whoever has the key finds every change to it', async () => {
    const { body } = await ask(patient.userId);
    const keys = [await statementKey()];
    expect(checkBundle(body, keys)).toEqual([]);
    body.parts.accounting.entries.pop();
    expect(checkBundle(body, keys)).toEqual(['accounting: is not as it was signed']);
  });

  test('is an event and a request of the person, who asked only under seal', async () => {
    const answer = await ask(patient.userId, { requested_by: 'alice@hospital.test' });
    const { request_id } = documentOf(answer);
    const [last] = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === request_id);
    expect(last).toMatchObject({
      type: 'dsr.accounting.created',
      detail: { user_id: patient.userId, format: 'json', entries: 4, list_version: 0 },
      subjects: [patient.userId],
    });
    expect(JSON.stringify(last)).not.toContain('alice');
    const kept = await client(clinic.secret)('GET /v1/compliance/dsr/{id}', { params: { id: request_id } });
    expect(kept.body).toMatchObject({ kind: 'accounting', state: 'completed', requested_by: 'alice@hospital.test' });
    expect(documentOf(answer).free_of_charge).toBe(false);
  });

  test('fulfils a request that came in before, once it is known who asked, and once', async () => {
    const create = await client(clinic.secret)('POST /v1/compliance/dsr', {
      body: { kind: 'accounting', framework: 'hipaa', user_id: patient.userId, requested_by: 'alice' },
    });
    const dsr_id = create.body.id;
    expect((await ask(patient.userId, { dsr_id })).body.code).toBe('wrong_state');
    const body = { step: 'verify', method: 'in_person' };
    await client(clinic.secret)('POST /v1/compliance/dsr/{id}/transition', { params: { id: dsr_id }, body });
    expect((await ask(other, { dsr_id })).body.code).toBe('not_found');
    expect(documentOf(await ask(patient.userId, { dsr_id })).request_id).toBe(dsr_id);
    const after = await client(clinic.secret)('GET /v1/compliance/dsr/{id}', { params: { id: dsr_id } });
    expect(after.body).toMatchObject({ state: 'completed', requested_by: 'alice' });
    expect((await ask(patient.userId, { dsr_id })).body.code).toBe('already_decided');
  });

  test('is of a shorter period where that is asked for', async () => {
    const range = { range_start: '2026-02-15T00:00:00Z', range_end: '2026-03-15T00:00:00Z' };
    const { entries, period } = documentOf(await ask(patient.userId, range));
    expect(entries.map(({ date }: { date: string }) => date)).toEqual(['2026-03-01T12:00:00.000Z']);
    expect(period).toEqual({ from: '2026-02-15T00:00:00.000Z', to: '2026-03-15T00:00:00.000Z' });
    const turned = await ask(patient.userId, { range_start: range.range_end, range_end: range.range_start });
    expect(turned).toMatchObject({ status: 400, body: { errors: [{ path: 'query.range_end' }] } });
  });

  test('comes from the archive where the rows are gone', async () => {
    const before = documentOf(await ask(patient.userId)).entries;
    await archive();
    await index();
    const events = await Promise.all([eventsOf(clinic.projectId), eventsOf(organization)]);
    const shown = new Set(before.map(({ event_id }: { event_id: string }) => event_id));
    const gone = events.flat().filter(({ id }) => shown.has(id));
    for (const { scope, lane, seq } of gone as ((typeof gone)[number] & { scope: string })[])
      await database.send(
        new DeleteItemCommand({
          TableName: TABLES.audit,
          Key: { pk: { S: `${scope}#${lane}` }, sk: { N: String(seq) } },
        }),
      );
    expect(gone).toHaveLength(4);
    expect(documentOf(await ask(patient.userId)).entries).toEqual(before);
  });
});

describe('what one answer holds', () => {
  async function collect(limits: { entries: number; lookMs: number; page: number }) {
    const project = await getProject(clinic.projectId, new Date());
    const found = project && (await findSubject(project, patient.userId));
    if (!project || !found?.wrappedKey) throw new Error('the patient is not there');
    const key = unwrapSubjectKey(found.wrappedKey, await getDataKey(project), found.id);
    const period = { fromMs: 0, toMs: Date.now() };
    const [list, pseudonym] = [listOfDeployment('default'), (id: string): string => id];
    const wanted = { projectId: project.id, userId: found.id, key, list, period, pseudonym };
    return collectDisclosures(wanted, limits);
  }

  test('is the same from page to page', async () => {
    const [whole, paged] = [
      await collect({ entries: 1_000, lookMs: 60_000, page: 100 }),
      await collect({ entries: 1_000, lookMs: 60_000, page: 2 }),
    ];
    expect(paged).toEqual(whole);
    expect(whole.ok && whole.value.length).toBe(5);
  });

  test('is so much and no more: beyond, shorter periods are asked for, and nothing is left out unsaid', async () => {
    expect((await collect({ entries: 5, lookMs: 60_000, page: 2 })).ok).toBe(true);
    const refused = { ok: false, error: 'accounting_too_long' };
    expect(await collect({ entries: 4, lookMs: 60_000, page: 2 })).toEqual(refused);
    expect(await collect({ entries: 1_000, lookMs: -1, page: 2 })).toEqual(refused);
  });
});

describe('on paper', () => {
  test.each([
    ['by its query', { format: 'pdf' }, {}],
    ['by what the client accepts', {}, { accept: 'application/pdf' }],
  ])('%s', async (_, query: Record<string, string>, headers) => {
    const answer = await ask(patient.userId, query, clinic.secret, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringMatching(/^attachment; filename="accounting-dsr_\w+\.pdf"$/),
    });
    const file = Buffer.from(answer.body, 'base64');
    expect(file.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
    expect(file.toString('latin1')).toMatch(/%%EOF\s*$/);
    const last = (await eventsOf(clinic.projectId)).at(-1);
    expect(last).toMatchObject({ type: 'dsr.accounting.created', detail: { format: 'pdf', entries: 4 } });
  });
});

describe('who may', () => {
  test('nobody of another project, and nobody without the scope', async () => {
    const elsewhere = await makeClinic();
    expect((await ask(patient.userId, {}, elsewhere.secret)).body.code).toBe('not_found');
    const auditor = await makeOperator(clinic, 'auditor');
    expect((await ask(patient.userId, {}, auditor.token)).body.code).toBe('forbidden');
  });

  test('a key that only reads, but not to bring a request to its end', async () => {
    const made = await client(clinic.secret)('POST /v1/api-keys', { body: { name: 'reader', scopes: ['dsr:read'] } });
    expect((await ask(patient.userId, {}, made.body.secret)).status).toBe(200);
    const body = { kind: 'accounting', framework: 'hipaa', user_id: patient.userId, requested_by: 'alice' };
    const { id } = (await client(clinic.secret)('POST /v1/compliance/dsr', { body })).body;
    expect((await ask(patient.userId, { dsr_id: id }, made.body.secret)).body.code).toBe('forbidden');
    const kept = await client(clinic.secret)('GET /v1/compliance/dsr/{id}', { params: { id } });
    expect(kept.body.state).toBe('received');
  });

  test('an operator who has just proven who they are', async () => {
    const officer = await makeOperator(clinic, 'privacy_officer');
    expect((await ask(patient.userId, {}, officer.token)).status).toBe(200);
    await tire(officer);
    expect((await ask(patient.userId, {}, officer.token)).body.code).toBe('recent_authentication_required');
  });

  test('but nobody under a grant: an emergency is no reason to carry it away', async () => {
    const who = await enrolEmergency(clinic);
    const glass = await openByPasskey(who, { scope: { permissions: ['users:read'] } });
    // No emergency gives this scope; whoever adds it does not open this door with it.
    await database.send(
      new UpdateItemCommand({
        TableName: TABLES.identity,
        Key: { pk: { S: `BREAK_GLASS#${glass.body.id}` }, sk: { S: 'BREAK_GLASS' } },
        UpdateExpression: 'SET scopes = :scopes',
        ExpressionAttributeValues: { ':scopes': { L: [{ S: 'dsr:read' }] } },
        ConditionExpression: 'attribute_exists(scopes)',
      }),
    );
    expect((await client(glass.body.token)('GET /v1/compliance/dsr')).status).toBe(200);
    expect(await ask(patient.userId, {}, glass.body.token)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  });

  test('so often in an hour, and then later', async () => {
    const small = await makeClinic({ settings: { budgets: { accounting_account: 1 } } });
    const { userId } = await enrol(small);
    expect((await ask(userId, {}, small.secret)).status).toBe(200);
    expect(await ask(userId, {}, small.secret)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  });

  test('of somebody who was deleted, but not of somebody who was erased', async () => {
    const { userId } = await enrol(clinic);
    await append([event(userId)]);
    const byKey = client(clinic.secret);
    await byKey('DELETE /v1/users/{id}', { params: { id: userId } });
    const document = documentOf(await ask(userId));
    expect(document).toMatchObject({ individual: { user_id: userId, name: null, email: null } });
    expect(document.entries).toHaveLength(1);
    await byKey('POST /v1/admin/users/{id}/dsr/erase', { params: { id: userId }, body: { ticket: 'DSR-9' } });
    expect((await ask(userId)).body.code).toBe('not_found');
  });
});

describe('the list of disclosures', () => {
  const put = (body: object, secret: string, headers = {}) =>
    client(secret)('PUT /v1/compliance/disclosure-actions', { body, headers });
  const get = (secret: string) => client(secret)('GET /v1/compliance/disclosure-actions');
  const ALL = ['dsr.subject_keys.exported', 'phi.disclosed'];

  test('is changed by versions, and an accounting names the one that it was made by', async () => {
    const own = await makeClinic();
    expect((await get(own.secret)).body).toMatchObject({ version: 0, source: 'default', actions: ALL });
    const first = await put({ actions: [...ALL, 'phi.accessed'] }, own.secret);
    expect(first).toMatchObject({ status: 200, body: { version: 1, source: 'project' }, headers: { etag: '"1"' } });
    expect((await put({ actions: ALL }, own.secret, { 'if-match': '"0"' })).body.code).toBe('conflict');
    const second = await put({ actions: ALL, except_purposes: ['TREAT'] }, own.secret, { 'if-match': '"1"' });
    expect(second.body).toMatchObject({ version: 2, actions: ALL, except_purposes: ['TREAT'] });
    const { userId } = await enrol(own);
    expect(documentOf(await ask(userId, {}, own.secret)).list).toMatchObject({ version: 2, source: 'project' });
    const changes = (await eventsOf(own.projectId)).filter(({ type }) => type === 'dsr.disclosure_actions.updated');
    expect(changes.map(({ detail }) => detail?.version)).toEqual([1, 2]);
    expect(changes[1]?.detail).toMatchObject({
      before: { except_purposes: [] },
      after: { except_purposes: ['TREAT'] },
    });
    expect(await rowsOf('identity', `PROJECT#${own.projectId}`)).toContainEqual(
      expect.objectContaining({ sk: 'DISCLOSURE_LIST', version: 2 }),
    );
  });

  test('takes two to tell people less, where the project takes two, and one to tell them more', async () => {
    const live = await makeClinic({ settings: { two_person: true } });
    const [officer, owner] = [await makeOperator(live, 'privacy_officer'), await makeOperator(live, 'owner')];
    expect((await put({ actions: [...ALL, 'phi.accessed'] }, officer.token)).status).toBe(200);
    const asked = await put({ actions: ['phi.disclosed'] }, officer.token);
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending', list: { version: 1 } } });
    const approved = await owner.call('POST /v1/approvals/{id}/approve', {
      params: { id: asked.body.approval_id },
      body: {},
    });
    expect(approved.body).toMatchObject({ status: 'approved', kind: 'disclosure_actions' });
    expect((await get(live.secret)).body).toMatchObject({ version: 2, actions: ['phi.disclosed'] });
    expect((await eventsOf(live.projectId)).at(-1)).toMatchObject({
      type: 'dsr.disclosure_actions.updated',
      detail: { approval_id: asked.body.approval_id, version: 2 },
    });
    await tire(officer);
    const stale = await put({ actions: ['phi.accessed'] }, officer.token);
    expect(stale.body.code).toBe('recent_authentication_required');
  });

  test('is the deployer’s where the project said nothing', async () => {
    vi.stubEnv('AUTHIO_HIPAA_DISCLOSURE_ACTIONS', 'phi.accessed,phi.disclosed');
    expect((await get(clinic.secret)).body).toMatchObject({ source: 'deployment', version: 0 });
    const document = documentOf(await ask(patient.userId));
    expect(document.list.source).toBe('deployment');
    const accessed = document.entries.find(({ event: type }: { event: string }) => type === 'phi.accessed');
    expect(accessed.recipient.name).toMatch(/^a user of the service \(other-user-[\w-]{12}\)$/);
    expect(JSON.stringify(document)).not.toContain(doctor);
    vi.unstubAllEnvs();
  });

  test('refuses an event that there is none of', async () => {
    const answer = await put({ actions: ['phi.disclosd'] }, clinic.secret);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

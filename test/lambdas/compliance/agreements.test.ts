/** Agreements over the API: recorded, replaced, ended; who handles data for us; and what the log says of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { anAgreement, aSubcontract, inDays } from '../../dynamodb/agreements.ts';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const PATH = 'POST /v1/compliance/agreements';
const END = 'POST /v1/compliance/agreements/{id}/end';

let clinic: Clinic;
let api: ReturnType<typeof client>;
beforeAll(async () => {
  clinic = await makeClinic();
  api = client(clinic.secret);
});

const record = async (body: object) => (await api(PATH, { body })).body;
const eventsAbout = async (id: string) =>
  (await eventsOf(clinic.projectId))
    .filter(({ target }) => target.id === id)
    .map(({ type, outcome }) => `${type} ${outcome}`);

describe('an agreement', () => {
  test('is recorded with its event, and answered as it was signed', async () => {
    const { status, body } = await api(PATH, { body: anAgreement({ contact_email: 'privacy@mercy.test' }) });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'in_force', permits_preset: true, notice_days: 30, has_contact: true });
    const got = await api('GET /v1/compliance/agreements/{id}', { params: { id: body.id } });
    expect(got.body).toEqual(body);
    const [event] = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === body.id);
    expect(event).toMatchObject({
      type: 'agreement.recorded',
      detail: { agreement: { kind: 'covered_entity', document_sha256: '3f'.repeat(32), permits_preset: true } },
    });
    // Whom to write to is sealed: neither the row nor the event tells it.
    const rows = await rowsOf('identity', `PROJECT#${clinic.projectId}#AGREEMENTS`);
    expect(JSON.stringify([rows, event])).not.toContain('privacy@mercy.test');
  });

  test('that contradicts itself is refused with what is wrong, and nothing is written', async () => {
    const before = (await eventsOf(clinic.projectId)).length;
    const { status, body } = await api(PATH, { body: anAgreement({ expires_on: inDays(-11), signed_on: inDays(3) }) });
    expect([status, body.code]).toEqual([422, 'agreement_contradictory']);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['body.signed_on', 'body.expires_on']);
    for (const wrong of [
      { document_sha256: 'ABC' },
      { counterparty: 'jane@clinic.test' },
      { effective_on: '2026-02-30' },
    ])
      expect((await api(PATH, { body: anAgreement(wrong) })).status).toBe(400);
    expect((await eventsOf(clinic.projectId)).length).toBe(before);
  });

  test('is replaced by another, once', async () => {
    const old = await record(anAgreement());
    const { id } = await record(anAgreement({ replaces: old.id, effective_on: inDays(365), expires_on: inDays(900) }));
    const got = (await api('GET /v1/compliance/agreements/{id}', { params: { id: old.id } })).body;
    expect(got).toMatchObject({ status: 'in_force', replaced_by: id });
    const unknown = `baa_${'0'.repeat(26)}`;
    expect((await api(PATH, { body: anAgreement({ replaces: unknown }) })).body.code).toBe('not_found');
    expect((await api(PATH, { body: anAgreement({ replaces: old.id }) })).body.code).toBe('agreement_contradictory');
  });

  test('is recorded by somebody who has just proven who they are', async () => {
    const owner = await makeOperator(clinic, 'owner');
    expect((await owner.call(PATH, { body: anAgreement() })).status).toBe(201);
    await tire(owner);
    const before = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'agreement.recorded').length;
    expect((await owner.call(PATH, { body: anAgreement() })).body.code).toBe('recent_authentication_required');
    const after = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'agreement.recorded').length;
    expect(after).toBe(before);
  });

  test('has an end that is near, which may be brought forward', async () => {
    const { id } = await record(anAgreement());
    const end = (ends_on: string) => api(END, { params: { id }, body: { ends_on, reason: 'terminated' } });
    const never = await end('9999-12-31');
    expect([never.status, never.body.code]).toEqual([422, 'agreement_contradictory']);
    expect(never.body.errors).toMatchObject([{ path: 'body.ends_on' }]);
    expect((await end(inDays(90))).body).toMatchObject({ status: 'in_force', ends_on: inDays(90) });
    expect((await end(inDays(91))).body.code).toBe('already_decided');
    expect((await end(inDays(30))).body).toMatchObject({ ends_on: inDays(30) });
  });

  test('is ended by somebody who has just proven who they are, once', async () => {
    const { id } = await record(anAgreement());
    const asked = { params: { id }, body: { ends_on: inDays(0), reason: 'terminated' } };
    const tired = await makeOperator(clinic, 'owner');
    await tire(tired);
    expect((await tired.call(END, asked)).body.code).toBe('recent_authentication_required');
    const owner = await makeOperator(clinic, 'owner');
    expect((await owner.call(END, asked)).body).toMatchObject({ status: 'ended', ends_on: inDays(0) });
    expect((await owner.call(END, asked)).body.code).toBe('already_decided');
    expect(await eventsAbout(id)).toEqual([
      'agreement.recorded success',
      'agreement.ended denied',
      'agreement.ended success',
    ]);
  });

  test('of another project is not there', async () => {
    const { id } = await record(anAgreement());
    const other = client((await makeClinic()).secret);
    expect((await other('GET /v1/compliance/agreements/{id}', { params: { id } })).body.code).toBe('not_found');
    const body = { ends_on: inDays(0), reason: 'terminated' };
    expect((await other(END, { params: { id }, body })).body.code).toBe('not_found');
    expect((await other('GET /v1/compliance/agreements')).body.data).toEqual([]);
  });

  test('is found by kind and status', async () => {
    const pending = await record(anAgreement({ effective_on: inDays(2) }));
    const list = async (query: Record<string, string>) =>
      (await api('GET /v1/compliance/agreements', { query })).body.data.map(({ id }: { id: string }) => id);
    expect(await list({ status: 'pending' })).toContain(pending.id);
    expect(await list({ status: 'in_force' })).not.toContain(pending.id);
    expect(await list({ kind: 'subcontractor', status: 'pending' })).toEqual([]);
  });
});

test('a sub-processor waits for the notice that covered entities were promised, and is listed as it comes and goes', async () => {
  const early = await api(PATH, { body: aSubcontract({ engaged_on: inDays(29) }) });
  expect(early.body).toMatchObject({ code: 'agreement_contradictory', errors: [{ path: 'body.engaged_on' }] });
  expect(early.body.errors[0].message).toContain(inDays(30));
  const announced = await record(aSubcontract());
  const known = await record(aSubcontract({ engaged_on: inDays(-1), without_notice: 'named_in_agreements' }));
  const listed = async () =>
    Object.fromEntries(
      (await api('GET /v1/compliance/subprocessors')).body.data.map((one: { agreement_id: string; state: string }) => [
        one.agreement_id,
        one.state,
      ]),
    );
  expect(await listed()).toEqual({ [announced.id]: 'announced', [known.id]: 'engaged' });
  await api(END, { params: { id: known.id }, body: { ends_on: inDays(0), reason: 'service_ended' } });
  expect(await listed()).toEqual({ [announced.id]: 'announced', [known.id]: 'former' });
});

test('lists come in pages, of those that were asked for', async () => {
  const fresh = client((await makeClinic()).secret);
  const made: string[] = [];
  for (const body of [anAgreement(), aSubcontract(), anAgreement(), aSubcontract(), aSubcontract()])
    made.push((await fresh(PATH, { body })).body.id);
  const walk = async (path: Parameters<typeof fresh>[0], query: Record<string, string> = {}) => {
    const pages: string[][] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { body } = await fresh(path, { query: { ...query, limit: '2', ...(cursor && { cursor }) } });
      pages.push(body.data.map((one: { id?: string; agreement_id?: string }) => one.id ?? one.agreement_id));
      cursor = body.next_cursor;
    }
    return pages;
  };
  expect((await walk('GET /v1/compliance/agreements')).map((page) => page.length)).toEqual([2, 2, 1]);
  expect((await walk('GET /v1/compliance/agreements')).flat().sort()).toEqual(made.toSorted());
  const processors = await walk('GET /v1/compliance/agreements', { kind: 'subcontractor' });
  expect(processors.map((page) => page.length)).toEqual([2, 1]);
  expect(await walk('GET /v1/compliance/subprocessors')).toEqual(processors);
});

test('a sub-processor is not hidden behind another: an agreement replaces one with the same party alone', async () => {
  const fresh = await makeClinic();
  const call = client(fresh.secret);
  const recorded = async (body: object) => (await call(PATH, { body })).body;
  await recorded(anAgreement());
  const engaged_on = inDays(-5);
  const old = await recorded(
    aSubcontract({ engaged_on, without_notice: 'named_in_agreements', expires_on: inDays(0) }),
  );
  const other = await recorded(aSubcontract({ counterparty: 'Other Cloud, Inc.', engaged_on, replaces: old.id }));
  expect(other).toMatchObject({ code: 'agreement_contradictory', errors: [{ path: 'body.replaces' }] });
  const listed = async () => (await call('GET /v1/compliance/subprocessors')).body.data;
  expect(await listed()).toMatchObject([{ agreement_id: old.id, state: 'engaged' }]);
  const next = await recorded(aSubcontract({ engaged_on, replaces: old.id }));
  expect(await listed()).toMatchObject([{ agreement_id: next.id, state: 'engaged' }]);
});

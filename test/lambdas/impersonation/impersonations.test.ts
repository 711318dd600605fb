/** An operator acts as a user: for a reason, never in secret, and not as everybody (features.md B23; row 11). */
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { appoint, makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization, type Person, signIn } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const { newId } = await import('../../../lambdas/shared/ids.ts');

let clinic: Clinic;
let admin: OperatorPerson;
let patient: Person;

const WHY = { reason: 'The patient cannot see their own appointments', ticket: 'HELP-1' };

beforeAll(async () => {
  clinic = await makeClinic();
  [admin, patient] = [await makeOperator(clinic, 'admin'), await enrol(clinic)];
});

const begin = (by: OperatorPerson, as: Pick<Person, 'userId'>, more: object = {}) =>
  by.call('POST /v1/impersonations', { body: { user_id: as.userId, ...WHY, ...more } });
const as = client;
const lastOf = async (scope: string) => (await eventsOf(scope)).at(-1);

describe('who acts as somebody', () => {
  test('has a token that says so, and none to refresh it', async () => {
    const begun = await begin(admin, patient, { minutes: 20 });
    expect(begun.status).toBe(201);
    expect(Object.keys(begun.body).sort()).toEqual(['access_token', 'ends_at', 'expires_at', 'id', 'session_id']);
    const claims = decodeJwt(begun.body.access_token);
    expect(claims).toMatchObject({
      sub: patient.userId,
      sid: begun.body.session_id,
      is_impersonation: true,
      impersonator_user_id: admin.userId,
      impersonator_email: admin.email,
      imp_grant_id: begun.body.id,
      act: { sub: admin.userId },
    });
    expect((claims.exp ?? 0) * 1_000).toBeLessThanOrEqual(Date.now() + 5 * 60_000);
    const me = await as(begun.body.access_token)('GET /v1/me');
    expect(me.body).toMatchObject({ id: patient.userId, email: patient.email });
    expect(decodeJwt(patient.envelope.access_token)).not.toHaveProperty('act');
  });

  test('is in the log with both names and the reason sealed for the user', async () => {
    const begun = await begin(admin, patient);
    const [started, created] = (await eventsOf(clinic.projectId)).slice(-2);
    for (const event of [started, created])
      expect(event).toMatchObject({
        actor: { type: 'operator', id: admin.userId },
        on_behalf_of: { type: 'user', id: patient.userId },
        grant: { type: 'impersonation', id: begun.body.id },
      });
    expect(started).toMatchObject({
      type: 'impersonation.started',
      detail: { ticket: 'HELP-1', user_id: patient.userId, expires_at: begun.body.ends_at, writes: false },
    });
    expect([...(started?.subjects ?? [])].sort()).toEqual([admin.userId, patient.userId].sort());
    expect(JSON.stringify(started)).not.toContain('appointments');
    const read = await client(clinic.secret)('GET /v1/events', { query: { 'events[]': 'impersonation.started' } });
    expect(read.body.data[0].data).toMatchObject({
      actor_type: 'operator',
      actor_id: admin.userId,
      user_id: patient.userId,
      metadata: {
        grant: { type: 'impersonation', id: begun.body.id },
        on_behalf_of: { type: 'user', id: patient.userId },
        subjects: { [patient.userId]: { reason: WHY.reason } },
      },
    });
  });

  test('is seen by the user among their sessions, who ends it', async () => {
    const begun = await begin(admin, patient);
    const own = (await signIn(patient)).body.access_token;
    const seen = (await as(own)('GET /v1/me/sessions')).body.data;
    expect(seen).toContainEqual(
      expect.objectContaining({ id: begun.body.session_id, impersonator_user_id: admin.userId, current: false }),
    );
    await as(own)('POST /v1/sessions/revoke', { body: { session_id: begun.body.session_id } });
    expect((await as(begun.body.access_token)('GET /v1/me')).status).toBe(401);
    const listed = await admin.call('GET /v1/impersonations');
    expect(listed.body.data[0]).toMatchObject({ id: begun.body.id, status: 'ended', ended_at: null });
  });

  test('is known to a server that checks the session', async () => {
    const begun = await begin(admin, patient, { writes: true });
    const body = { access_token: begun.body.access_token };
    const state = await client(clinic.secret)('POST /v1/sessions/verify', { body });
    expect(state.body.impersonation).toEqual({ id: begun.body.id, impersonator_user_id: admin.userId, writes: true });
  });

  test('leaves no habit of theirs with the user', async () => {
    const habits = async () => (await rowsOf('identity', `USER#${patient.userId}`)).find(({ sk }) => sk === 'HABITS');
    const before = await habits();
    await begin(admin, patient);
    expect(await habits()).toEqual(before);
  });
});

describe('as whom', () => {
  test('never an operator, and never oneself', async () => {
    const auditor = await makeOperator(clinic, 'auditor');
    for (const one of [auditor, admin]) {
      const refused = await begin(admin, one);
      expect([refused.status, refused.body.code]).toEqual([403, 'impersonation_forbidden']);
      expect(await lastOf(clinic.projectId)).toMatchObject({
        type: 'impersonation.refused',
        outcome: 'denied',
        reason: 'impersonation_forbidden',
        target: { type: 'user', id: one.userId },
      });
    }
  });

  test('who becomes an operator meanwhile is acted for no longer than their roles are out of reach', async () => {
    const person = await enrol(clinic);
    const begun = await begin(admin, person);
    await appoint(person, ['owner']);
    const reached = await as(begun.body.access_token)('GET /v1/operators');
    expect([reached.status, reached.body.code]).toEqual([403, 'impersonation_forbidden']);
  });

  test('nobody of another project, nobody who is disabled, and nobody who does not exist', async () => {
    const stranger = await enrol(await makeClinic());
    expect((await begin(admin, stranger)).status).toBe(404);
    expect((await begin(admin, { userId: newId('user', new Date()) })).status).toBe(404);
    const disabled = await enrol(clinic);
    const params = { id: disabled.userId };
    await client(clinic.secret)('PATCH /v1/users/{id}', { params, body: { status: 'disabled' } });
    expect((await begin(admin, disabled)).body.code).toBe('user_disabled');
  });

  test('through the gate of the organization, with what the operator proved and where they are', async () => {
    const member = await enrol(clinic);
    const org = await makeOrganization(clinic, { require_passkey: true, ip_allowlist: ['192.0.2.0/24'] });
    await join(member, org);
    expect((await begin(admin, member)).body.code).toBe('policy_violation_network');
    const put = 'PUT /v1/organizations/{org}/policy';
    await client(clinic.secret)(put, { params: { org }, body: { ip_allowlist: [], require_sso: true } });
    expect((await begin(admin, member)).body.code).toBe('policy_violation_sso_required');
    expect(await lastOf(org)).toMatchObject({
      type: 'auth.signin_attempt',
      outcome: 'denied',
      actor: { type: 'operator', id: admin.userId },
      on_behalf_of: { type: 'user', id: member.userId },
    });
    await client(clinic.secret)(put, { params: { org }, body: { require_sso: false } });
    const begun = await begin(admin, member);
    expect(decodeJwt(begun.body.access_token)).toMatchObject({ act_org: org, act_role: 'clinician' });
    const elsewhere = await begin(admin, member, { organization_id: await makeOrganization(clinic) });
    expect(elsewhere.body.code).toBe('membership_not_found');
  });

  test('for a reason that says something, with a ticket, and a sign-in of the last 15 minutes', async () => {
    for (const wrong of [{ reason: 'because' }, { reason: 'x'.repeat(501) }, { ticket: '' }, { refresh: true }])
      expect((await begin(admin, patient, wrong)).status).toBe(400);
    const tired = await makeOperator(clinic, 'admin');
    await tire(tired);
    expect((await begin(tired, patient)).body.code).toBe('recent_authentication_required');
  });
});

describe('a notice', () => {
  const messages = async () => {
    const { paginateScan } = await import('@aws-sdk/client-dynamodb');
    const { database, TABLES } = await import('../../dynamodb/world.ts');
    let count = 0;
    for await (const page of paginateScan({ client: database }, { TableName: TABLES.ephemeral }))
      count += (page.Items ?? []).filter(({ kind }) => kind?.S === 'message').length;
    return count;
  };

  test('goes to the user, unless the project wants none', async () => {
    const before = await messages();
    await begin(admin, patient);
    expect(await messages()).toBe(before + 1);
    const quiet = await makeClinic({ settings: { impersonation_notice: false } });
    await begin(await makeOperator(quiet, 'admin'), await enrol(quiet));
    expect(await messages()).toBe(before + 1);
  });
});

test('a key makes none, and reads who did', async () => {
  const body = { user_id: patient.userId, ...WHY };
  const made = await request('POST /v1/impersonations', { key: clinic.secret, body });
  expect(made.status).toBe(401);
  const begun = await begin(admin, patient);
  const listed = await client(clinic.secret)('GET /v1/impersonations', { query: { limit: '1' } });
  expect(listed.body).toMatchObject({
    data: [
      { id: begun.body.id, operator_id: admin.userId, user_id: patient.userId, reason: WHY.reason, status: 'active' },
    ],
    next_cursor: begun.body.id,
  });
  const stranger = await makeOperator(await makeClinic(), 'admin');
  const params = { id: begun.body.id };
  expect((await stranger.call('DELETE /v1/impersonations/{id}', { params })).status).toBe(404);
  expect((await stranger.call('GET /v1/impersonations')).body.data).toEqual([]);
});

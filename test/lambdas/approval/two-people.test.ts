/** Tightening takes one person, loosening two (features.md B16; security.md, row 10). */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { asOperator, makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic, makeOrganization } from '../../dynamodb/people.ts';

const POLICY = 'PUT /v1/organizations/{org}/policy';
const APPROVE = 'POST /v1/approvals/{id}/approve';

let clinic: Clinic;
let owner: OperatorPerson;
let admin: OperatorPerson;

beforeAll(async () => {
  clinic = await makeClinic({ environment: 'live' });
  [owner, admin] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'admin')];
});

const policyOf = async (org: string) =>
  (await client(clinic.secret)('GET /v1/organizations/{org}/policy', { params: { org } })).body;
const typesOf = async (scope: string) => (await eventsOf(scope)).map(({ type, outcome }) => `${type} ${outcome}`);
const strict = () => makeOrganization(clinic, { require_mfa: true, session_idle_timeout_min: 10 });

describe("an organization's policy", () => {
  test('is tightened by one, key or person, at once', async () => {
    const org = await makeOrganization(clinic);
    const byKey = await client(clinic.secret)(POLICY, { params: { org }, body: { require_mfa: true } });
    const byAdmin = await admin.call(POLICY, { params: { org }, body: { session_idle_timeout_min: 5 } });
    expect([byKey.status, byAdmin.status]).toEqual([200, 200]);
    expect(await policyOf(org)).toMatchObject({ require_mfa: true, session_idle_timeout_min: 5, policy_version: 3 });
  });

  test('is loosened when a second operator agrees, and not before', async () => {
    const org = await strict();
    const asked = await admin.call(POLICY, { params: { org }, body: { require_mfa: false } });
    expect(asked).toMatchObject({
      status: 202,
      body: { status: 'pending', policy: { require_mfa: true, policy_version: 2 } },
    });
    expect(await policyOf(org)).toMatchObject({ require_mfa: true, policy_version: 2 });
    const id: string = asked.body.approval_id;
    expect((await owner.call('GET /v1/approvals')).body.data[0]).toMatchObject({
      id,
      kind: 'org_policy',
      status: 'pending',
      target: { type: 'organization', id: org },
      before: { require_mfa: true },
      after: { require_mfa: false },
      proposed_by: { type: 'operator', id: admin.userId },
      given: [admin.userId],
      needed: 2,
    });

    const alone = await admin.call(APPROVE, { params: { id }, body: {} });
    expect([alone.status, alone.body.code]).toEqual([403, 'second_person_required']);
    const agreed = await owner.call(APPROVE, { params: { id }, body: {} });
    expect(agreed).toMatchObject({ status: 200, body: { status: 'approved', given: [admin.userId, owner.userId] } });
    expect(await policyOf(org)).toMatchObject({ require_mfa: false, session_idle_timeout_min: 10, policy_version: 3 });

    const events = await eventsOf(org);
    expect(events.slice(-4)).toMatchObject([
      { type: 'approval.requested', actor: { type: 'operator', id: admin.userId }, detail: { kind: 'org_policy' } },
      { type: 'approval.given', outcome: 'denied', reason: 'second_person_required', actor: { id: admin.userId } },
      { type: 'approval.given', outcome: 'success', actor: { id: owner.userId } },
      {
        type: 'org_policy.updated',
        actor: { id: owner.userId },
        detail: { before: { require_mfa: true }, after: { require_mfa: false }, version: 3, approval_id: id },
      },
    ]);
    expect((await owner.call(APPROVE, { params: { id }, body: {} })).body.code).toBe('already_decided');
  });

  test('a mixed change waits as a whole', async () => {
    const org = await strict();
    const body = { session_idle_timeout_min: 5, require_mfa: false, require_passkey: true };
    expect((await admin.call(POLICY, { params: { org }, body })).status).toBe(202);
    expect(await policyOf(org)).toMatchObject({ require_passkey: false, session_idle_timeout_min: 10 });
  });

  test('asked for with a key takes two operators', async () => {
    const org = await strict();
    const asked = await client(clinic.secret)(POLICY, { params: { org }, body: { require_mfa: false } });
    const params = { id: asked.body.approval_id };
    const first = await owner.call(APPROVE, { params, body: {} });
    expect(first.body).toMatchObject({ status: 'pending', given: [owner.userId] });
    expect(await policyOf(org)).toMatchObject({ require_mfa: true });
    expect((await owner.call(APPROVE, { params, body: {} })).body.code).toBe('second_person_required');
    expect((await admin.call(APPROVE, { params, body: {} })).body.status).toBe('approved');
    expect(await policyOf(org)).toMatchObject({ require_mfa: false });
    // Whoever asked with the key reads there what became of it.
    const seen = await client(clinic.secret)('GET /v1/approvals/{id}', { params });
    expect(seen.body.status).toBe('approved');
  });

  test('of two who agree at once, each counts once and it is applied once', async () => {
    const org = await strict();
    const asked = await client(clinic.secret)(POLICY, { params: { org }, body: { require_mfa: false } });
    const params = { id: asked.body.approval_id };
    const both = await Promise.all([
      owner.call(APPROVE, { params, body: {} }),
      owner.call(APPROVE, { params, body: {} }),
      admin.call(APPROVE, { params, body: {} }),
      admin.call(APPROVE, { params, body: {} }),
    ]);
    for (const { status } of both) expect([200, 403, 409]).toContain(status);
    for (const one of [owner, admin]) await one.call(APPROVE, { params, body: {} });
    expect((await typesOf(org)).filter((type) => type === 'org_policy.updated success')).toHaveLength(2);
    expect(await policyOf(org)).toMatchObject({ require_mfa: false, policy_version: 3 });
  });

  test('is not loosened once it is another one than was agreed on', async () => {
    const org = await strict();
    const asked = await admin.call(POLICY, { params: { org }, body: { require_mfa: false } });
    await admin.call(POLICY, { params: { org }, body: { require_passkey: true } });
    const late = await owner.call(APPROVE, { params: { id: asked.body.approval_id }, body: {} });
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
    expect(await policyOf(org)).toMatchObject({ require_mfa: true, require_passkey: true });
    expect((await typesOf(org)).at(-1)).toBe('approval.given denied');
  });

  test('is not loosened after somebody refused, or after 72 hours', async () => {
    const org = await strict();
    const ask = async () =>
      (await admin.call(POLICY, { params: { org }, body: { require_mfa: false } })).body.approval_id;
    const params = { id: await ask() };
    expect((await owner.call('POST /v1/approvals/{id}/deny', { params, body: {} })).body.status).toBe('denied');
    expect((await owner.call(APPROVE, { params, body: {} })).body.code).toBe('already_decided');
    expect((await typesOf(org)).at(-1)).toBe('approval.denied success');

    const id = await ask();
    vi.useFakeTimers({ now: Date.now() + 72 * 3_600_000, toFake: ['Date'] });
    try {
      const there = await client(clinic.secret)('GET /v1/approvals/{id}', { params: { id } });
      expect(there.body.status).toBe('expired');
      const late = await (await asOperator(owner)).call(APPROVE, { params: { id }, body: {} });
      expect(late.body.code).toBe('approval_expired');
    } finally {
      vi.useRealTimers();
    }
  });

  test('a person who asks or agrees has signed in within 15 minutes', async () => {
    const tired = await makeOperator(clinic, 'admin');
    await tire(tired);
    const org = await strict();
    const tightening = await tired.call(POLICY, { params: { org }, body: { require_passkey: true } });
    expect(tightening.status).toBe(200);
    const loosening = await tired.call(POLICY, { params: { org }, body: { require_mfa: false } });
    expect([loosening.status, loosening.body.code]).toEqual([403, 'recent_authentication_required']);
    const asked = await admin.call(POLICY, { params: { org }, body: { require_mfa: false } });
    const params = { id: asked.body.approval_id };
    for (const name of [APPROVE, 'POST /v1/approvals/{id}/deny'] as const)
      expect((await tired.call(name, { params, body: {} })).body.code).toBe('recent_authentication_required');
  });
});

describe('the project', () => {
  const patch = (who: OperatorPerson, body: object) => who.call('PATCH /v1/projects/me', { body });

  test('is tightened by an owner alone, and loosened by two', async () => {
    expect((await patch(admin, { settings: { idle_activity: 'explicit' } })).body.code).toBe('forbidden');
    const tighter = await patch(owner, {
      settings: { impersonation_consent: true },
      policy: { disabled_methods: ['sms'] },
    });
    expect(tighter).toMatchObject({
      status: 200,
      body: { api_key_id: null, settings: { impersonation_consent: true } },
    });
    const asked = await patch(owner, { settings: { impersonation_consent: false } });
    expect(asked).toMatchObject({ status: 202, body: { project: { settings: { impersonation_consent: true } } } });
    const params = { id: asked.body.approval_id };
    // An admin may agree to policies, and not to what only owners change.
    expect((await admin.call(APPROVE, { params, body: {} })).body.code).toBe('forbidden');
    const second = await makeOperator(clinic, 'owner');
    expect((await second.call(APPROVE, { params, body: {} })).body.status).toBe('approved');
    const there = await client(clinic.secret)('GET /v1/projects/me');
    expect(there.body).toMatchObject({
      settings: { impersonation_consent: false },
      policy: { disabled_methods: ['sms'] },
    });
    expect((await eventsOf(clinic.projectId)).at(-1)).toMatchObject({
      type: 'project.updated',
      detail: { changed: ['settings.impersonation_consent'], approval_id: params.id },
    });
  });

  test('stays a live one that takes two, and its address is in no event', async () => {
    const refused = await patch(owner, { settings: { two_person: false } });
    expect([refused.status, refused.body.code]).toEqual([422, 'settings_contradictory']);
    expect((await patch(owner, { settings: { two_persons: true } })).status).toBe(400);
    expect((await patch(owner, { settings: { notice_email: 'officer@clinic.test' } })).status).toBe(200);
    const [event] = (await eventsOf(clinic.projectId)).slice(-1);
    expect(event).toMatchObject({ type: 'project.updated', detail: { changed: ['settings.notice_email'] } });
    expect(JSON.stringify(event)).not.toContain('officer');
  });

  test('nothing is written where nothing differs', async () => {
    const before = (await eventsOf(clinic.projectId)).length;
    expect((await patch(owner, { name: 'Test clinic' })).status).toBe(200);
    expect((await eventsOf(clinic.projectId)).length).toBe(before);
  });
});

describe('an operator', () => {
  const make = (user_id: string, roles: string[]) => owner.call('POST /v1/operators', { body: { user_id, roles } });

  test('is made by two owners', async () => {
    const person = await enrol(clinic);
    const asked = await make(person.userId, ['owner']);
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending' } });
    const params = { id: asked.body.approval_id };
    expect((await admin.call(APPROVE, { params, body: {} })).body.code).toBe('forbidden');
    const second = await makeOperator(clinic, 'owner');
    expect((await second.call(APPROVE, { params, body: {} })).status).toBe(200);
    const listed = (await owner.call('GET /v1/operators')).body.data;
    expect(listed).toContainEqual(expect.objectContaining({ user_id: person.userId, roles: ['owner'] }));
    expect((await eventsOf(clinic.projectId)).at(-1)).toMatchObject({
      type: 'operator.granted',
      detail: { user_id: person.userId, roles: ['owner'], before: [], approval_id: params.id },
    });
  });

  test('is given one role more by two owners, and one less by one', async () => {
    const other = await makeOperator(clinic, 'admin', 'privacy_officer');
    const params = { id: other.userId };
    const less = await owner.call('PATCH /v1/operators/{id}', { params, body: { roles: ['admin'] } });
    expect(less).toMatchObject({ status: 200, body: { roles: ['admin'] } });
    const more = await owner.call('PATCH /v1/operators/{id}', { params, body: { roles: ['admin', 'emergency'] } });
    expect(more.status).toBe(202);
    expect((await owner.call('DELETE /v1/operators/{id}', { params })).status).toBe(204);
    // Who was dismissed meanwhile is not given by the approval what was asked for.
    const second = await makeOperator(clinic, 'owner');
    const late = await second.call(APPROVE, { params: { id: more.body.approval_id }, body: {} });
    expect(late.body.code).toBe('conflict');
  });
});

test("another project's approval is not there", async () => {
  const org = await strict();
  const asked = await admin.call(POLICY, { params: { org }, body: { require_mfa: false } });
  const stranger = await makeOperator(await makeClinic(), 'owner');
  const params = { id: asked.body.approval_id };
  const answers = [
    await stranger.call('GET /v1/approvals/{id}', { params }),
    await stranger.call(APPROVE, { params, body: {} }),
    await stranger.call('POST /v1/approvals/{id}/deny', { params, body: {} }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect((await stranger.call('GET /v1/approvals')).body.data).toEqual([]);
});

test('in a project of one person an operator loosens alone, with a sign-in of the last 15 minutes', async () => {
  const small = await makeClinic();
  const alone = await makeOperator(small, 'admin');
  const org = await makeOrganization(small, { require_mfa: true });
  expect((await alone.call(POLICY, { params: { org }, body: { require_mfa: false } })).status).toBe(200);
  await tire(alone);
  const refused = await alone.call(POLICY, { params: { org }, body: { session_idle_timeout_min: 60 } });
  expect(refused.body.code).toBe('recent_authentication_required');
});

/** The preset over the API: behind an agreement, by one switch, shown before it is done, loosened by two; and its drift. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { anAgreement, inDays } from '../../dynamodb/agreements.ts';
import { client } from '../../dynamodb/api.ts';
import { enrolEmergency, openByPasskey } from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic, makeOrganization } from '../../dynamodb/people.ts';

const PRESET = 'POST /v1/compliance/preset';
const DRIFT = 'GET /v1/compliance/drift';
const APPROVE = 'POST /v1/approvals/{id}/approve';
const PROJECT = 'PATCH /v1/projects/me';

let clinic: Clinic;
let api: ReturnType<typeof client>;
beforeEach(async () => {
  clinic = await makeClinic({ sign_up: 'open', settings: { passwords: 'on' } });
  api = client(clinic.secret);
});

const agree = async (more: object = {}): Promise<string> =>
  (await api('POST /v1/compliance/agreements', { body: anAgreement(more) })).body.id;
const turnOn = (dry_run = false) => api(PRESET, { body: { preset: 'hipaa', dry_run } });
const drift = async (query: Record<string, string> = {}) => (await api(DRIFT, { query })).body;
const project = async () => (await api('GET /v1/projects/me')).body;
const changesOf = async () =>
  (await eventsOf(clinic.projectId)).filter(({ type, outcome }) => type === 'project.updated' && outcome === 'success');

describe('without an agreement in force', () => {
  test.each<[string, object | undefined]>([
    ['none at all', undefined],
    ['one that does not permit it', { permits_preset: false }],
    ['one with a subcontractor', { kind: 'subcontractor', engaged_on: inDays(0) }],
    ['one that begins tomorrow', { effective_on: inDays(1) }],
    ['one that has expired', { effective_on: inDays(-30), expires_on: inDays(-1) }],
  ])('%s: the preset stays off, by whatever way', async (_, more) => {
    if (more) await agree(more);
    for (const asked of [
      await turnOn(),
      await turnOn(true),
      await api(PROJECT, { body: { settings: { preset: 'hipaa' } } }),
    ])
      expect([asked.status, asked.body.code]).toEqual([422, 'agreement_required']);
    expect((await project()).settings.preset).toBe('none');
    expect(await changesOf()).toEqual([]);
  });

  test('nor is a project made under it', async () => {
    const settings = { preset: 'hipaa' };
    await expect(makeClinic({ settings })).rejects.toThrow(/agreement/);
    const late = anAgreement({ effective_on: inDays(1) });
    await expect(makeClinic({ settings, agreement: late })).rejects.toThrow(/in force/);
    const wrong = anAgreement({ expires_on: inDays(-11) });
    await expect(makeClinic({ settings, agreement: wrong })).rejects.toThrow(/expires_on/);
  });

  test('an agreement that ends between the look and the change refuses the change', async () => {
    const id = await agree();
    const store = await import('../../../lambdas/compliance/agreement-store.ts');
    const { requireAgreement } = await import('../../../lambdas/compliance/require-agreement.ts');
    const { raiseToPreset } = await import('../../../lambdas/compliance/preset.ts');
    const { readProject, updateProject } = await import('../../../lambdas/project/project-store.ts');
    const { writer } = await import('../../../lambdas/shared/commit.ts');
    const before = await readProject(clinic.projectId);
    if (!before) throw new Error('no project');
    const after = raiseToPreset(before);
    const now = new Date();
    const gate = await requireAgreement(before, after, now);
    if (!gate.ok) throw new Error(gate.error);
    const body = { ends_on: inDays(0), reason: 'terminated' };
    await api('POST /v1/compliance/agreements/{id}/end', { params: { id }, body });
    expect((await store.getAgreement(before.id, id))?.endsOn).toBe(inDays(0));
    const context = {
      principal: { kind: 'system', projectId: before.id, name: 'test' },
      requestId: 'req_test',
      ip: undefined,
      userAgent: undefined,
      now,
    } as const;
    const late = await writer.commit(before, context, [updateProject(before, after), ...gate.value.changes], {
      type: 'project.updated',
      target: { type: 'project', id: before.id },
      detail: { before: {}, after: {}, changed: [] },
    });
    expect(late).toEqual({ ok: false, error: 'conflict' });
  });
});

describe('one switch', () => {
  test('shows with dry_run what it would change, for the project and each organization, and changes nothing', async () => {
    const id = await agree();
    const [loose, strict] = [
      await makeOrganization(clinic, { session_idle_timeout_min: 60 }),
      await makeOrganization(clinic, {
        ...{ require_mfa: true, require_passkey: true },
        ...{ session_idle_timeout_min: 10, session_absolute_max_min: 480, refresh_window_min: 480 },
      }),
    ];
    const events = (await eventsOf(clinic.projectId)).length;
    const { status, body } = await turnOn(true);
    expect([status, body.applied, body.agreement_id]).toEqual([200, false, id]);
    expect(body.project).toContainEqual({ member: 'settings.preset', before: 'none', after: 'hipaa' });
    expect(body.project).toContainEqual({ member: 'policy.session_idle_timeout_min', before: 0, after: 15 });
    expect(body.organizations).toEqual([
      {
        organization_id: loose,
        changes: [
          { member: 'policy.require_mfa', before: false, after: true },
          { member: 'policy.require_passkey', before: false, after: true },
          { member: 'policy.session_idle_timeout_min', before: 60, after: 15 },
        ],
      },
    ]);
    expect(body).toMatchObject({ organizations_changed: 1, organizations_checked: 2, organizations_complete: true });
    expect(JSON.stringify(body)).not.toContain(strict);
    expect((await project()).settings.preset).toBe('none');
    expect((await eventsOf(clinic.projectId)).length).toBe(events);
  });

  test('looks at so many organizations and no more, and says so; under a project that is the floor at none', async () => {
    const { organizationDifferences } = await import('../../../lambdas/compliance/preset-difference.ts');
    const { countBelow } = await import('../../../lambdas/compliance/read-drift.ts');
    const { raiseToPreset } = await import('../../../lambdas/compliance/preset.ts');
    const { readProject } = await import('../../../lambdas/project/project-store.ts');
    const before = await readProject(clinic.projectId);
    if (!before) throw new Error('no project');
    for (let i = 0; i < 3; i++) await makeOrganization(clinic, { session_idle_timeout_min: 60 });
    const [some, all] = [
      await organizationDifferences(before, raiseToPreset(before), 2),
      await organizationDifferences(before, raiseToPreset(before), 3),
    ];
    expect([some.organizations_checked, some.organizations_complete]).toEqual([2, false]);
    expect([all.organizations_checked, all.organizations_complete]).toEqual([3, true]);
    expect(await countBelow(before, 2)).toEqual({ organizations: 2, below: 2, looked: 'part' });
    expect(await countBelow(before)).toEqual({ organizations: 3, below: 3, looked: 'all' });
    expect(await countBelow(raiseToPreset(before))).toEqual({ organizations: 0, below: 0, looked: 'floor' });
  });

  test('does what it showed, in one event that names the agreement; a second time there is nothing to do', async () => {
    const id = await agree();
    const shown = (await turnOn(true)).body;
    const done = (await turnOn()).body;
    expect(done).toEqual({ ...shown, applied: true });
    expect(await project()).toMatchObject({
      sign_up: 'verified',
      settings: { preset: 'hipaa', passwords: 'off', two_person: true },
      policy: {
        ...{ require_mfa: true, require_passkey: true },
        ...{ session_idle_timeout_min: 15, session_absolute_max_min: 1_440, refresh_window_min: 1_440 },
      },
    });
    const [event, ...others] = await changesOf();
    expect(others).toEqual([]);
    expect(event?.detail).toMatchObject({ agreement_id: id });
    expect(event?.detail?.changed).toEqual(shown.project.map(({ member }: { member: string }) => member).sort());
    expect((await turnOn()).body).toMatchObject({ agreement_id: null, project: [], organizations: [] });
    expect(await changesOf()).toHaveLength(1);
  });

  test('is the same by a change of the project, unless that says less than the preset asks for', async () => {
    await agree();
    const contradictory = [
      { settings: { preset: 'hipaa', passwords: 'on' } },
      { settings: { preset: 'hipaa', two_person: false } },
      { settings: { preset: 'hipaa' }, policy: { session_idle_timeout_min: 30 } },
    ];
    for (const body of contradictory) expect((await api(PROJECT, { body })).body.code).toBe('settings_contradictory');
    const { body } = await api(PROJECT, { body: { settings: { preset: 'hipaa' } } });
    expect(body).toMatchObject({ policy: { require_passkey: true }, settings: { passwords: 'off' } });
    expect((await changesOf())[0]?.detail).toMatchObject({ agreement_id: expect.stringMatching(/^baa_/) });
  });

  test('a project can begin under it, with the agreement in the same transaction', async () => {
    const born = await makeClinic({ settings: { preset: 'hipaa' }, agreement: anAgreement() });
    const there = (await client(born.secret)('GET /v1/projects/me')).body;
    expect(there).toMatchObject({ policy: { require_mfa: true, session_idle_timeout_min: 15 } });
    expect((await client(born.secret)(DRIFT)).body.project).toEqual([]);
    const events = await eventsOf(born.projectId);
    expect(events.map(({ type }) => type)).toEqual(['project.created', 'api_key.created', 'agreement.recorded']);
    expect(events.at(-1)?.actor.type).toBe('deployer');
  });
});

describe('under the preset', () => {
  beforeEach(async () => {
    await agree();
    expect((await turnOn()).status).toBe(200);
  });

  test('one person, or a key, loosens nothing', async () => {
    const owner = await makeOperator(clinic, 'owner');
    const loosenings: Record<string, object> = {
      'the preset itself': { settings: { preset: 'none' } },
      'a factor': { policy: { require_passkey: false } },
      'the idle limit': { policy: { session_idle_timeout_min: 16 } },
      'an idle limit of nothing': { policy: { session_idle_timeout_min: 0 } },
      'who may register': { sign_up: 'open' },
      'passwords, said twice': { settings: { passwords: 'on', passwords_under_hipaa: true } },
    };
    for (const [what, body] of Object.entries(loosenings))
      for (const asked of [await owner.call(PROJECT, { body }), await api(PROJECT, { body })])
        expect([what, asked.status, asked.body.status]).toEqual([what, 202, 'pending']);
    expect((await drift()).project).toEqual([]);
  });

  test('that it takes two people cannot be taken away at all', async () => {
    for (const settings of [{ two_person: false }, { passwords: 'on' }])
      expect((await api(PROJECT, { body: { settings } })).body.code).toBe('settings_contradictory');
  });

  test('an organization that was stricter is loosened by two, and not below the preset by any number', async () => {
    const org = await makeOrganization(clinic, { session_idle_timeout_min: 5 });
    const admin = await makeOperator(clinic, 'admin');
    const params = { org };
    const asked = await admin.call('PUT /v1/organizations/{org}/policy', {
      params,
      body: { session_idle_timeout_min: 60 },
    });
    expect(asked.status).toBe(202);
    const owner = await makeOperator(clinic, 'owner');
    await owner.call(APPROVE, { params: { id: asked.body.approval_id }, body: {} });
    const policy = (await api('GET /v1/organizations/{org}/policy', { params })).body;
    expect(policy).toMatchObject({ session_idle_timeout_min: 60, effective: { session_idle_timeout_min: 15 } });
    expect((await drift()).organizations).toEqual([]);
  });

  test('two people loosen it; the drift says what and since which event; one raises it again', async () => {
    const org = await makeOrganization(clinic, { session_idle_timeout_min: 60 });
    await makeOrganization(clinic, { session_idle_timeout_min: 5 });
    const [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
    const asked = await owner.call(PROJECT, { body: { policy: { session_idle_timeout_min: 30 } } });
    await second.call(APPROVE, { params: { id: asked.body.approval_id }, body: {} });
    const event = (await changesOf()).at(-1);
    const below = {
      member: 'policy.session_idle_timeout_min',
      expected: '1 to 15',
      found: 30,
      citation: '164.312(a)(2)(iii)',
      since: { event_id: event?.id, at: expect.any(String) },
    };
    expect(await drift()).toMatchObject({
      preset: 'hipaa',
      project: [below],
      organizations: [{ organization_id: org, below: [below] }],
      organizations_checked: 2,
      next_cursor: null,
    });
    const first = await drift({ limit: '1' });
    expect([first.organizations_checked, first.next_cursor]).toEqual([1, org]);

    expect((await turnOn()).body.project).toEqual([{ member: below.member, before: 30, after: 15 }]);
    expect(await drift()).toMatchObject({ project: [], organizations: [] });
  });

  test('an organization that was loosened after its project is below it since its own change', async () => {
    const org = await makeOrganization(clinic, { session_idle_timeout_min: 5 });
    const [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
    const both = async (name: typeof PROJECT | 'PUT /v1/organizations/{org}/policy', rest: object) => {
      const { body } = await owner.call(name, rest);
      expect((await second.call(APPROVE, { params: { id: body.approval_id }, body: {} })).status).toBe(200);
    };
    await both(PROJECT, { body: { policy: { session_idle_timeout_min: 30 } } });
    expect((await drift()).organizations).toEqual([]);
    await both('PUT /v1/organizations/{org}/policy', { params: { org }, body: { session_idle_timeout_min: 60 } });
    const changed = (await eventsOf(org)).filter(({ type }) => type === 'org_policy.updated').at(-1);
    expect((await drift()).organizations).toMatchObject([{ below: [{ found: 30, since: { event_id: changed?.id } }] }]);
  });

  test('what two people agreed on is refused when its agreement has ended meanwhile', async () => {
    const [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
    const off = await owner.call(PROJECT, { body: { settings: { preset: 'none' } } });
    await second.call(APPROVE, { params: { id: off.body.approval_id }, body: {} });
    // Turned on again, with something that takes two.
    const body = { settings: { preset: 'hipaa', impersonation_consent: false, sms_countries: ['1', '44'] } };
    const on = await owner.call(PROJECT, { body });
    expect(on.status).toBe(202);
    const [{ id }] = (await api('GET /v1/compliance/agreements')).body.data;
    const ended = { ends_on: inDays(0), reason: 'terminated' };
    await api('POST /v1/compliance/agreements/{id}/end', { params: { id }, body: ended });
    const late = await second.call(APPROVE, { params: { id: on.body.approval_id }, body: {} });
    expect([late.status, late.body.code]).toEqual([422, 'agreement_required']);
    expect((await project()).settings.preset).toBe('none');
  });

  test('when the agreement expires nothing is loosened', async () => {
    vi.useFakeTimers({ now: Date.now() + 400 * 24 * 3_600_000, toFake: ['Date'] });
    try {
      expect(await project()).toMatchObject({ settings: { preset: 'hipaa' }, policy: { require_passkey: true } });
      expect((await drift()).project).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});

test('emergency access loosens what an organization asks for beyond the preset, and nothing below it', async () => {
  await agree();
  await turnOn();
  const org = await makeOrganization(clinic, { session_idle_timeout_min: 5, require_sso: true });
  const operator = await enrolEmergency(clinic);
  const { token } = (await openByPasskey(operator)).body;
  const grant = client(token);
  const loose = { require_sso: false, session_idle_timeout_min: 600, require_passkey: false };
  expect((await grant('PUT /v1/organizations/{org}/policy', { params: { org }, body: loose })).status).toBe(200);
  const { effective } = (await api('GET /v1/organizations/{org}/policy', { params: { org } })).body;
  expect(effective.session_idle_timeout_min).toBe(15);
  expect(await drift()).toMatchObject({ project: [], organizations: [] });
  const off = await grant(PROJECT, { body: { settings: { preset: 'none' } } });
  expect([off.status, off.body.code]).toEqual([403, 'forbidden']);
});

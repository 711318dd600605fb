/** Breaking the glass: who may, what is written before anything is granted, and that one proof serves once. */
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import {
  ASKED,
  type Emergency,
  enrolEmergency,
  enrolOperator,
  giveRoles,
  open,
  openByCode,
  openByPasskey,
} from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { anonymously, type Clinic, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';

const topic = vi.hoisted(() => ({
  told: [] as { subject: string; details: Record<string, unknown> }[],
  onTell: async () => {},
}));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (subject: string, details: Record<string, unknown>) => {
    await topic.onTell();
    topic.told.push({ subject, details });
  },
}));

let clinic: Clinic;
let operator: Emergency;
beforeAll(async () => {
  clinic = await makeClinic();
  operator = await enrolEmergency(clinic);
});
beforeEach(() => {
  topic.told = [];
  topic.onTell = async () => {};
});

const typesOf = async (at: Clinic) =>
  (await eventsOf(at.projectId)).map(({ type }) => type).filter((type) => type.startsWith('break_glass'));
const refusals = async (at: Clinic) =>
  (await eventsOf(at.projectId)).filter(({ type }) => type === 'break_glass.refused');

test.each([
  ['a passkey', 'passkey', openByPasskey],
  ['an e-mail address and a recovery code', 'recovery', openByCode],
] as const)('%s breaks the glass', async (_, method, way) => {
  const { status, body } = await way(operator);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    token: expect.stringMatching(/^bgt_[0-9A-Z]{26}_[A-Za-z0-9_-]{43}$/),
    scope: { permissions: ['organizations:read', 'policies:read', 'policies:write'], organization_id: null },
    alarm: 'delivered',
    drill: false,
  });
  const minutes = (Date.parse(body.expires_at) - Date.now()) / 60_000;
  expect(Math.round(minutes)).toBe(30);
  const seen = await request('GET /v1/admin/break-glass/{id}', {
    headers: bearer(body.token),
    params: { id: body.id },
  });
  expect(seen.body).toMatchObject({
    id: body.id,
    operator_id: operator.userId,
    method,
    status: 'open',
    review: { state: 'not_due' },
  });
  expect(JSON.stringify(seen.body)).not.toContain(body.token);
  const stored = await rowsOf('identity', `BREAK_GLASS#${body.id}`);
  expect(JSON.stringify(stored), 'only the hash of the token is stored').not.toContain(body.token.slice(31));
});

test('the alarm is an event and has reached the topic before anything is granted', async () => {
  const own = await makeClinic();
  const who = await enrolEmergency(own);
  let before: string[] = [];
  let grants = 0;
  topic.onTell = async () => {
    before = await typesOf(own);
    const { body } = await request('GET /v1/admin/break-glass', { key: own.secret });
    grants = body.data.length;
  };
  const { body } = await openByPasskey(who);
  expect(before).toEqual(['break_glass.alarmed']);
  expect(grants).toBe(0);
  expect(await typesOf(own)).toEqual(['break_glass.alarmed', 'break_glass.opened']);
  expect(topic.told).toMatchObject([
    {
      subject: expect.stringContaining('Emergency access is opened'),
      details: { grant: body.id, operator: who.userId, incident_id: 'INC-2041' },
    },
  ]);
  expect(JSON.stringify(topic.told), 'mail goes outside: no reason, no address').not.toMatch(/ward|@/);
});

test('the reason is sealed; the log names the operator, the grant and the incident', async () => {
  const own = await makeClinic();
  const who = await enrolEmergency(own);
  const { body } = await openByPasskey(who, { reason: 'Mr Miller of room 12 needs his chart' });
  const events = (await eventsOf(own.projectId)).filter(({ type }) => type.startsWith('break_glass'));
  for (const event of events)
    expect(event).toMatchObject({
      actor: { type: 'operator', id: who.userId },
      target: { type: 'break_glass', id: body.id },
      grant: { type: 'break_glass', id: body.id },
      detail: { incident_id: 'INC-2041' },
      subjects: [who.userId],
    });
  expect(JSON.stringify(events)).not.toContain('Miller');
  const read = await request('GET /v1/events', { key: own.secret, query: { events: 'break_glass.opened' } });
  expect(read.body.data[0].data.metadata).toMatchObject({
    grant: { id: body.id },
    subjects: { [who.userId]: { reason: 'Mr Miller of room 12 needs his chart' } },
  });
});

test.each([
  ['an admin', ['admin']],
  ['an owner', ['owner']],
  ['an auditor', ['auditor']],
])('%s who is no emergency operator is refused', async (_, roles) => {
  const own = await makeClinic();
  const who = await enrolOperator(own, roles);
  expect(await openByPasskey(who)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await openByCode(who)).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  expect(await refusals(own)).toMatchObject([
    { reason: 'forbidden', outcome: 'denied', detail: { method: 'passkey' }, target: { id: who.userId } },
    { reason: 'forbidden', outcome: 'denied', detail: { method: 'recovery' } },
  ]);
  expect(topic.told, 'strangers ring no bell').toEqual([]);
});

test('a person without any role, a dismissed operator and a disabled one are refused', async () => {
  const own = await makeClinic();
  const dismissed = await enrolEmergency(own);
  await giveRoles(dismissed, []);
  expect((await openByPasskey(dismissed)).body.code).toBe('forbidden');
  const disabled = await enrolEmergency(own);
  await request('PATCH /v1/users/{id}', {
    key: own.secret,
    params: { id: disabled.userId },
    body: { status: 'disabled' },
  });
  expect(await openByPasskey(disabled)).toMatchObject({ status: 403, body: { code: 'user_disabled' } });
  expect(await openByCode(disabled)).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
});

test('an unknown address, a wrong code and a code of somebody else are told in the same words', async () => {
  const own = await makeClinic();
  const [who, other] = [await enrolEmergency(own), await enrolEmergency(own)];
  const same = (body: Record<string, unknown>) => ({ ...body, request_id: '' });
  const unknown = await openByCode(who, { email: 'nobody@clinic.test' });
  const wrong = await openByCode(who, { recovery_code: '0000-0000-0000-0000' });
  const theirs = await openByCode(who, { recovery_code: other.codes[0] });
  expect([unknown, wrong, theirs].map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(same(wrong.body)).toEqual(same(unknown.body));
  expect(same(theirs.body)).toEqual(same(unknown.body));
  expect(await refusals(own)).toHaveLength(3);
});

test('five wrong codes in a quarter of an hour are the last ones; a passkey goes on working', async () => {
  const own = await makeClinic();
  const who = await enrolEmergency(own);
  for (let tries = 0; tries < 5; tries++)
    expect((await openByCode(who, { recovery_code: 'AAAA-AAAA-AAAA-AAAA' })).status).toBe(401);
  expect(await openByCode(who)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect((await eventsOf(own.projectId)).filter(({ type }) => type === 'abuse.limit_reached')).toMatchObject([
    { detail: { budget: 'break_glass_account', limit: 5 } },
  ]);
  expect((await openByPasskey(who)).status).toBe(201);
});

test('right codes do not use up the tries', async () => {
  const who = await enrolEmergency(await makeClinic());
  for (let opened = 0; opened < 7; opened++) expect((await openByCode(who)).status).toBe(201);
});

test('a recovery code works once', async () => {
  const who = await enrolEmergency(await makeClinic());
  const recovery_code = who.codes[0];
  expect((await openByCode(who, { recovery_code })).status).toBe(201);
  expect((await openByCode(who, { recovery_code })).body.code).toBe('invalid_credentials');
});

test('of 50 who open at once with one code, one wins, and only one code is used up', async () => {
  const own = await makeClinic({ settings: { budgets: { break_glass_account: 1_000 } } });
  const who = await enrolEmergency(own);
  const recovery_code = who.codes[0];
  const replies = await Promise.all(Array.from({ length: 50 }, () => openByCode(who, { recovery_code })));
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  const others = new Set(replies.filter(({ status }) => status !== 201).map(({ body }) => body.code));
  for (const code of others) expect(['conflict', 'invalid_credentials', 'unavailable']).toContain(code);
  const types = await typesOf(own);
  expect(types.filter((type) => type === 'break_glass.opened')).toHaveLength(1);
  const [codes] = (await rowsOf('identity', `USER#${who.userId}`)).filter(({ sk }) => sk === 'RECOVERY_CODES');
  expect(codes?.codes).toHaveLength(9);
});

test('a challenge leads to one grant, also for twenty at once', async () => {
  const own = await makeClinic();
  const who = await enrolEmergency(own);
  const begun = await request('POST /v1/admin/break-glass/options', { headers: anonymously(own), body: {} });
  const { request_id, options } = begun.body;
  const credential = who.passkey.get(options);
  const replies = await Promise.all(Array.from({ length: 20 }, () => open(own, { ...ASKED, request_id, credential })));
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  const others = new Set(replies.filter(({ status }) => status !== 201).map(({ body }) => body.code));
  expect(others).toEqual(new Set(['challenge_expired']));
});

test('a challenge of another ceremony or project breaks no glass, and this one signs nobody in', async () => {
  const sign = await request('POST /v1/auth/passkey/login/options', { headers: anonymously(clinic), body: {} });
  const credential = operator.passkey.get(sign.body.options);
  expect((await open(clinic, { ...ASKED, request_id: sign.body.request_id, credential })).body.code).toBe(
    'challenge_expired',
  );
  const begun = await request('POST /v1/admin/break-glass/options', { headers: anonymously(clinic), body: {} });
  const body = { request_id: begun.body.request_id, credential: operator.passkey.get(begun.body.options) };
  const signedIn = await request('POST /v1/auth/passkey/login/verify', { headers: anonymously(clinic), body });
  expect(signedIn.body.code).toBe('challenge_expired');
  expect((await open(await makeClinic(), { ...ASKED, ...body })).body.code).toBe('challenge_expired');
});

test('a suspect passkey breaks no glass, and a copied one becomes suspect by trying', async () => {
  const own = await makeClinic();
  const who = await enrolEmergency(own, { synced: false });
  expect((await openByPasskey(who)).status).toBe(201);
  expect((await openByPasskey(who, {}, { counter: 1 })).body.code).toBe('passkey_verification_failed');
  expect((await openByPasskey(who)).body.code).toBe('passkey_verification_failed');
  const types = (await eventsOf(own.projectId)).map(({ type }) => type);
  expect(types.filter((type) => type === 'passkey.suspected')).toHaveLength(1);
  expect((await openByCode(who)).status).toBe(201);
});

test.each([
  ['more than an hour', { minutes: 61 }],
  ['no time at all', { minutes: 0 }],
  ['a reason of nine letters', { reason: 'emergency' }],
  ['an incident that is a sentence', { incident_id: 'Mr Miller fell' }],
  ['no permission', { scope: { permissions: [] } }],
  ['a permission that would outlive the grant', { scope: { permissions: ['api_keys:write'] } }],
  ['the power to break the glass', { scope: { permissions: ['break_glass:write'] } }],
  ['a member that nobody knows', { scope: { permissions: ['users:read'], forever: true } }],
  ['a code beside the passkey', { email: 'a@clinic.test', recovery_code: 'x' }],
])('%s is not asked for', async (_, asked) => {
  expect(await openByPasskey(operator, asked)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});

test('an organization of another project is not there', async () => {
  const foreign = await makeOrganization(await makeClinic());
  const scope = { permissions: ['policies:read'], organization_id: foreign };
  expect(await openByPasskey(operator, { scope })).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

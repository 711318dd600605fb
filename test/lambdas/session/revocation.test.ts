/**
 * T19: how soon somebody is out. Each way to end a session is followed by every way to present it, at the same moment of
 * the clock: where the session is looked at, none goes through. A token that is only checked by its signature lives on
 * until it ends by itself; how long that is at most is measured here too (ADR 0019).
 */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { claimsOf } from '../../dynamodb/challenges.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { type Clinic, type Member, makeClinic, makeMember, signIn } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const asServer = (name: Parameters<typeof request>[0], params: Record<string, string>, body?: object) =>
  request(name, { key: clinic.secret, params, ...(body && { body }) });
const asPerson = (name: Parameters<typeof request>[0], token: string, more: object = {}) =>
  request(name, { headers: bearer(token), ...more });

const leave = ({ org, envelope }: Member) =>
  asServer('DELETE /v1/organizations/{org}/memberships/{id}', { org, id: envelope.memberships[0].id });

/** Every way to end a session of somebody. @param other another session of theirs. */
const WAYS: Record<string, (member: Member, other: { access_token: string }) => Promise<{ status: number }>> = {
  'sign-out': ({ envelope }) => asPerson('POST /v1/auth/sign-out', envelope.access_token, { body: {} }),
  'sign-out from elsewhere': ({ envelope }, other) =>
    asPerson('POST /v1/sessions/revoke', other.access_token, { body: { session_id: envelope.session_id } }),
  'end of one session by its owner': ({ envelope }, other) =>
    asPerson('DELETE /v1/me/sessions/{id}', other.access_token, { params: { id: envelope.session_id } }),
  'end of all other sessions': (_, other) => asPerson('DELETE /v1/me/sessions', other.access_token),
  'end of all sessions by the customer': ({ person }) =>
    asServer('DELETE /v1/users/{id}/sessions', { id: person.userId }),
  'user disabled': ({ person }) => asServer('PATCH /v1/users/{id}', { id: person.userId }, { status: 'disabled' }),
  'user disabled and enabled again': async ({ person }) => {
    await asServer('PATCH /v1/users/{id}', { id: person.userId }, { status: 'disabled' });
    return asServer('PATCH /v1/users/{id}', { id: person.userId }, { status: 'active' });
  },
  'membership removed': leave,
  'organization deleted': async (member) => {
    await leave(member);
    return asServer('DELETE /v1/organizations/{id}', { id: member.org });
  },
  'user deleted': async (member) => {
    await leave(member);
    return asServer('DELETE /v1/users/{id}', { id: member.person.userId });
  },
  'policy tightened': ({ org }) =>
    asServer('PUT /v1/organizations/{org}/policy', { org }, { disabled_methods: ['passkey'] }),
  'refresh token sent twice': async ({ envelope }) => {
    const { refresh_token } = envelope;
    await request('POST /v1/auth/refresh', { body: { refresh_token } });
    at(1);
    const stolen = await request('POST /v1/auth/refresh', { body: { refresh_token } });
    return { status: stolen.status === 401 ? 200 : 500 };
  },
};

/** Every way to present it. */
const USES: Record<string, (member: Member) => Promise<{ status: number; body: { active?: boolean } }>> = {
  'own request': ({ envelope }) => asPerson('GET /v1/me', envelope.access_token),
  'own check': ({ envelope }) =>
    asPerson('POST /v1/sessions/verify', envelope.access_token, { body: { activity: true } }),
  check: ({ envelope }) =>
    asServer('POST /v1/sessions/verify', {}, { access_token: envelope.access_token, activity: true }),
  refresh: ({ envelope }) =>
    request('POST /v1/auth/refresh', { body: { refresh_token: envelope.refresh_token, activity: true } }),
  'choice of organization': ({ org, envelope }) =>
    asPerson('POST /v1/sessions/select-org', envelope.access_token, { body: { organization_id: org } }),
};

test('T19: whatever ends a session, it is over at the next look at it', { timeout: 300_000 }, async () => {
  let checks = 0;
  let longest = 0;
  const through: string[] = [];
  for (const [way, end] of Object.entries(WAYS)) {
    for (const [name, use] of Object.entries(USES)) {
      at(0);
      const member = await makeMember(clinic);
      const { body: other } = await signIn(member.person);
      const ended = await end(member, other);
      expect([way, ended.status < 300]).toEqual([way, true]);
      const { status, body } = await use(member);
      checks++;
      if (status < 400 && body?.active !== false) through.push(`${name} after ${way}`);
      longest = Math.max(longest, claimsOf(member.envelope).exp * 1_000 - Date.now());
    }
  }
  console.log(
    `T19: ${checks} next checks after ${Object.keys(WAYS).length} ways to end a session: ${through.length} let through, ` +
      `0 ms later on the clock; by its signature alone a token lives on for ${longest / 1_000} s at most`,
  );
  expect(through).toEqual([]);
  expect(longest, 'api.md: min(5 min, a third of the idle limit)').toBeLessThanOrEqual(300_000);
});

test('T19: with an idle limit of three minutes that is a minute too', async () => {
  const { envelope } = await makeMember(clinic, { session_idle_timeout_min: 3 });
  expect(claimsOf(envelope).exp * 1_000 - Date.now()).toBe(60_000);
});

test('T19: a key that was revoked opens nothing from then on', async () => {
  const made = await asServer('POST /v1/api-keys', {}, { name: 'second' });
  const use = () => request('GET /v1/users', { key: made.body.secret });
  expect((await use()).status).toBe(200);
  expect((await asServer('DELETE /v1/api-keys/{id}', { id: made.body.id })).status).toBe(204);
  const after = await Promise.all(Array.from({ length: 20 }, use));
  expect(after.map(({ status }) => status)).toEqual(Array(20).fill(401));
});

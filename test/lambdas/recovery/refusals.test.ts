/** What ends or refuses a recovery: wrong and old secrets, a person who stops it, an operator who denies it, a policy. */
import { beforeEach, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { type Emergency, enrolOperator } from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { deliverAll, messageRows } from '../../dynamodb/outbox.ts';
import {
  anonymously,
  type Clinic,
  enrol,
  join,
  makeClinic,
  makeOrganization,
  setPolicy,
  signIn,
} from '../../dynamodb/people.ts';
import { approve, approveBy, ask, askAndProve, begin, finish, prove, secretsIn } from '../../dynamodb/recovery.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

const at = handClock();
let clinic: Clinic;
let admin: Emergency;
beforeEach(async () => {
  clinic = await makeClinic({ settings: { recovery_delay_min: 0 } });
  admin = await enrolOperator(clinic, ['admin']);
});

const read = async (id: string) =>
  (await request('GET /v1/recovery/requests/{id}', { key: clinic.secret, params: { id } })).body;
const cancel = (id: string, headers: Record<string, string>, token?: string) =>
  request('POST /v1/recovery/requests/{id}/cancel', { headers, params: { id }, body: { token } });
const deny = (bearerToken: string, id: string) =>
  request('POST /v1/recovery/requests/{id}/deny', { headers: bearer(bearerToken), params: { id } });
const patchUser = (id: string, body: object) =>
  request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id }, body });
const refusals = async () =>
  (await eventsOf(clinic.projectId))
    .filter(({ type }) => type === 'recovery.refused')
    .map(({ detail, reason }) => [detail?.step, reason]);

test('a known and an unknown address: the same answer, the same writes', async () => {
  const { email } = await enrol(clinic);
  const sizes = async (address: string) => {
    const before = { events: (await eventsOf(clinic.projectId)).length, messages: (await messageRows()).length };
    const { status, body, headers } = await ask(clinic, { email: address });
    const proof = await rowsOf('ephemeral', `RECOVERY_PROOF#${body.id}`);
    return {
      status,
      names: Object.keys(headers).sort(),
      body: { ...body, id: String(body.id).length, expires_at: String(body.expires_at).length },
      events: (await eventsOf(clinic.projectId)).length - before.events,
      messages: (await messageRows()).length - before.messages,
      proof: proof.map((row) =>
        Object.entries(row)
          .map(([name, value]) => [name, String(value).length])
          .sort(),
      ),
      sealed: (await messageRows()).map((row) => (row.sealed as Uint8Array).length).at(-1),
    };
  };
  const known = await sizes(email);
  const unknown = await sizes('nobody@clinic.test');
  expect(known.status).toBe(202);
  expect(unknown).toEqual(known);
  expect((await deliverAll()).map(({ to }) => to)).toEqual([email]);
});

test('nothing is mailed to who is disabled, or to an address that only its holder claimed', async () => {
  clinic = await makeClinic({ sign_up: 'open' });
  const disabled = await enrol(clinic);
  await patchUser(disabled.userId, { status: 'disabled' });
  const begun = await request('POST /v1/auth/passkey/register/options', {
    headers: anonymously(clinic),
    body: { email: 'claimed@clinic.test' },
  });
  const credential = makeAuthenticator().create(begun.body.options);
  const claimed = await request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: begun.body.request_id, credential },
  });
  expect(claimed.status).toBe(200);
  for (const email of [disabled.email, 'claimed@clinic.test']) expect((await ask(clinic, { email })).status).toBe(202);
  expect(await deliverAll()).toEqual([]);
});

test('three a day for one address; over it the answer is the same and nothing is mailed', async () => {
  const { email } = await enrol(clinic);
  for (let asked = 0; asked < 3; asked++) expect((await ask(clinic, { email })).status).toBe(202);
  expect(await deliverAll()).toHaveLength(3);
  const over = await ask(clinic, { email });
  expect([over.status, Object.keys(over.body)]).toEqual([202, ['id', 'expires_at']]);
  expect(await deliverAll()).toEqual([]);
  expect((await prove(clinic, over.body.id, `rcp_${'A'.repeat(43)}`)).body.code).toBe('token_consumed');
  expect((await eventsOf(clinic.projectId)).filter(({ type }) => type === 'abuse.limit_reached')).toMatchObject([
    { detail: { budget: 'recovery_account' } },
  ]);
});

test('the proof: right secret, right recovery, right project, once, within the hour', async () => {
  const person = await enrol(clinic);
  const one = await ask(clinic, { email: person.email });
  const { prove: token } = secretsIn(await deliverAll());
  const two = await ask(clinic, { email: person.email });
  const { prove: other } = secretsIn(await deliverAll());
  expect((await prove(clinic, one.body.id, other)).body.code).toBe('token_consumed');
  expect((await prove(clinic, one.body.id, `rcp_${'A'.repeat(43)}`)).body.code).toBe('token_consumed');
  expect((await prove(await makeClinic(), one.body.id, token)).body.code).toBe('token_consumed');
  at(60, -1);
  const both = await Promise.all([prove(clinic, one.body.id, token), prove(clinic, one.body.id, token)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
  at(60);
  expect((await prove(clinic, two.body.id, other)).body.code).toBe('token_consumed');
});

test('before its mailbox is proven no operator sees a recovery', async () => {
  const { body } = await ask(clinic, { email: (await enrol(clinic)).email });
  expect((await request('GET /v1/recovery/requests', { key: clinic.secret })).body.data).toEqual([]);
  expect((await approve(admin, body.id)).status).toBe(404);
  // So that the next test finds no mail but its own.
  await deliverAll();
});

test('an approved recovery is stopped from any session of its person, and finishes no more', async () => {
  const person = await enrol(clinic);
  const session = bearer((await signIn(person)).body.access_token);
  const { id } = await askAndProve(person);
  const token = await approveBy([admin], id);
  expect((await request('GET /v1/me/recovery', { headers: session })).body).toMatchObject({ id, status: 'approved' });
  const stranger = bearer((await signIn(await enrol(clinic))).body.access_token);
  expect((await cancel(id, stranger)).status).toBe(404);
  expect((await request('GET /v1/me/recovery', { headers: stranger })).status).toBe(404);
  expect((await cancel(id, session)).body).toMatchObject({ status: 'cancelled' });
  expect((await cancel(id, session)).body.code).toBe('already_decided');
  expect((await finish(clinic, id, token)).body.code).toBe('token_consumed');
  expect((await approve(admin, id)).body.code).toBe('already_decided');
  expect((await request('GET /v1/me', { headers: session })).status, 'nothing else has ended').toBe(200);
});

test('or with what the notice brought, and with nothing else', async () => {
  const [person, other] = [await enrol(clinic), await enrol(clinic)];
  const { id, notices } = await askAndProve(person);
  const theirs = await askAndProve(other);
  const { stop } = secretsIn(notices);
  for (const token of [undefined, '', 'x', secretsIn(theirs.notices).stop, `rcs_${'A'.repeat(43)}`])
    expect((await cancel(id, anonymously(clinic), token)).body.code).toBe('token_consumed');
  expect((await cancel(id, anonymously(await makeClinic()), stop)).status).toBe(404);
  expect((await cancel(id, anonymously(clinic), stop)).body.status).toBe('cancelled');
  const [event] = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'recovery.cancelled');
  expect(event).toMatchObject({ detail: { user_id: person.userId, by: 'link' } });
});

test('stopping and finishing at once: one of the two happens', async () => {
  const person = await enrol(clinic);
  const session = bearer((await signIn(person)).body.access_token);
  const { id } = await askAndProve(person);
  const token = await approveBy([admin], id);
  const [stopped, finished] = await Promise.all([cancel(id, session), finish(clinic, id, token)]);
  const { status } = await read(id);
  expect(status).toBe(finished.status === 200 ? 'completed' : 'cancelled');
  expect(stopped.status === 200 && finished.status === 200).toBe(false);
});

test('an operator or the customer’s server denies it; an auditor does not', async () => {
  const [one, two] = [await askAndProve(await enrol(clinic)), await askAndProve(await enrol(clinic))];
  expect((await deny((await enrolOperator(clinic, ['auditor'])).token, one.id)).status).toBe(403);
  expect((await deny(admin.token, one.id)).body).toMatchObject({ status: 'denied' });
  expect((await deny(clinic.secret, two.id)).body).toMatchObject({ status: 'denied' });
  expect((await approve(admin, one.id)).body.code).toBe('already_decided');
  expect((await deny(clinic.secret, one.id)).body.code).toBe('already_decided');
});

test('what was mailed to finish is good for this recovery, this project and this purpose alone', async () => {
  const [one, two] = [await askAndProve(await enrol(clinic)), await askAndProve(await enrol(clinic))];
  const token = await approveBy([admin], one.id);
  const other = await approveBy([admin], two.id);
  const { stop } = secretsIn(one.notices);
  for (const wrong of ['', 'x', other, stop, `${token}x`, token.replace('rcf', 'rcp')])
    expect((await begin(clinic, one.id, wrong)).body.code).toBe('token_consumed');
  expect((await begin(await makeClinic(), one.id, token)).body.code).toBe('token_consumed');
  const begun = (await begin(clinic, one.id, token)).body;
  const credential = makeAuthenticator().create(begun.options);
  const verify = (id: string, body: object) =>
    request('POST /v1/recovery/requests/{id}/complete/verify', {
      headers: anonymously(clinic),
      params: { id },
      body: { request_id: begun.request_id, credential, ...body },
    });
  expect((await verify(two.id, { token: other })).body.code, 'another one’s challenge').toBe('challenge_expired');
  expect((await verify(one.id, { token: other })).body.code).toBe('token_consumed');
  expect((await verify(one.id, { token, request_id: 'AAAA' })).body.code).toBe('challenge_expired');
  expect((await verify(one.id, { token })).status).toBe(200);
  expect((await refusals()).map(([step]) => step)).toEqual(Array(9).fill('finish'));
});

test('another address, a disabled person and a deleted one make it void', async () => {
  const people = [await enrol(clinic), await enrol(clinic), await enrol(clinic)] as const;
  const open = [];
  for (const person of people) {
    const { id } = await askAndProve(person);
    open.push({ id, token: await approveBy([admin], id) });
  }
  const [moved, disabled, deleted] = people;
  await patchUser(moved.userId, { email: 'other@clinic.test' });
  await patchUser(disabled.userId, { status: 'disabled' });
  await request('DELETE /v1/users/{id}', { key: clinic.secret, params: { id: deleted.userId } });
  for (const { id, token } of open) expect((await finish(clinic, id, token)).body.code).toBe('token_consumed');
});

test('a policy that became stricter asks for another person, and the delay begins again', async () => {
  clinic = await makeClinic({ settings: { recovery_delay_min: 30 } });
  admin = await enrolOperator(clinic, ['admin']);
  const person = await enrol(clinic);
  const org = await makeOrganization(clinic);
  await join(person, org);
  const { id } = await askAndProve(person);
  const token = await approveBy([admin], id);
  await setPolicy(clinic, org, { require_passkey: true });
  at(30);
  expect((await begin(clinic, id, token)).body.code).toBe('second_person_required');
  const same = (await signIn(admin)).body.access_token;
  expect((await approve({ token: same }, id)).body.code).toBe('second_person_required');
  const again = await approveBy([await enrolOperator(clinic, ['admin'])], id);
  expect((await begin(clinic, id, token)).body.code, 'what was mailed first').toBe('token_consumed');
  expect((await begin(clinic, id, again)).body.code).toBe('not_due_yet');
  at(60);
  expect((await finish(clinic, id, again)).status).toBe(200);
});

const MODEL = 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4';

test.each([
  ['a model that the policy does not list', { allowed_aaguids: [MODEL] }, {}, 'policy_violation_authenticator'],
  ['another network', { ip_allowlist: ['192.0.2.0/24'] }, {}, 'policy_violation_network'],
  ['a country that cannot be known', { geo_allow: ['US'] }, {}, 'policy_violation_location'],
  ['single sign-on', { require_sso: true }, {}, 'policy_violation_sso_required'],
  ['passkeys that are off', { disabled_methods: ['passkey'] }, {}, 'policy_violation_method_disabled'],
])('the gate refuses as it always does: %s. Nothing is lost by that', async (_, policy, from, code) => {
  const person = await enrol(clinic);
  const org = await makeOrganization(clinic);
  await join(person, org);
  const session = bearer((await signIn(person)).body.access_token);
  const { id } = await askAndProve(person);
  const token = await approveBy([admin], id);
  await setPolicy(clinic, org, policy);
  expect(await finish(clinic, id, token, from)).toMatchObject({ body: { code } });
  const passkeys = (await rowsOf('identity', `USER#${person.userId}`)).filter(({ sk }) =>
    String(sk).startsWith('PASSKEY#'),
  );
  expect(passkeys).toMatchObject([{ status: 'active' }]);
  await request('DELETE /v1/organizations/{org}/memberships/{id}', {
    key: clinic.secret,
    params: { org, id: await membership(person.userId) },
  });
  expect((await read(id)).status).toBe('approved');
  expect((await finish(clinic, id, token)).status, 'the link is still good').toBe(200);
  expect((await request('GET /v1/me', { headers: session })).status).toBe(401);
});

const membership = async (userId: string): Promise<string> =>
  (await request('GET /v1/users/{id}/memberships', { key: clinic.secret, params: { id: userId } })).body[0].id;

test('recoveries of another project are not there', async () => {
  const { id } = await askAndProve(await enrol(clinic));
  const { secret } = await makeClinic();
  expect((await request('GET /v1/recovery/requests/{id}', { key: secret, params: { id } })).status).toBe(404);
  expect((await deny(secret, id)).status).toBe(404);
});

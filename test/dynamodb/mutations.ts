/**
 * One request for each route that writes to the log, which succeeds: what it needs is made first. Whoever wants to see
 * every change once walks this table. Import `world.ts` first.
 */
import type { Context } from 'aws-lambda';
import { makeAuthenticator } from '../passkey-authenticator.ts';
import { client, type RouteName, request } from './api.ts';
import { begin as beginStepUp, challengeOf, makeCareful } from './challenges.ts';
import { aRequest, getCode, makePkce, makeVisitor, REDIRECT, registerRedirect } from './code-flow.ts';
import { beginFlow, makeReader } from './codes.ts';
import { ASKED, enrolEmergency, enrolOperator, openByPasskey } from './emergency.ts';
import { addTotp, appOf, beginTotp, PASSWORD, verifyEmail, withPassword } from './factors.ts';
import { heldMutations } from './held-mutations.ts';
import { makeOperator } from './operators.ts';
import { codeIn, deliverAll, linkIn } from './outbox.ts';
import {
  anonymously,
  type Clinic,
  type Envelope,
  enrol,
  join,
  makeClinic,
  makeMember,
  makeOrganization,
  type Person,
  signIn,
} from './people.ts';
import { approveBy, ask, askAndProve, begin as beginCompletion, secretsIn } from './recovery.ts';
import { bearer, type Request } from './world.ts';

type Asked = Request & { key?: string };
const NEW_PASSWORD = 'seven grey herons stand';
const PAGE = 'http://localhost:4100/signed-in';
const PHONE = '+12065550123';

const OPEN = {
  sign_up: 'open',
  settings: { passwords: 'on', recovery_delay_min: 60, budgets: { send_spacing: 1_000, send_destination: 1_000 } },
};
const aClinic = (more: object = {}): Promise<Clinic> => makeClinic({ ...OPEN, ...more });

/** By the customer's server. `made` is the id of what `route` with `body` makes first. */
const byKey = async (body: object | undefined = undefined, params: Record<string, string> = {}, of?: Clinic) => ({
  key: (of ?? (await aClinic())).secret,
  params,
  ...(body && { body }),
});
async function onMade(route: RouteName, made: object, body?: object): Promise<Asked> {
  const clinic = await aClinic();
  const { id, client_id } = (await client(clinic.secret)(route, { body: made })).body;
  return byKey(body, { id: id ?? client_id }, clinic);
}
const asPerson = (envelope: Envelope, rest: Request = {}): Asked => ({
  headers: bearer(envelope.access_token),
  ...rest,
});
const asNobody = (clinic: Clinic, body: object): Asked => ({ headers: anonymously(clinic), body });

const someone = async (): Promise<Person> => enrol(await aClinic());
async function onPerson(body?: object): Promise<Asked> {
  const { clinic, userId } = await someone();
  return byKey(body, { id: userId }, clinic);
}
async function onMembership(body?: object): Promise<Asked> {
  const clinic = await aClinic();
  const [org, person] = [await makeOrganization(clinic), await enrol(clinic)];
  const { id } = (await join({ clinic, userId: person.userId }, org)).body;
  return byKey(body, { org, id }, clinic);
}
const onOrganization = async (body?: object): Promise<Asked> => {
  const clinic = await aClinic();
  return byKey(body, { id: await makeOrganization(clinic) }, clinic);
};
const onPolicy = async (): Promise<Asked> => {
  const clinic = await aClinic();
  return byKey({ require_mfa: true }, { org: await makeOrganization(clinic) }, clinic);
};

async function onOperator(body: object | undefined): Promise<Asked> {
  const clinic = await aClinic();
  const [owner, other] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'admin')];
  await makeOperator(clinic, 'owner');
  return { key: owner.token, params: { id: other.userId }, ...(body && { body }) };
}
/** A policy that one operator asks to loosen, and the request of the second. */
async function onApproval(): Promise<Asked> {
  const clinic = await makeClinic({ environment: 'live' });
  const [owner, admin] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'admin')];
  const org = await makeOrganization(clinic, { require_mfa: true });
  const asked = await admin.call('PUT /v1/organizations/{org}/policy', {
    params: { org },
    body: { require_mfa: false },
  });
  return { key: owner.token, params: { id: asked.body.approval_id }, body: {} };
}

async function impersonating() {
  const clinic = await aClinic();
  const [admin, person] = [await makeOperator(clinic, 'admin'), await enrol(clinic)];
  const body = { user_id: person.userId, reason: 'They cannot see their appointments', ticket: 'HELP-1' };
  return { admin, body, begin: async () => (await admin.call('POST /v1/impersonations', { body })).body };
}
async function onImpersonation(body?: object): Promise<Asked> {
  const { admin, begin } = await impersonating();
  return { key: admin.token, params: { id: (await begin()).id }, ...(body && { body }) };
}

async function passkeySignIn(): Promise<Asked> {
  const { clinic, passkey } = await someone();
  const begun = await request('POST /v1/auth/passkey/login/options', { headers: anonymously(clinic), body: {} });
  return asNobody(clinic, { request_id: begun.body.request_id, credential: passkey.get(begun.body.options) });
}
async function passkeyRegistration(): Promise<Asked> {
  const clinic = await aClinic();
  const named = { key: clinic.secret, body: { email: 'new@clinic.test' } };
  const begun = await request('POST /v1/auth/passkey/register/options', named);
  const credential = makeAuthenticator().create(begun.body.options);
  return asNobody(clinic, { request_id: begun.body.request_id, credential });
}

async function secured(): Promise<Person> {
  const person = await withPassword(await aClinic());
  await verifyEmail(person);
  return person;
}
/** A link that is older than the password opens nothing. */
async function resetting(wait: (minutes: number) => void): Promise<Asked> {
  const { clinic, email } = await secured();
  wait(1);
  await request('POST /v1/auth/password/reset', { headers: anonymously(clinic), body: { email } });
  const token = /pwr_[\w-]{43}/.exec((await deliverAll()).map(({ text }) => text).join())?.[0];
  return asNobody(clinic, { token, new_password: NEW_PASSWORD });
}
async function confirmingApp(): Promise<Asked> {
  const { envelope } = await someone();
  const { secret } = (await beginTotp(envelope)).body;
  return asPerson(envelope, { body: { code: appOf(secret)() } });
}
async function linked(): Promise<{ clinic: Clinic; body: { destination: string; redirect_uri: string } }> {
  const clinic = await aClinic();
  await registerRedirect(clinic, PAGE);
  return { clinic, body: { destination: (await makeReader(clinic)).email, redirect_uri: PAGE } };
}
async function openingLink(): Promise<Asked> {
  const { clinic, body } = await linked();
  await deliverAll();
  await request('POST /v1/auth/magic-link/send', { headers: anonymously(clinic), body });
  const token = new URL(linkIn(await deliverAll())).searchParams.get('token') ?? '';
  return { headers: anonymously(clinic), query: { token } };
}
async function proving(begun: 'POST /v1/me/phone' | 'POST /v1/me/email/verify', body?: object) {
  const person = await someone();
  await deliverAll();
  const flow = await request(begun, asPerson(person.envelope, { ...(body && { body }) }));
  return {
    person,
    asked: asPerson(person.envelope, { body: { flow_id: flow.body.flow_id, code: codeIn(await deliverAll()) } }),
  };
}
async function withPhone(): Promise<Asked> {
  const { asked } = await proving('POST /v1/me/phone', { phone: PHONE });
  return asPerson((await request('POST /v1/me/phone/confirm', asked)).body);
}

async function visiting() {
  const clinic = await aClinic();
  await registerRedirect(clinic);
  return { clinic, visitor: await makeVisitor(clinic), ...makePkce() };
}
async function authorizing(): Promise<Asked> {
  const { clinic, visitor, challenge } = await visiting();
  return { query: aRequest(clinic, challenge) as Record<string, string>, cookies: [visitor.cookie] };
}
async function redeeming(): Promise<Asked> {
  const { clinic, visitor, challenge, verifier } = await visiting();
  const form = { grant_type: 'authorization_code', code: await getCode(visitor, challenge), code_verifier: verifier };
  const client = { client_id: clinic.projectId, redirect_uri: REDIRECT };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { headers, body: new URLSearchParams({ ...form, ...client }).toString() };
}
async function leaving(): Promise<Asked> {
  const { clinic, visitor } = await visiting();
  return { query: { client_id: clinic.projectId }, cookies: [visitor.cookie] };
}

async function steppingUp(): Promise<Asked> {
  const careful = await makeCareful(await aClinic());
  const challenge_id = await challengeOf(careful);
  const { body } = await beginStepUp(careful.clinic, challenge_id, 'passkey');
  const credential = careful.person.passkey.get(body.options);
  return asNobody(careful.clinic, { challenge_id, method: 'passkey', credential });
}
async function beginningStepUp(): Promise<Asked> {
  const careful = await makeCareful(await aClinic());
  return asNobody(careful.clinic, { challenge_id: await challengeOf(careful), method: 'passkey' });
}
async function choosing(): Promise<Asked> {
  const clinic = await aClinic();
  const { person, envelope } = await makeMember(clinic);
  const organization_id = await makeOrganization(clinic);
  await join(person, organization_id);
  return asPerson(envelope, { body: { organization_id } });
}

/** A recovery that waits for an operator, and the operator. */
async function recovering() {
  const person = await someone();
  const admin = await enrolOperator(person.clinic, ['admin']);
  return { person, admin, id: (await askAndProve(person)).id };
}
/** An hour later, when it is due. */
async function completing(wait: (minutes: number) => void) {
  const { person, admin, id } = await recovering();
  const token = await approveBy([admin], id);
  wait(61);
  return { clinic: person.clinic, id, token };
}

async function brokenGlass() {
  const clinic = await aClinic();
  const operator = await enrolEmergency(clinic);
  return { clinic, operator };
}
async function opened() {
  const { clinic, operator } = await brokenGlass();
  return { clinic, grant: (await openByPasskey(operator)).body };
}

const HOOK = { name: 'SIEM', destination: { type: 'https', url: 'https://siem.example.com/in' } };
/** A stream that sends where nobody is. */
const onStream = (body?: object): Promise<Asked> => onMade('POST /v1/audit-streams', HOOK, body);

/** A file of events, and a link to it. */
async function exported(): Promise<{ clinic: Clinic; id: string; token: string }> {
  const clinic = await aClinic();
  const call = client(clinic.secret);
  const { id } = (await call('POST /v1/events/exports', { body: { format: 'ndjson' } })).body;
  const { handler } = await import('../../lambdas/event-export/run-exports/handler.ts');
  await handler({}, { getRemainingTimeInMillis: () => 60_000 });
  const { url } = (await call('POST /v1/events/exports/{id}/link', { params: { id } })).body;
  return { clinic, id, token: new URL(url).searchParams.get('token') ?? '' };
}

/** An access to somebody's data in the customer's own system. */
async function recording(): Promise<Asked> {
  const { clinic, userId } = await someone();
  const resource = { type: 'Observation', id: 'MRN-4711' };
  const what = { client_id: 'visit-1', occurred_at: '2026-03-01T12:00:00Z', action: 'read', purpose: 'TREAT' };
  return byKey({ events: [{ ...what, actor_id: userId, subject_id: userId, resource }] }, {}, clinic);
}

/** An event that the sweeper has archived and signed. */
async function archived(): Promise<Asked> {
  const clinic = await aClinic();
  const { id } = (await client(clinic.secret)('GET /v1/events')).body.data[0];
  const { handler } = await import('../../lambdas/log/sweep-lanes/handler.ts');
  await handler({}, { getRemainingTimeInMillis: () => 60_000 } as Context);
  return byKey(undefined, { id }, clinic);
}

/** @param wait sets the clock, in minutes after its start. */
export const mutations = (wait: (minutes: number) => void): Partial<Record<RouteName, () => Promise<Asked>>> => ({
  'PATCH /v1/projects/me': () => byKey({ name: 'Another name' }),
  'POST /v1/api-keys': () => byKey({ name: 'Import', scopes: ['users:read'] }),
  'DELETE /v1/api-keys/{id}': () => onMade('POST /v1/api-keys', { name: 'Import', scopes: ['users:read'] }),
  'POST /v1/users': () => byKey({ email: 'new@clinic.test' }),
  'PATCH /v1/users/{id}': () => onPerson({ name: 'Another Name' }),
  'DELETE /v1/users/{id}': () => onPerson(),
  'DELETE /v1/users/{id}/sessions': () => onPerson(),
  'POST /v1/organizations': () => byKey({ name: 'Ward 7', slug: 'ward-7' }),
  'PATCH /v1/organizations/{id}': () => onOrganization({ name: 'Ward 8' }),
  'DELETE /v1/organizations/{id}': () => onOrganization(),
  'POST /v1/organizations/{org}/memberships': async () => {
    const { clinic, userId } = await someone();
    return byKey({ user_id: userId, role: 'nurse' }, { org: await makeOrganization(clinic) }, clinic);
  },
  'PATCH /v1/organizations/{org}/memberships/{id}': () => onMembership({ role: 'nurse' }),
  'DELETE /v1/organizations/{org}/memberships/{id}': () => onMembership(),
  'PUT /v1/organizations/{org}/policy': onPolicy,
  'PUT /v1/session/orgs/{org}/policy': onPolicy,
  'POST /v1/redirect-uris': () => byKey({ uri: REDIRECT, use: 'sign_in' }),
  'DELETE /v1/redirect-uris/{id}': () => onMade('POST /v1/redirect-uris', { uri: REDIRECT, use: 'sign_in' }),
  'POST /v1/allowed-origins': () => byKey({ origin: 'https://app.clinic.test' }),
  'DELETE /v1/allowed-origins/{id}': () => onMade('POST /v1/allowed-origins', { origin: 'https://app.clinic.test' }),
  'POST /v1/m2m-clients': () => byKey({ name: 'Lab', scopes: ['records:read'] }),
  'DELETE /v1/m2m-clients/{id}': () => onMade('POST /v1/m2m-clients', { name: 'Lab', scopes: ['records:read'] }),
  'POST /v1/operators': async () => {
    const clinic = await aClinic();
    const [owner, person] = [await makeOperator(clinic, 'owner'), await enrol(clinic)];
    return { key: owner.token, body: { user_id: person.userId, roles: ['auditor'] } };
  },
  'PATCH /v1/operators/{id}': () => onOperator({ roles: ['auditor'] }),
  'DELETE /v1/operators/{id}': () => onOperator(undefined),
  'POST /v1/approvals/{id}/approve': onApproval,
  'POST /v1/approvals/{id}/deny': onApproval,
  'PUT /v1/risk/policy': () => byKey({ thresholds: { step_up: 30 } }),
  'POST /v1/impersonations': async () => {
    const { admin, body } = await impersonating();
    return { key: admin.token, body };
  },
  'POST /v1/impersonations/{id}/token': () => onImpersonation({}),
  'DELETE /v1/impersonations/{id}': () => onImpersonation(),
  'POST /v1/me/impersonation-consent': async () => asPerson((await someone()).envelope, { body: { minutes: 10 } }),
  'DELETE /v1/me/impersonation-consent': async () => {
    const { envelope } = await someone();
    await request('POST /v1/me/impersonation-consent', asPerson(envelope, { body: { minutes: 10 } }));
    return asPerson(envelope);
  },
  'GET /v1/events': () => byKey(),
  'POST /v1/auth/passkey/register/verify': passkeyRegistration,
  'POST /v1/auth/passkey/login/verify': passkeySignIn,
  'POST /v1/auth/password/login': async () => {
    const { clinic, email } = await secured();
    return asNobody(clinic, { email, password: PASSWORD });
  },
  'POST /v1/auth/password/reset': async () => {
    const { clinic, email } = await secured();
    return asNobody(clinic, { email });
  },
  'POST /v1/auth/password/reset/confirm': () => resetting(wait),
  'POST /v1/auth/password/change': async () =>
    asPerson((await secured()).envelope, { body: { current_password: PASSWORD, new_password: NEW_PASSWORD } }),
  'DELETE /v1/me/password': async () => asPerson((await secured()).envelope),
  'POST /v1/auth/mfa/totp/enroll': async () => asPerson((await someone()).envelope, { body: {} }),
  'POST /v1/auth/mfa/totp/confirm': confirmingApp,
  'DELETE /v1/me/mfa/totp': async () => asPerson((await addTotp((await someone()).envelope)).envelope),
  'POST /v1/me/recovery-codes': async () => asPerson((await someone()).envelope, { body: {} }),
  'POST /v1/auth/magic-link/send': async () => {
    const { clinic, body } = await linked();
    return asNobody(clinic, body);
  },
  'POST /v1/auth/magic-link/callback': openingLink,
  'POST /v1/me/phone': async () => asPerson((await someone()).envelope, { body: { phone: PHONE } }),
  'POST /v1/me/phone/confirm': async () => (await proving('POST /v1/me/phone', { phone: PHONE })).asked,
  'DELETE /v1/me/phone': withPhone,
  'POST /v1/me/email/verify': async () => asPerson((await someone()).envelope),
  'POST /v1/me/email/confirm': async () => (await proving('POST /v1/me/email/verify')).asked,
  'POST /v1/auth/otp/send': async () => {
    const clinic = await aClinic();
    return asNobody(clinic, { destination: (await makeReader(clinic)).email });
  },
  'POST /v1/auth/otp/verify': async () => {
    const clinic = await aClinic();
    const { flow, code } = await beginFlow({ destination: (await makeReader(clinic)).email }, clinic);
    return asNobody(clinic, { flow_id: flow, code });
  },
  'GET /v1/auth/authorize': authorizing,
  'POST /v1/auth/token': redeeming,
  'GET /v1/auth/end-session': leaving,
  'POST /v1/auth/step-up/options': beginningStepUp,
  'POST /v1/auth/step-up/verify': steppingUp,
  'POST /v1/auth/refresh': async () => ({ body: { refresh_token: (await someone()).envelope.refresh_token } }),
  'POST /v1/sessions/refresh': async () => ({ body: { refresh_token: (await someone()).envelope.refresh_token } }),
  'POST /v1/auth/sign-out': async () => asPerson((await someone()).envelope, { body: {} }),
  'POST /v1/sessions/revoke': async () => asPerson((await someone()).envelope, { body: {} }),
  'POST /v1/sessions/verify': async () => {
    const { clinic, envelope } = await someone();
    wait(4);
    return byKey({ access_token: envelope.access_token, activity: true }, {}, clinic);
  },
  'POST /v1/sessions/select-org': choosing,
  'POST /v1/sessions/switch-org': choosing,
  'POST /v1/recovery/requests': async () => {
    const { clinic, email } = await someone();
    return asNobody(clinic, { email });
  },
  'POST /v1/recovery/requests/{id}/prove': async () => {
    const { clinic, email } = await someone();
    const { id } = (await ask(clinic, { email })).body;
    const { prove: token } = secretsIn(await deliverAll());
    return { ...asNobody(clinic, { token }), params: { id } };
  },
  'POST /v1/recovery/requests/{id}/approve': async () => {
    const { admin, id } = await recovering();
    return { key: admin.token, params: { id }, body: {} };
  },
  'POST /v1/recovery/requests/{id}/deny': async () => {
    const { admin, id } = await recovering();
    return { key: admin.token, params: { id } };
  },
  'POST /v1/recovery/requests/{id}/cancel': async () => {
    const { person, id } = await recovering();
    return asPerson(person.envelope, { params: { id }, body: {} });
  },
  'POST /v1/recovery/requests/{id}/complete/options': async () => {
    const { clinic, id, token } = await completing(wait);
    return { ...asNobody(clinic, { token }), params: { id } };
  },
  'POST /v1/recovery/requests/{id}/complete/verify': async () => {
    const { clinic, id, token } = await completing(wait);
    const { request_id, options } = (await beginCompletion(clinic, id, token)).body;
    const credential = makeAuthenticator().create(options);
    return { ...asNobody(clinic, { token, request_id, credential }), params: { id } };
  },
  'POST /v1/admin/break-glass': async () => {
    const { clinic, operator } = await brokenGlass();
    const begun = await request('POST /v1/admin/break-glass/options', { headers: anonymously(clinic), body: {} });
    const { request_id, options } = begun.body;
    return asNobody(clinic, { ...ASKED, request_id, credential: operator.passkey.get(options) });
  },
  'GET /v1/admin/break-glass/{id}': async () => {
    const { clinic, grant } = await opened();
    return byKey(undefined, { id: grant.id }, clinic);
  },
  'POST /v1/admin/break-glass/{id}/close': async () => {
    const { grant } = await opened();
    return { key: grant.token, params: { id: grant.id } };
  },
  'POST /v1/admin/break-glass/{id}/review': async () => {
    const { clinic, grant } = await opened();
    await request('POST /v1/admin/break-glass/{id}/close', { key: grant.token, params: { id: grant.id } });
    const { token } = await enrolOperator(clinic, ['privacy_officer']);
    return { key: token, params: { id: grant.id }, body: { verdict: 'justified', findings: 'As the runbook says.' } };
  },
  ...heldMutations,
  'POST /v1/events': recording,
  'GET /v1/audit-events/{id}/proof': archived,
  'POST /v1/events/exports': () => byKey({ format: 'ndjson' }),
  'POST /v1/events/exports/{id}/link': async () => {
    const { clinic, id } = await exported();
    return byKey(undefined, { id }, clinic);
  },
  'GET /v1/events/exports/{id}/download': async () => {
    const { clinic, id, token } = await exported();
    return { headers: anonymously(clinic), params: { id }, query: { token } };
  },
  'POST /v1/audit-streams': () => byKey(HOOK),
  'PATCH /v1/audit-streams/{id}': () => onStream({ name: 'Another' }),
  'DELETE /v1/audit-streams/{id}': () => onStream(),
  'POST /v1/audit-streams/{id}/pause': () => onStream(),
  'POST /v1/audit-streams/{id}/resume': async () => {
    const asked = await onStream();
    await request('POST /v1/audit-streams/{id}/pause', asked);
    return asked;
  },
  'POST /v1/audit-streams/{id}/replay': () => onStream({ from_index: 0 }),
  'POST /v1/audit-streams/{id}/test': () => onStream(),
  'PATCH /v1/me/passkeys/{id}': () => onPasskey({ name: 'Mine' }),
  'DELETE /v1/me/passkeys/{id}': () => onPasskey(),
  'PATCH /v1/me': async () => asPerson((await someone()).envelope, { body: { name: 'Another Name' } }),
  'DELETE /v1/me/sessions/{id}': async () => {
    const person = await someone();
    const { session_id } = (await signIn(person)).body;
    return asPerson(person.envelope, { params: { id: session_id } });
  },
  'DELETE /v1/me/sessions': async () => {
    const person = await someone();
    await signIn(person);
    return asPerson(person.envelope);
  },
});

/** The first passkey of somebody who has a password too. */
async function onPasskey(body?: object): Promise<Asked> {
  const { envelope } = await secured();
  const [{ id }] = (await request('GET /v1/me/passkeys', asPerson(envelope))).body.data;
  return asPerson(envelope, { params: { id }, ...(body && { body }) });
}

/** What people ask: to sign in, and of what is their own. */

import { makeAuthenticator } from '../../passkey-authenticator.ts';
import { request } from '../api.ts';
import { begin as beginStepUp, challengeOf, makeCareful } from '../challenges.ts';
import { aRequest, getCode, makePkce, makeVisitor, REDIRECT, registerRedirect } from '../code-flow.ts';
import { beginFlow, makeReader } from '../codes.ts';
import { enrolOperator } from '../emergency.ts';
import { addTotp, appOf, beginTotp, PASSWORD } from '../factors.ts';
import { codeIn, deliverAll, linkIn } from '../outbox.ts';
import { anonymously, type Clinic, join, makeMember, makeOrganization, signIn } from '../people.ts';
import { approveBy, ask, askAndProve, begin as beginCompletion, secretsIn } from '../recovery.ts';

import { type Asked, aClinic, asNobody, asPerson, byKey, secured, someone, type Table, type Wait } from './asked.ts';

const NEW_PASSWORD = 'seven grey herons stand';
const PAGE = 'http://localhost:4100/signed-in';
const PHONE = '+12065550123';

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

/** A link that is older than the password opens nothing. */
async function resetting(wait: Wait): Promise<Asked> {
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
async function completing(wait: Wait) {
  const { person, admin, id } = await recovering();
  const token = await approveBy([admin], id);
  wait(61);
  return { clinic: person.clinic, id, token };
}

/** The first passkey of somebody who has a password too. */
async function onPasskey(body?: object): Promise<Asked> {
  const { envelope } = await secured();
  const [{ id }] = (await request('GET /v1/me/passkeys', asPerson(envelope))).body.data;
  return asPerson(envelope, { params: { id }, ...(body && { body }) });
}

/** @param wait sets the clock, in minutes after its start. */
export const ofPeople = (wait: Wait): Table => ({
  'POST /v1/me/impersonation-consent': async () => asPerson((await someone()).envelope, { body: { minutes: 10 } }),
  'DELETE /v1/me/impersonation-consent': async () => {
    const { envelope } = await someone();
    await request('POST /v1/me/impersonation-consent', asPerson(envelope, { body: { minutes: 10 } }));
    return asPerson(envelope);
  },
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

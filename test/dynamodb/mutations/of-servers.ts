/** What servers of customers and operators ask. */

import type { Context } from 'aws-lambda';
import { client, request } from '../api.ts';
import { REDIRECT } from '../code-flow.ts';
import { ASKED, enrolEmergency, enrolOperator, openByPasskey } from '../emergency.ts';
import { heldMutations } from '../held-mutations.ts';
import { makeOperator } from '../operators.ts';
import { anonymously, type Clinic, enrol, join, makeClinic, makeOrganization } from '../people.ts';

import { type Asked, aClinic, asNobody, byKey, onMade, someone, type Table } from './asked.ts';

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
  const { handler } = await import('../../../lambdas/event-export/run-exports/handler.ts');
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
  const { handler } = await import('../../../lambdas/log/sweep-lanes/handler.ts');
  await handler({}, { getRemainingTimeInMillis: () => 60_000 } as Context);
  return byKey(undefined, { id }, clinic);
}

export const ofServers: Table = {
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
  'GET /v1/events': () => byKey(),
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
};

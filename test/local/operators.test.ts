/** Operators of a live project in the local cloud: appointed by the deployer, two to loosen, one to act as a user. */
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { addOperator } from '../../lib/operator/operator-add.ts';
import { createProject } from '../../lib/operator/project-create.ts';
import { type Clinic, call, type Envelope, enrol, good } from './clinic.ts';
import { cloud, output, settings } from './cloud.ts';

interface Operator {
  readonly userId: string;
  readonly bearer: string;
}

let clinic: Clinic;
let owner: Operator;
let admin: Operator;
let patient: Envelope;

async function operator(email: string, roles: readonly string[]): Promise<Operator> {
  const { envelope } = await enrol(clinic, { email });
  const how = { project: clinic.projectId, email, roles, function: output('AddOperatorFunction') };
  expect(await addOperator(how, settings)).toEqual({ user_id: envelope.user.id, roles });
  return { userId: envelope.user.id, bearer: envelope.access_token };
}

beforeAll(async () => {
  const made = await createProject(
    {
      name: 'Live clinic',
      environment: 'live',
      rpId: 'localhost',
      origin: [cloud.apiUrl],
      signUp: 'closed',
      function: output('CreateProjectFunction'),
    },
    settings,
  );
  clinic = { projectId: made.project_id, secret: made.secret };
  owner = await operator('owner@clinic.test', ['owner']);
  admin = await operator('admin@clinic.test', ['admin']);
  patient = (await enrol(clinic, { email: 'patient@clinic.test' })).envelope;
}, 120_000);

test('nobody is appointed who has no passkey, and the deployer is told why', async () => {
  const how = { project: clinic.projectId, roles: ['owner'], function: output('AddOperatorFunction') };
  await good('POST', '/v1/users', { bearer: clinic.secret, body: { email: 'bare@clinic.test' } });
  await expect(addOperator({ ...how, email: 'bare@clinic.test' }, settings)).rejects.toThrow('no passkey');
  await expect(addOperator({ ...how, email: 'nobody@clinic.test' }, settings)).rejects.toThrow('no user');
});

test('operators know what they may, and do no more', async () => {
  const { data } = await good<{ data: { user_id: string }[] }>('GET', '/v1/operators', { bearer: owner.bearer });
  expect(data.map(({ user_id }) => user_id).sort()).toEqual([owner.userId, admin.userId].sort());
  const me = await good<{ roles: string[] }>('GET', '/v1/operators/me', { bearer: admin.bearer });
  expect(me.roles).toEqual(['admin']);
  const refused = await call<{ code: string }>('PATCH', '/v1/projects/me', {
    bearer: admin.bearer,
    body: { name: 'X' },
  });
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
});

describe('two people', () => {
  test('loosen the policy of an organization', async () => {
    const organization = await good<{ id: string }>('POST', '/v1/organizations', {
      bearer: admin.bearer,
      body: { name: 'Practice' },
    });
    const path = `/v1/organizations/${organization.id}/policy`;
    await good('PUT', path, { bearer: admin.bearer, body: { require_mfa: true } });
    const asked = await call<{ approval_id: string }>('PUT', path, {
      bearer: admin.bearer,
      body: { require_mfa: false },
    });
    expect(asked.status).toBe(202);
    const approve = `/v1/approvals/${asked.body.approval_id}/approve`;
    const alone = await call<{ code: string }>('POST', approve, { bearer: admin.bearer, body: {} });
    expect([alone.status, alone.body.code]).toEqual([403, 'second_person_required']);
    const agreed = await good<{ status: string }>('POST', approve, { bearer: owner.bearer, body: {} });
    expect(agreed.status).toBe('approved');
    const policy = await good<{ require_mfa: boolean }>('GET', path, { bearer: clinic.secret });
    expect(policy.require_mfa).toBe(false);
  });

  test('change the settings of the project, or nobody does', async () => {
    const asked = await call<{ approval_id: string }>('PATCH', '/v1/projects/me', {
      bearer: owner.bearer,
      body: { settings: { passwords: 'on' } },
    });
    expect(asked.status).toBe(202);
    const path = `/v1/approvals/${asked.body.approval_id}`;
    const denied = await good<{ status: string }>('POST', `${path}/deny`, { bearer: owner.bearer, body: {} });
    expect(denied.status).toBe('denied');
    const tighter = await good<{ settings: object }>('PATCH', '/v1/projects/me', {
      bearer: owner.bearer,
      body: { settings: { idle_activity: 'explicit' } },
    });
    expect(tighter.settings).toMatchObject({ idle_activity: 'explicit', passwords: 'off' });
  });
});

test('an operator acts as a user, reads, writes nothing, and is put out', async () => {
  const begun = await good<{ id: string; access_token: string }>('POST', '/v1/impersonations', {
    bearer: admin.bearer,
    body: { user_id: patient.user.id, reason: 'They do not see their practice', ticket: 'HELP-7', minutes: 10 },
  });
  expect(decodeJwt(begun.access_token)).toMatchObject({ sub: patient.user.id, act: { sub: admin.userId } });
  const me = await good<{ id: string }>('GET', '/v1/me', { bearer: begun.access_token });
  expect(me.id).toBe(patient.user.id);
  const written = await call<{ code: string }>('PATCH', '/v1/me', { bearer: begun.access_token, body: { name: 'X' } });
  expect([written.status, written.body.code]).toEqual([403, 'impersonation_forbidden']);
  const operators = await call<{ code: string }>('GET', '/v1/operators', { bearer: begun.access_token });
  expect(operators.body.code).toBe('impersonation_forbidden');
  const next = await good<{ access_token: string }>('POST', `/v1/impersonations/${begun.id}/token`, {
    bearer: admin.bearer,
    body: {},
  });
  expect((await call('GET', '/v1/me', { bearer: next.access_token })).status).toBe(200);
  expect((await call('DELETE', `/v1/impersonations/${begun.id}`, { bearer: owner.bearer })).status).toBe(204);
  expect((await call('GET', '/v1/me', { bearer: next.access_token })).status).toBe(401);
  const { data } = await good<{ data: object[] }>('GET', '/v1/impersonations', { bearer: clinic.secret });
  expect(data[0]).toMatchObject({ id: begun.id, status: 'ended', operator_id: admin.userId });
});

import { describe, expect, test } from 'vitest';
import { allRoutes, client, paramsFor, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { alterSession, appoint, asOperator, makeOperator, tire } from '../../dynamodb/operators.ts';
import { enrol, makeClinic } from '../../dynamodb/people.ts';

const { PERMISSIONS, ROLES } = await import('../../../lambdas/operator/operator.ts');

const last = async (scope: string) => (await eventsOf(scope)).at(-1);

describe('the first operators', () => {
  test('are made by whoever holds the account, from people who have a passkey', async () => {
    const clinic = await makeClinic();
    const person = await enrol(clinic);
    expect(await appoint(person, ['admin'])).toEqual({ user_id: person.userId, roles: ['admin'] });
    expect(await last(clinic.projectId)).toMatchObject({
      type: 'operator.granted',
      actor: { type: 'deployer' },
      target: { type: 'user', id: person.userId },
      detail: { user_id: person.userId, roles: ['admin'], before: [] },
    });
    // Given again, beside what there is.
    expect(await appoint(person, ['owner', 'admin'])).toMatchObject({ roles: ['owner', 'admin'] });
  });

  test('are not made from strangers, people without a passkey, or of roles that exclude each other', async () => {
    const clinic = await makeClinic();
    const person = await enrol(clinic);
    await expect(appoint({ clinic, email: 'nobody@clinic.test' }, ['owner'])).rejects.toThrow('no user');
    await client(clinic.secret)('POST /v1/users', { body: { email: 'bare@clinic.test' } });
    await expect(appoint({ clinic, email: 'bare@clinic.test' }, ['owner'])).rejects.toThrow('no passkey');
    await expect(appoint(person, ['auditor', 'owner'])).rejects.toThrow('may not have all');
    await expect(appoint(person, ['king'])).rejects.toThrow();
    const elsewhere = { ...person, clinic: await makeClinic() };
    await expect(appoint(elsewhere, ['owner'])).rejects.toThrow('no user');
  });
});

describe('who is an operator', () => {
  test('tells what they may', async () => {
    const auditor = await makeOperator(await makeClinic(), 'auditor');
    expect((await auditor.call('GET /v1/operators/me')).body).toMatchObject({
      user_id: auditor.userId,
      roles: ['auditor'],
      permissions: ['audit:export', 'audit:read'],
    });
  });

  test('a user without a role is none, and a key is none', async () => {
    const clinic = await makeClinic();
    const person = await enrol(clinic);
    const user = await request('GET /v1/operators/me', { key: person.envelope.access_token });
    expect([user.status, user.body.code]).toEqual([403, 'forbidden']);
    const key = await request('POST /v1/operators', {
      key: clinic.secret,
      body: { user_id: person.userId, roles: ['owner'] },
    });
    expect([key.status, key.body.code]).toEqual([401, 'unauthenticated']);
  });

  test('whose role was taken away is none with the next request', async () => {
    const clinic = await makeClinic();
    const [owner, admin] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'admin')];
    expect((await admin.call('GET /v1/users')).status).toBe(200);
    expect((await owner.call('DELETE /v1/operators/{id}', { params: { id: admin.userId } })).status).toBe(204);
    expect(await last(clinic.projectId)).toMatchObject({
      type: 'operator.revoked',
      actor: { type: 'operator', id: owner.userId },
      detail: { user_id: admin.userId, roles: [], before: ['admin'] },
    });
    expect((await admin.call('GET /v1/users')).status).toBe(403);
    const listed = await owner.call('GET /v1/operators');
    expect(listed.body.data.map((one: { user_id: string }) => one.user_id)).toEqual([owner.userId]);
    // And is appointed again as if never dismissed.
    expect(await appoint(admin, ['privacy_officer'])).toMatchObject({ roles: ['privacy_officer'] });
    expect((await (await asOperator(admin)).call('GET /v1/operators')).body.data).toHaveLength(2);
  });
});

describe('route × role (T10)', () => {
  const operated = allRoutes.filter(({ contract }) => contract.auth.includes('operator'));
  /** Which every operator may call: about themselves, and to end a grant that is their own, which the handler sees to. */
  const OPEN = ['GET /v1/operators/me', 'POST /v1/admin/break-glass/{id}/close'];

  test('a route that operators may call says which permission it takes', () => {
    const silent = operated.filter(({ contract }) => !contract.scopes?.length).map(({ name }) => name);
    expect(silent).toEqual(OPEN);
  });

  test('each route is closed to exactly the roles that the table gives no permission for it', async () => {
    const clinic = await makeClinic();
    let checks = 0;
    for (const role of ROLES) {
      const operator = await makeOperator(clinic, role);
      for (const { name, contract } of operated) {
        // Nothing happens behind the permission: the body is none, the ids are nobody's.
        const answer = await operator.call(name, { params: paramsFor(contract), ...(contract.body && { body: '[' }) });
        const lacks = contract.scopes?.some((scope) => !PERMISSIONS[role].includes(scope)) ?? false;
        expect([role, name, answer.status === 403 && answer.body.code === 'forbidden']).toEqual([role, name, lacks]);
        checks++;
      }
    }
    console.log(`T10: ${checks} of ${checks} pairs of role and route as declared (${operated.length} routes)`);
  });
});

describe('giving roles', () => {
  test('an owner of a test project does so alone', async () => {
    const clinic = await makeClinic();
    const owner = await makeOperator(clinic, 'owner');
    const person = await enrol(clinic);
    const made = await owner.call('POST /v1/operators', {
      body: { user_id: person.userId, roles: ['admin', 'admin'] },
    });
    expect([made.status, made.body.roles]).toEqual([201, ['admin']]);
    const again = await owner.call('POST /v1/operators', { body: { user_id: person.userId, roles: ['admin'] } });
    expect([again.status, again.body.code]).toEqual([409, 'already_enrolled']);
    const params = { id: person.userId };
    const changed = await owner.call('PATCH /v1/operators/{id}', { params, body: { roles: ['privacy_officer'] } });
    expect([changed.status, changed.body.roles]).toEqual([200, ['privacy_officer']]);
    expect(await last(clinic.projectId)).toMatchObject({
      type: 'operator.granted',
      detail: { before: ['admin'], roles: ['privacy_officer'] },
    });
  });

  test('only to people of the project who can sign in with a passkey', async () => {
    const clinic = await makeClinic();
    const owner = await makeOperator(clinic, 'owner');
    const give = (user_id: string, roles = ['admin']) => owner.call('POST /v1/operators', { body: { user_id, roles } });
    expect((await give((await enrol(await makeClinic())).userId)).status).toBe(404);
    const bare = await client(clinic.secret)('POST /v1/users', { body: { email: 'bare@clinic.test' } });
    expect((await give(bare.body.id)).body.code).toBe('not_enrolled');
    const person = await enrol(clinic);
    expect((await give(person.userId, ['auditor', 'admin'])).body.code).toBe('roles_incompatible');
    await client(clinic.secret)('PATCH /v1/users/{id}', {
      params: { id: person.userId },
      body: { status: 'disabled' },
    });
    expect((await give(person.userId)).body.code).toBe('user_disabled');
  });

  test('and taking them needs a sign-in of the last 15 minutes', async () => {
    const clinic = await makeClinic();
    const [owner, other] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'admin')];
    const params = { id: other.userId };
    await tire(owner);
    const refused = [
      await owner.call('POST /v1/operators', { body: { user_id: (await enrol(clinic)).userId, roles: ['admin'] } }),
      await owner.call('PATCH /v1/operators/{id}', { params, body: { roles: ['emergency'] } }),
      await owner.call('DELETE /v1/operators/{id}', { params }),
    ];
    expect(refused.map(({ body }) => body.code)).toEqual(Array(3).fill('recent_authentication_required'));
    expect((await owner.call('GET /v1/operators')).status).toBe(200);
  });
});

describe('an owner always stays', () => {
  test('the last one is not dismissed and gives nothing of it up', async () => {
    const clinic = await makeClinic();
    const owner = await makeOperator(clinic, 'owner');
    const params = { id: owner.userId };
    expect((await owner.call('DELETE /v1/operators/{id}', { params })).body.code).toBe('too_few_operators');
    const less = await owner.call('PATCH /v1/operators/{id}', { params, body: { roles: ['admin'], confirm: true } });
    expect(less.body.code).toBe('too_few_operators');
  });

  test('of two owners who dismiss each other at once, one stays', async () => {
    const clinic = await makeClinic();
    const owners = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')] as const;
    const [ann, ben] = owners;
    const answers = await Promise.all([
      ann.call('DELETE /v1/operators/{id}', { params: { id: ben.userId } }),
      ben.call('DELETE /v1/operators/{id}', { params: { id: ann.userId } }),
    ]);
    expect(answers.filter(({ status }) => status === 204).length).toBeLessThanOrEqual(1);
    const left = await Promise.all(owners.map((owner) => owner.call('GET /v1/operators/me')));
    expect(left.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1);
  });

  test('fewer than two who can break the glass takes a confirmation', async () => {
    const clinic = await makeClinic();
    const owner = await makeOperator(clinic, 'owner');
    const [one] = [await makeOperator(clinic, 'emergency'), await makeOperator(clinic, 'emergency')];
    const params = { id: one.userId };
    expect((await owner.call('DELETE /v1/operators/{id}', { params })).body.code).toBe('too_few_operators');
    expect((await owner.call('DELETE /v1/operators/{id}', { params, query: { confirm: 'true' } })).status).toBe(204);
  });
});

test('an operator who signed in without a passkey is none for now', async () => {
  const clinic = await makeClinic();
  const owner = await makeOperator(clinic, 'owner');
  await alterSession(owner, 'acr', 'aal2');
  const refused = await request('GET /v1/operators/me', { key: owner.token });
  expect([refused.status, refused.body.code]).toEqual([403, 'policy_violation_passkey_required']);
});

/** Keys that an owner makes: with what the owner may, and from a recent sign-in. */
import { expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { makeClinic } from '../../dynamodb/people.ts';

test('an owner makes keys with their own permissions at most, and revokes them', async () => {
  const clinic = await makeClinic();
  const owner = await makeOperator(clinic, 'owner');
  const made = await owner.call('POST /v1/api-keys', { body: { name: 'backend', scopes: ['users:read'] } });
  expect(made).toMatchObject({ status: 201, body: { scopes: ['users:read'], expires_at: null } });
  expect((await client(made.body.secret)('GET /v1/users')).status).toBe(200);
  expect((await eventsOf(clinic.projectId)).at(-1)).toMatchObject({
    type: 'api_key.created',
    actor: { type: 'operator', id: owner.userId },
  });
  const more = await owner.call('POST /v1/api-keys', { body: { name: 'glass', scopes: ['break_glass:write'] } });
  expect([more.status, more.body.code]).toEqual([403, 'forbidden']);
  const params = { id: made.body.id };
  expect((await owner.call('DELETE /v1/api-keys/{id}', { params })).status).toBe(204);
  expect((await client(made.body.secret)('GET /v1/users')).status).toBe(401);
});

test('and none with a sign-in that is more than 15 minutes old', async () => {
  const owner = await makeOperator(await makeClinic(), 'owner');
  await tire(owner);
  const refused = await owner.call('POST /v1/api-keys', { body: { name: 'backend' } });
  expect([refused.status, refused.body.code]).toEqual([403, 'recent_authentication_required']);
});

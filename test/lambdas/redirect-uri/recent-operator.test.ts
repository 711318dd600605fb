/** An operator's stolen session opens no way in for another client: what lets one in asks for a recent proof. */
import { beforeAll, expect, test } from 'vitest';
import { makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { makeClinic } from '../../dynamodb/people.ts';

let owner: OperatorPerson;
beforeAll(async () => {
  owner = await makeOperator(await makeClinic(), 'owner');
});

const WAYS = [
  ['POST /v1/redirect-uris', { uri: 'https://app.test/callback' }],
  ['POST /v1/allowed-origins', { origin: 'https://app.test' }],
  ['POST /v1/m2m-clients', { name: 'Lab import' }],
] as const;

test.each(WAYS)('%s is for an operator who signed in lately', async (route, body) => {
  expect((await owner.call(route, { body })).status).toBe(201);
});

test.each(WAYS)('%s is not for one who did so long ago', async (route, body) => {
  await tire(owner);
  const answer = await owner.call(route, { body });
  expect(answer).toMatchObject({ status: 403, body: { code: 'recent_authentication_required' } });
});

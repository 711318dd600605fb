/**
 * How often the hot paths call AWS, and how many of those calls wait for each other: sign-in, refresh, check
 * (performance.md, P3, P7, P8). Counted on warm functions behind a recorder that makes every call take a while.
 */
import { beforeAll, expect, test, vi } from 'vitest';
import { recorder } from '../../bench/recorded.ts';
import { sequentialDepth } from '../../bench/recorder.ts';
import { request } from '../../dynamodb/api.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization, type Person, signIn } from '../../dynamodb/people.ts';

let clinic: Clinic;
let person: Person;
let org: string;
beforeAll(async () => {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = recorder.dynamodb;
  process.env.AWS_ENDPOINT_URL_KMS = recorder.kms;
  clinic = await makeClinic();
  org = await makeOrganization(clinic);
  person = await enrol(clinic);
  await join(person, org);
  const { body } = await signIn(person, { organization_id: org });
  await refresh(body.refresh_token);
  await verify(body.access_token);
});

const refresh = (refresh_token: string) => request('POST /v1/auth/refresh', { body: { refresh_token } });
const verify = (access_token: string, activity?: boolean) =>
  request('POST /v1/sessions/verify', { key: clinic.secret, body: { access_token, activity } });

/** What `action` asked of AWS: the operations, and the length of the longest chain among them. */
async function callsOf<T>(action: () => Promise<T>) {
  recorder.take();
  const answer = await action();
  const calls = recorder.take();
  return {
    answer,
    calls,
    names: calls.map(({ target }) => target.split('.')[1]).sort(),
    depth: sequentialDepth(calls),
  };
}

test('P3: signing in takes two round trips, options and verification together; each is counted beside them', async () => {
  const { answer, names, depth } = await callsOf(() => signIn(person, { organization_id: org }));
  expect(answer.status).toBe(200);
  expect(names).toEqual(['ExecuteTransaction', 'GetItem', 'Query', 'Query', 'Sign', 'UpdateItem']);
  expect(depth).toBe(2);
});

test('where no organization is named it takes a third, to read the only one', async () => {
  const { answer, depth } = await callsOf(() => signIn(person));
  expect(answer.body.active_organization.id).toBe(org);
  expect(depth).toBe(3);
});

test('P7: refreshing takes three round trips, for the signature is there before the rotation', async () => {
  const { body } = await signIn(person, { organization_id: org });
  const { answer, names, depth } = await callsOf(() => refresh(body.refresh_token));
  expect(answer.status).toBe(200);
  expect(names).toEqual(['BatchGetItem', 'ExecuteTransaction', 'Query', 'Query', 'Sign', 'UpdateItem']);
  expect(depth).toBe(3);
});

test('P8: checking a session is one read beside that of the key, and no write', async () => {
  const { body } = await signIn(person, { organization_id: org });
  const { answer, names } = await callsOf(() => verify(body.access_token));
  expect(answer.body.active).toBe(true);
  expect(names).toEqual(['BatchGetItem', 'GetItem']);
});

test('and one write, where a person was there and a minute has passed', async () => {
  const { body } = await signIn(person, { organization_id: org });
  const active = () => verify(body.access_token, true);
  expect((await callsOf(active)).names, 'not yet').toEqual(['BatchGetItem', 'GetItem']);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  const { answer, names } = await callsOf(active).finally(() => vi.useRealTimers());
  expect(answer.body.active).toBe(true);
  expect(names.filter((name) => name === 'ExecuteTransaction')).toHaveLength(1);
});

test('beginning a sign-in calls nothing', async () => {
  const headers = { 'x-authio-project': clinic.projectId };
  const { names } = await callsOf(() =>
    request('POST /v1/auth/passkey/login/options', { headers, body: { email: person.email } }),
  );
  expect(names).toEqual([]);
});

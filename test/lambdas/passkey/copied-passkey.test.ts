/** Two devices with one passkey: the copy is found out and put on record, whatever the owner does at the same moment. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { anonymously, type Clinic, enrol, makeClinic, type Person, signIn } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

type Verification = typeof import('../../../lambdas/passkey/verify-assertion.ts');

/** What happens once between the reading of a passkey and the write that follows. */
const meanwhile = vi.hoisted(() => ({ next: undefined as (() => Promise<unknown>) | undefined }));
vi.mock('../../../lambdas/passkey/verify-assertion.ts', async (original) => {
  const { verifyAssertion } = await original<Verification>();
  const slow: Verification['verifyAssertion'] = async (...asked) => {
    const action = meanwhile.next;
    meanwhile.next = undefined;
    const verified = await verifyAssertion(...asked);
    await action?.();
    return verified;
  };
  return { verifyAssertion: slow };
});

let clinic: Clinic;
let owner: Person;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterEach(() => {
  meanwhile.next = undefined;
});

async function useCopy(): Promise<string> {
  const headers = anonymously(clinic);
  const { body } = await request('POST /v1/auth/passkey/login/options', { headers, body: {} });
  const credential = owner.passkey.get(body.options, { counter: 1 });
  const reply = await request('POST /v1/auth/passkey/login/verify', {
    headers,
    body: { request_id: body.request_id, credential },
  });
  return reply.body.code;
}

async function enrolOwner(): Promise<void> {
  owner = await enrol(clinic, { synced: false });
  for (const _ of [1, 2]) expect((await signIn(owner)).status).toBe(200);
}

const about = async (type: string) =>
  (await eventsOf(clinic.projectId)).filter((event) => event.type === type && event.subjects.includes(owner.userId));
const status = async () =>
  (await rowsOf('identity', `USER#${owner.userId}`)).find(({ sk }) => String(sk).startsWith('PASSKEY#'))?.status;

test('the owner signs in at the same moment: the passkey is marked all the same', async () => {
  await enrolOwner();
  meanwhile.next = async () => expect((await signIn(owner)).status).toBe(200);
  expect(await useCopy()).toBe('passkey_verification_failed');
  expect(await status()).toBe('suspect');
  expect(await about('passkey.suspected')).toHaveLength(1);
  expect((await signIn(owner)).body.code, 'and neither of the two is accepted').toBe('passkey_verification_failed');
});

test('the copy is used twice at the same moment: marked once, and each use is an event', async () => {
  await enrolOwner();
  meanwhile.next = useCopy;
  expect(await useCopy()).toBe('passkey_verification_failed');
  expect(await status()).toBe('suspect');
  expect(await about('passkey.suspected')).toHaveLength(1);
  expect(await about('auth.signin_attempt')).toMatchObject([
    { outcome: 'failure', reason: 'passkey_verification_failed' },
  ]);
});

test('the passkey is marked while its owner signs in: the sign-in fails', async () => {
  await enrolOwner();
  meanwhile.next = useCopy;
  expect((await signIn(owner)).body.code).toBe('passkey_verification_failed');
});

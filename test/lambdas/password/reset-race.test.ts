/** Somebody who knows the old password signs in beside its reset, at the worst moments: no session of theirs outlives it. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { logIn, verifyEmail, withPassword, withPasswords } from '../../dynamodb/factors.ts';
import { deliverAll } from '../../dynamodb/outbox.ts';
import { anonymously, type Clinic, join, makeOrganization } from '../../dynamodb/people.ts';
import { bearer, type Reply } from '../../dynamodb/world.ts';

const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await withPasswords();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** In an organization, so that their sign-in and their reset are written to different logs and wait for each other nowhere. */
async function stage() {
  const person = await withPassword(clinic);
  await verifyEmail(person);
  await join(person, await makeOrganization(clinic));
  at(1);
  await deliverAll();
  const body = { email: person.email };
  await request('POST /v1/auth/password/reset', { headers: anonymously(clinic), body });
  const [token = ''] = /pwr_[\w-]{43}/.exec((await deliverAll()).at(-1)?.text ?? '') ?? [];
  const reset = () =>
    request('POST /v1/auth/password/reset/confirm', {
      headers: anonymously(clinic),
      body: { token, new_password: 'seven grey herons stand' },
    });
  return { ...person, reset };
}

const statusOf = async ({ body }: Reply) =>
  (await request('GET /v1/me', { headers: bearer(body.access_token ?? '') })).status;

interface Sent {
  readonly name: string;
  readonly text: string;
}

/** @param before called with what is about to be sent to DynamoDB. @param after and when it was answered. */
function watch(before: (sent: Sent) => Promise<unknown>, after: (sent: Sent) => void = () => undefined) {
  const send = dynamodb.send.bind(dynamodb);
  vi.spyOn(dynamodb, 'send').mockImplementation((async (command: object) => {
    const sent = { name: command.constructor.name, text: JSON.stringify(command) };
    await before(sent);
    const answer = await send(command as never);
    after(sent);
    return answer;
  }) as never);
}

test('after the reset has begun and before it is written', async () => {
  const { email, userId, reset } = await stage();
  let signedIn: Promise<Reply> | undefined;
  watch(async ({ name, text }) => {
    if (signedIn || name !== 'QueryCommand' || !text.includes(userId)) return;
    at(1, 10);
    signedIn = logIn(clinic, email);
    await signedIn;
    at(1, 20);
  });
  expect((await reset()).status).toBe(204);
  const other = await signedIn;
  if (!other) throw new Error('nobody signed in meanwhile');
  expect([other.status, await statusOf(other)]).toEqual([200, 401]);
});

test('having read the old password while the new one is written', async () => {
  const { email, reset } = await stage();
  const [isRead, isReset] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let signedIn: Promise<Reply> | undefined;
  const isOfReset = ({ name, text }: Sent) => name === 'ExecuteTransactionCommand' && text.includes('signed_out_at');
  watch(
    async (sent) => {
      if (isOfReset(sent)) {
        at(1, 10);
        signedIn = logIn(clinic, email);
        await isRead.promise;
      } else if (signedIn && sent.name === 'ExecuteTransactionCommand') {
        isRead.resolve();
        await isReset.promise;
      }
    },
    (sent) => isOfReset(sent) && isReset.resolve(),
  );
  expect((await reset()).status).toBe(204);
  const other = await signedIn;
  if (!other) throw new Error('nobody signed in meanwhile');
  expect([other.status, other.body.code, await statusOf(other)]).toEqual([409, 'conflict', 401]);
});

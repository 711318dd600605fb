/** Somebody who knows the old password signs in while the recovery is being finished: their session does not outlive it. */
import { afterEach, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { enrolOperator } from '../../dynamodb/emergency.ts';
import { logIn, PASSWORD, withPassword, withPasswords } from '../../dynamodb/factors.ts';
import { join, makeOrganization } from '../../dynamodb/people.ts';
import { approveBy, askAndProve, finish } from '../../dynamodb/recovery.ts';
import { bearer, type Reply } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');

const at = handClock();
afterEach(() => {
  vi.restoreAllMocks();
});

test('a session that begins just before everything old goes is over too', async () => {
  const clinic = await withPasswords({ settings: { passwords: 'on', recovery_delay_min: 0 } });
  const person = await withPassword(clinic);
  const org = await makeOrganization(clinic);
  await join(person, org);
  await join(person, await makeOrganization(clinic));
  const admin = await enrolOperator(clinic, ['admin']);
  const { id } = await askAndProve(person);
  const token = await approveBy([admin], id);
  at(1);
  let verifying = false;
  let signedIn: Reply | undefined;
  const send = dynamodb.send.bind(dynamodb);
  vi.spyOn(dynamodb, 'send').mockImplementation((async (command: object) => {
    const reads =
      command.constructor.name === 'ExecuteTransactionCommand' && JSON.stringify(command).includes('signed_out_at');
    if (reads && verifying) {
      verifying = false;
      at(1, 10);
      signedIn = await logIn(clinic, person.email, PASSWORD, { organization_id: org });
      at(1, 20);
    }
    return send(command as never);
  }) as never);
  const passkey = makeAuthenticator();
  const create: typeof passkey.create = (options) => {
    verifying = true;
    return passkey.create(options);
  };
  const reply = await finish(clinic, id, token, { passkey: { ...passkey, create } });
  expect([reply.status, signedIn?.status]).toEqual([200, 200]);
  const statusOf = async ({ access_token }: { access_token: string }) =>
    (await request('GET /v1/me', { headers: bearer(access_token) })).status;
  expect([await statusOf(signedIn?.body), await statusOf(reply.body)]).toEqual([401, 200]);
});

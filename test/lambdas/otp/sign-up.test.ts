/** Whose an address is, once somebody has shown that they read its mail: their own, a stranger's no more, or a newcomer's. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { beginFlow, makeReader, sendCode, verifyCode } from '../../dynamodb/codes.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { codeIn, deliverAll } from '../../dynamodb/outbox.ts';
import { anonymously, type Clinic, enrol, makeClinic, signIn } from '../../dynamodb/people.ts';
import { database, rowsOf, TABLES } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterEach(() => {
  vi.useRealTimers();
});

/** All of the table of things that expire. */
async function allRows(): Promise<unknown[]> {
  const { Items = [] } = await database.send(new ScanCommand({ TableName: TABLES.ephemeral }));
  return Items;
}

const makeUser = (at: Clinic = clinic, more?: object) => makeReader(at, more);
const send = (body: object, at: Clinic = clinic, ip?: string) => sendCode(body, at, ip);
const verify = (flow: string, code: string, at: Clinic = clinic) => verifyCode(flow, code, at);
const begin = (body: object, at: Clinic = clinic) => beginFlow(body, at);

describe('an address that nobody vouched for', () => {
  test('is proven by the code, in the transaction of the session', async () => {
    const { email, id } = await makeUser(clinic, {});
    const { flow, code } = await begin({ email });
    expect((await verify(flow, code)).body.user).toMatchObject({ id, email_verified: true });
    const [proven] = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'user.profile_updated').slice(-1);
    expect(proven).toMatchObject({ target: { id }, detail: { changed: ['email_verified'] } });
  });

  /** A stranger who signed up with an address that is not theirs, and is signed in. */
  async function claim(email: string) {
    const open = await makeClinic({ sign_up: 'open' });
    const passkey = makeAuthenticator();
    const headers = anonymously(open);
    const options = await request('POST /v1/auth/passkey/register/options', { headers, body: { email } });
    const body = { request_id: options.body.request_id, credential: passkey.create(options.body.options) };
    const claimed = await request('POST /v1/auth/passkey/register/verify', { headers, body });
    expect(claimed.status).toBe(200);
    return { open, passkey, envelope: claimed.body, userId: claimed.body.user.id as string };
  }
  const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  test('and that a stranger claimed is taken back with all that they enrolled (rows 1 and 33)', async () => {
    const email = 'claimed@clinic.test';
    const { open, passkey, envelope, userId } = await claim(email);
    const stranger = { clinic: open, passkey };
    expect((await signIn(stranger)).status, 'until its owner comes, the claim holds').toBe(200);

    const { flow, code } = await begin({ email }, open);
    const owner = await verify(flow, code, open);
    expect(owner.body.user).toMatchObject({ id: userId, email_verified: true });
    expect((await request('GET /v1/me', withToken(owner.body.access_token))).status).toBe(200);
    expect((await request('GET /v1/me', withToken(envelope.access_token))).status).toBe(401);
    expect((await signIn(stranger)).body.code).toBe('passkey.no_credential');
    const rows = await rowsOf('identity', `USER#${userId}`);
    expect(rows.map(({ sk }) => sk).sort()).toEqual(['HABITS', 'KEY', 'USER']);
    const told = (await eventsOf(open.projectId)).map(({ type, reason }) => [type, reason]);
    expect(told).toContainEqual(['passkey.removed', 'address_proven']);
    expect(told).toContainEqual(['session.revoked', 'address_proven']);
  });

  interface Read {
    readonly name: string;
    readonly text: string;
  }

  test('leaves no passkey that the stranger registers at the same moment, whoever is first', async () => {
    const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');
    for (const first of ['owner', 'stranger'] as const) {
      const email = `raced.${first}@clinic.test`;
      const { open, passkey, envelope, userId } = await claim(email);
      const { flow, code } = await begin({ email }, open);
      const bearer = withToken(envelope.access_token);
      const more = makeAuthenticator();
      const options = await request('POST /v1/auth/passkey/register/options', { ...bearer, body: {} });
      const body = { request_id: options.body.request_id, credential: more.create(options.body.options) };
      const register = () => request('POST /v1/auth/passkey/register/verify', { ...bearer, body });
      const prove = () => verify(flow, code, open);
      // The last that each reads: then the slow one is about to write, and the fast one does it all.
      const isLast = {
        owner: ({ name, text }: Read, nth: number) =>
          name === 'BatchGetItemCommand' && text.includes('SESSIONS#') && nth > 0,
        stranger: ({ name, text }: Read) => name === 'QueryCommand' && text.includes(`USER#${userId}`),
      }[first];
      const [slow, fast] = first === 'owner' ? [register, prove] : [prove, register];
      const send = dynamodb.send.bind(dynamodb);
      let batches = 0;
      const spy = vi.spyOn(dynamodb, 'send').mockImplementation((async (command: object) => {
        const answer = await send(command as never);
        const read = { name: command.constructor.name, text: JSON.stringify(command) };
        if (isLast(read, batches)) {
          spy.mockRestore();
          expect((await fast()).status).toBe(200);
        }
        if (read.name === 'BatchGetItemCommand') batches++;
        return answer;
      }) as never);
      const late = await slow();
      spy.mockRestore();
      expect([first, late.status]).toEqual([first, first === 'owner' ? 409 : 200]);
      const left = (await rowsOf('identity', `USER#${userId}`)).filter(({ sk }) => String(sk).startsWith('PASSKEY'));
      expect([first, left]).toEqual([first, []]);
      expect((await signIn({ clinic: open, passkey })).status).toBe(401);
      expect((await signIn({ clinic: open, passkey: more })).status).toBe(401);
    }
  });

  test('keeps the passkeys of somebody whom the customer enrolled', async () => {
    const person = await enrol(clinic);
    const { flow, code } = await begin({ email: person.email });
    expect((await verify(flow, code)).status).toBe(200);
    expect((await signIn(person)).status).toBe(200);
  });
});

describe('a stranger, where the project lets them in by their mailbox', () => {
  let open: Clinic;
  beforeAll(async () => {
    open = await makeClinic({ sign_up: 'verified' });
  });

  test('becomes a user by the code, with an address that is proven', async () => {
    const sent = await send({ email: 'New.Comer@clinic.test' }, open);
    const [letter] = await deliverAll();
    expect(letter).toMatchObject({ to: 'new.comer@clinic.test', subject: 'Test clinic: your sign-in code' });
    const { status, body } = await verify(sent.body.flow_id, codeIn(letter ? [letter] : []), open);
    expect(status).toBe(200);
    expect(body.user).toMatchObject({ email: 'new.comer@clinic.test', email_verified: true });
    const told = (await eventsOf(open.projectId)).slice(-2);
    expect(told).toMatchObject([
      { type: 'user.created', detail: { via: 'otp' }, subjects: [body.user.id] },
      { type: 'session.created', actor: { id: body.user.id } },
    ]);
    expect(JSON.stringify(told)).not.toContain('clinic.test');
  });

  test('is answered as somebody who is known, and known to the log as little', async () => {
    const { email } = await makeUser(open);
    const answers = [await send({ email }, open), await send({ email: 'unknown@clinic.test' }, open)];
    const shapes = answers.map(({ status, body, headers }) => [status, Object.keys(body), Object.keys(headers)]);
    expect(shapes[0]).toEqual(shapes[1]);
    expect((await deliverAll()).map(({ to, subject }) => [to, subject])).toEqual([
      [email, 'Test clinic: your sign-in code'],
      ['unknown@clinic.test', 'Test clinic: your sign-in code'],
    ]);
    expect(JSON.stringify(await allRows())).not.toContain('unknown@clinic.test');
  });

  test('becomes one user, also when the code is used many times at once or twice asked for', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const first = await begin({ email: 'twice@clinic.test' }, open);
    vi.setSystemTime(Date.now() + 31_000);
    const second = await begin({ email: 'twice@clinic.test' }, open);
    vi.useRealTimers();
    const replies = await Promise.all([
      ...Array.from({ length: 5 }, () => verify(first.flow, first.code, open)),
      ...Array.from({ length: 5 }, () => verify(second.flow, second.code, open)),
    ]);
    const users = replies.filter(({ status }) => status === 200).map(({ body }) => body.user.id);
    expect(users).toHaveLength(2);
    expect(new Set(users).size).toBe(1);
  });

  test('does not get in by a passkey alone, which would tell whether the address is taken', async () => {
    const body = { email: 'passkey@clinic.test' };
    const refused = await request('POST /v1/auth/passkey/register/options', { headers: anonymously(open), body });
    expect(refused.body.code).toBe('sign_up_closed');
  });

  test('gets nothing where strangers are not let in, or are let in by a passkey', async () => {
    for (const sign_up of ['closed', 'open']) {
      await send({ email: 'stranger@clinic.test' }, await makeClinic({ sign_up }));
      expect(await deliverAll()).toEqual([]);
    }
  });
});

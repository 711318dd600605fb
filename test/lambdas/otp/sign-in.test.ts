import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { codeIn, deliverAll, outbox } from '../../dynamodb/outbox.ts';
import { anonymously, type Clinic, enrol, join, makeClinic, makeOrganization, signIn } from '../../dynamodb/people.ts';
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

let people = 0;
/** Somebody whom the customer's server has made, and whose address it vouches for. */
async function makeUser(at: Clinic = clinic, more: object = { email_verified: true }) {
  const email = `reader${++people}@clinic.test`;
  const { body } = await client(at.secret)('POST /v1/users', { body: { email, ...more } });
  return { email, id: body.id as string };
}

const send = (body: object, at: Clinic = clinic, ip?: string) =>
  request('POST /v1/auth/otp/send', { headers: anonymously(at), body, ...(ip && { ip }) });
const verify = (flow_id: string, code: string, at: Clinic = clinic) =>
  request('POST /v1/auth/otp/verify', { headers: anonymously(at), body: { flow_id, code } });
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** A flow whose code is known. */
async function begin(body: object, at: Clinic = clinic) {
  await deliverAll();
  const { body: flow } = await send(body, at);
  return { flow: flow.flow_id as string, code: codeIn(await deliverAll()) };
}
const failuresOf = async ({ projectId }: Clinic) =>
  (await eventsOf(projectId)).filter(({ type }) => type === 'auth.challenge_failed');

describe('a code by mail', () => {
  test('goes to the address on file and signs its owner in', async () => {
    const { email, id } = await makeUser();
    const sent = await send({ destination: ` ${email.toUpperCase()} ` });
    expect(sent).toMatchObject({ status: 202, body: { flow_id: expect.stringMatching(/^flow_[\w-]{43}$/) } });
    const [letter] = await deliverAll();
    expect(letter).toMatchObject({ channel: 'email', to: email, subject: 'Test clinic: your sign-in code' });
    const { status, body } = await verify(sent.body.flow_id, codeIn(letter ? [letter] : []));
    expect([status, body.user?.id]).toEqual([200, id]);
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ sub: id, amr: ['otp'], acr: 'aal1' });
    const told = (await eventsOf(clinic.projectId)).map(({ type }) => type);
    expect(told.slice(-3)).toEqual(['auth.code_requested', 'message.sent', 'session.created']);
  });

  test('is told by the log from request to session, without the address', async () => {
    const own = await makeClinic();
    const { email, id } = await makeUser(own);
    const { flow, code } = await begin({ email }, own);
    await verify(flow, wrong(code), own);
    await verify(flow, code, own);
    const [asked, sent, failed, created] = (await eventsOf(own.projectId)).slice(-4);
    expect(asked).toMatchObject({ type: 'auth.code_requested', detail: { channel: 'email', purpose: 'sign_in' } });
    expect(sent).toMatchObject({
      type: 'message.sent',
      detail: { message_id: asked?.detail?.message_id },
      subjects: [id],
    });
    expect(failed).toMatchObject({
      type: 'auth.challenge_failed',
      outcome: 'failure',
      reason: 'invalid_code',
      target: asked?.target,
      detail: { method: 'otp', tries: 1, purpose: 'sign_in' },
    });
    expect(created).toMatchObject({ type: 'session.created', actor: { type: 'user', id } });
    const logged = JSON.stringify([asked, sent, failed, created]);
    expect(logged).not.toContain(email);
    expect(logged).not.toContain(code);
    expect(logged).not.toContain(flow);
  });

  test('opens the organization that was asked for, or the only one', async () => {
    const { email, id } = await makeUser();
    const first = await makeOrganization(clinic);
    await join({ clinic, userId: id }, first);
    const only = await begin({ email });
    expect((await verify(only.flow, only.code)).body.active_organization.id).toBe(first);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    const strange = await begin({ email, organization_id: await makeOrganization(clinic) });
    expect((await verify(strange.flow, strange.code)).body.code).toBe('membership_not_found');
  });

  test('works once, also for thirty at once', async () => {
    const { email } = await makeUser();
    const { flow, code } = await begin({ email });
    const replies = await Promise.all(Array.from({ length: 30 }, () => verify(flow, code)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = replies.filter(({ status }) => status !== 200);
    for (const { body } of others) expect(['invalid_code', 'challenge_expired']).toContain(body.code);
  });

  test('takes five tries, also of a hundred at once, and each that was told was counted', async () => {
    const own = await makeClinic();
    const { email } = await makeUser(own);
    const { flow, code } = await begin({ email }, own);
    const replies = await Promise.all(Array.from({ length: 60 }, () => verify(flow, wrong(code), own)));
    expect([...new Set(replies.map(({ body }) => body.code))]).toEqual(['invalid_code']);
    const tries = (await failuresOf(own)).map(({ detail }) => detail?.tries);
    expect([1, 2, 3, 4, 5].map((number) => tries.filter((one) => one === number).length)).toEqual([1, 1, 1, 1, 1]);
    expect(tries).toHaveLength(60);
    expect((await verify(flow, code, own)).body.code, 'the right one comes too late').toBe('invalid_code');
  });

  test('lives ten minutes, to the millisecond', async () => {
    const { email } = await makeUser();
    vi.useFakeTimers({ toFake: ['Date'] });
    const begun = Date.now();
    const { flow, code } = await begin({ email });
    vi.setSystemTime(begun + 600_000);
    expect((await verify(flow, code)).body.code).toBe('invalid_code');
    vi.setSystemTime(begun + 599_999);
    expect((await verify(flow, code)).status).toBe(200);
  });

  test('belongs to its flow and its project', async () => {
    const { email } = await makeUser();
    const other = await makeUser();
    const { flow, code } = await begin({ email });
    const elsewhere = await begin({ email: other.email });
    expect((await verify(elsewhere.flow, code)).body.code).toBe('invalid_code');
    expect((await verify(flow, code, await makeClinic())).body.code).toBe('invalid_code');
    expect((await verify(`${flow.slice(0, -1)}_`, code)).body.code).toBe('invalid_code');
    expect((await verify(flow, code)).status).toBe(200);
  });

  test('is nowhere but in the mailbox: the table has its keyed hash, under the hash of the flow', async () => {
    const { email } = await makeUser();
    const { flow, code } = await begin({ email });
    const { hashOfFlow } = await import('../../../lambdas/otp/otp.ts');
    const [row] = await rowsOf('ephemeral', `CODE#${clinic.projectId}#${hashOfFlow(flow)}`);
    const stored = JSON.stringify(row);
    expect(row).toMatchObject({ tries: 0, status: 'open' });
    for (const secret of [email, code, flow]) expect(stored).not.toContain(secret);
  });

  test('signs nobody in who is disabled, or whose address is another one by now', async () => {
    const disabled = await makeUser();
    const flow = await begin({ email: disabled.email });
    const call = client(clinic.secret);
    await call('PATCH /v1/users/{id}', { params: { id: disabled.id }, body: { status: 'disabled' } });
    expect((await verify(flow.flow, flow.code)).body.code).toBe('user_disabled');
    const moved = await makeUser();
    const begun = await begin({ email: moved.email });
    await call('PATCH /v1/users/{id}', { params: { id: moved.id }, body: { email: `new.${moved.email}` } });
    expect((await verify(begun.flow, begun.code)).body.code).toBe('invalid_code');
    await send({ email: disabled.email });
    expect(await deliverAll(), 'and gets no mail').toEqual([]);
  });
});

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

describe('what is asked for', () => {
  test.each([
    ['nothing', {}],
    ['two addresses', { email: 'a@example.com', phone: '+12065550100' }],
    ['no number', { destination: 'call me' }],
    ['a number without its country', { phone: '0170 1234567' }],
  ])('is refused where it is %s', async (_, body) => {
    expect(await send(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  test('is no code of other forms', async () => {
    for (const code of ['12345', '1234567', 'abcdef', '１２３４５６', ''])
      expect(await verify('flow_x', code)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

describe('messages to one address (row 25)', () => {
  test('are thirty seconds apart and five in an hour, and the answer is always the same', async () => {
    const own = await makeClinic();
    const { email } = await makeUser(own);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T12:00:01Z') });
    const begun = Date.now();
    const from = outbox.length;
    for (let second = 0; second < 600; second += 10) {
      vi.setSystemTime(begun + second * 1000);
      const { status, body } = await send({ email }, own);
      expect([status, Object.keys(body)]).toEqual([202, ['flow_id', 'expires_at']]);
      await deliverAll();
    }
    expect(outbox.length - from).toBe(5);
    const limits = (await eventsOf(own.projectId)).filter(({ type }) => type === 'abuse.limit_reached');
    expect(new Set(limits.map(({ detail }) => detail?.budget))).toEqual(new Set(['send_spacing', 'send_destination']));
  });

  test('whose network asks too often are refused, whoever they are for', async () => {
    const own = await makeClinic({ settings: { budgets: { send_ip: 2 } } });
    const answers = [];
    for (const email of ['a@example.com', 'b@example.com', 'c@example.com'])
      answers.push(await send({ email }, own, '198.51.100.9'));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect(answers[0]?.headers.ratelimit).toMatch(/^"send_ip";r=1;t=\d+$/);
  });
});

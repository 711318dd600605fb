import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { deliverAll, linkIn } from '../../dynamodb/outbox.ts';
import { anonymously, type Clinic, enrol, join, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const PAGE = 'http://localhost:4100/signed-in?from=mail';
let clinic: Clinic;

async function clinicWithPage(): Promise<Clinic> {
  const made = await makeClinic();
  const { status, body } = await client(made.secret)('POST /v1/redirect-uris', { body: { uri: PAGE } });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return made;
}
beforeAll(async () => {
  clinic = await clinicWithPage();
});
afterEach(() => {
  vi.useRealTimers();
});

let people = 0;
async function makeUser(at: Clinic = clinic, more: object = { email_verified: true }) {
  const email = `linked${++people}@clinic.test`;
  const { body } = await client(at.secret)('POST /v1/users', { body: { email, ...more } });
  return { email, id: body.id as string };
}

interface From {
  readonly ip?: string;
  readonly agent?: string;
}
const from = ({ ip = '203.0.113.7' }: From) => ({ ip });
const send = (body: object, at: Clinic = clinic, place: From = {}) =>
  request('POST /v1/auth/magic-link/send', { headers: anonymously(at), body, ...from(place) });
const open = (token: string, at: Clinic = clinic, place: From = {}) =>
  request('POST /v1/auth/magic-link/callback', { headers: anonymously(at), query: { token }, ...from(place) });

async function begin(email: string, at: Clinic = clinic, place: From = {}) {
  await deliverAll();
  const sent = await send({ destination: email, redirect_uri: PAGE }, at, place);
  expect(sent.status).toBe(202);
  return new URL(linkIn(await deliverAll()));
}
const tokenOf = (link: URL) => link.searchParams.get('token') ?? '';

describe('a link', () => {
  test('leads to the registered page, and its token to a session', async () => {
    const { email, id } = await makeUser();
    const link = await begin(email);
    expect(`${link.origin}${link.pathname}`).toBe('http://localhost:4100/signed-in');
    expect(link.searchParams.get('from')).toBe('mail');
    const { status, body } = await open(tokenOf(link));
    expect([status, body.user?.id]).toEqual([200, id]);
    const told = (await eventsOf(clinic.projectId)).map(({ type }) => type);
    expect(told.slice(-4)).toEqual(['auth.link_requested', 'message.sent', 'auth.link_opened', 'session.created']);
  });

  test('is used up and told of where a policy asks for one more factor', async () => {
    const person = await enrol(clinic);
    const ward = await makeOrganization(clinic, { require_mfa: true });
    await join(person, ward);
    const verified = { params: { id: person.userId }, body: { email_verified: true } };
    await client(clinic.secret)('PATCH /v1/users/{id}', verified);
    const token = tokenOf(await begin(person.email));
    expect((await open(token)).body).toMatchObject({ code: 'step_up_required', methods: ['passkey'] });
    const told = (await eventsOf(ward)).map(({ type }) => type);
    expect(told).toEqual(expect.arrayContaining(['auth.link_opened', 'auth.step_up_required']));
    expect((await open(token)).body.code).toBe('token_consumed');
  });

  test('works once, also for thirty at once', async () => {
    const token = tokenOf(await begin((await makeUser()).email));
    const replies = await Promise.all(Array.from({ length: 30 }, () => open(token)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const codes = new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body.code));
    for (const code of codes) expect(['token_consumed', 'challenge_expired']).toContain(code);
    expect(await open(token)).toMatchObject({ status: 410, body: { code: 'token_consumed' } });
  });

  test('lives ten minutes, to the millisecond', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const begun = Date.now();
    const token = tokenOf(await begin((await makeUser()).email));
    vi.setSystemTime(begun + 600_000);
    expect((await open(token)).body.code).toBe('token_consumed');
    vi.setSystemTime(begun + 599_999);
    expect((await open(token)).status).toBe(200);
  });

  test('belongs to its project, and cannot be guessed or altered', async () => {
    const token = tokenOf(await begin((await makeUser()).email));
    const other = await clinicWithPage();
    for (const [one, at] of [
      [token, other],
      [`${token.slice(0, -1)}_`, clinic],
      ['', clinic],
      ['ml_', clinic],
    ] as const)
      expect(await open(one, at)).toMatchObject({ status: 410, body: { code: 'token_consumed' } });
    expect((await open(token)).status).toBe(200);
  });

  test('is in the mailbox alone: the table has its hash, and no address', async () => {
    const { email } = await makeUser();
    const token = tokenOf(await begin(email));
    const { hashOfToken } = await import('../../../lambdas/magic-link/magic-link.ts');
    const [row] = await rowsOf('ephemeral', `LINK#${hashOfToken(token)}`);
    expect(row).toMatchObject({ status: 'open', tries: 0 });
    for (const secret of [token, email, '203.0.113', 'test-agent']) expect(JSON.stringify(row)).not.toContain(secret);
  });

  test('proves the address', async () => {
    const { email } = await makeUser(clinic, {});
    expect((await open(tokenOf(await begin(email)))).body.user.email_verified).toBe(true);
  });

  test('that a program follows by GET is not used up: there is no such route', async () => {
    const { routes } = await import('../../../lambdas/routes.ts');
    expect(Object.keys(routes).filter((name) => name.includes('magic-link'))).toEqual([
      'POST /v1/auth/magic-link/send',
      'POST /v1/auth/magic-link/callback',
    ]);
  });
});

describe('where it was asked for', async () => {
  const { elsewhere } = await import('../../../lambdas/magic-link/magic-link.ts');
  test.each([
    ['n', 'a', 'nothing'],
    ['N', 'a', 'network'],
    ['n', 'A', 'agent'],
    ['N', 'A', 'both'],
  ] as const)('network %s and agent %s differ in %s', (network, agent, expected) => {
    expect(elsewhere({ network: 'n', agent: 'a' } as never, { network, agent })).toBe(expected);
  });

  const { call } = await import('../../dynamodb/call.ts');
  const { handler } = await import('../../../lambdas/magic-link/open-magic-link/handler.ts');
  /** As another browser. */
  const openAs = async (token: string, ip: string, agent: string) => {
    const asAgent: typeof handler = (event, context) => {
      event.requestContext.http.userAgent = agent;
      return handler(event, context);
    };
    return call(asAgent, { method: 'POST', headers: anonymously(clinic), query: { token }, ip });
  };

  test('a link opens in another network or in another browser, and the log says in which', async () => {
    const other = [
      ['198.51.100.20', 'test-agent/1.0', 'network'],
      ['203.0.113.7', 'mail-program/2', 'agent'],
    ] as const;
    for (const [ip, agent, differs] of other) {
      const token = tokenOf(await begin((await makeUser()).email));
      expect((await openAs(token, ip, agent)).status).toBe(200);
      const [opened] = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'auth.link_opened').slice(-1);
      expect(opened?.detail).toEqual({ elsewhere: differs });
    }
  });

  test('not in both: it is refused and counted, and still works for who asked', async () => {
    const token = tokenOf(await begin((await makeUser()).email));
    const { status, body } = await openAs(token, '198.51.100.20', 'thief/1.0');
    expect([status, body.code]).toEqual([403, 'link_opened_elsewhere']);
    const [refused] = (await eventsOf(clinic.projectId)).slice(-1);
    expect(refused).toMatchObject({
      type: 'auth.challenge_failed',
      reason: 'link_opened_elsewhere',
      detail: { tries: 1 },
    });
    expect((await open(token)).status).toBe(200);
  });

  test('after five such tries not at all', async () => {
    const token = tokenOf(await begin((await makeUser()).email));
    for (let time = 0; time < 5; time++) await openAs(token, `198.51.100.${time}`, 'thief/1.0');
    expect((await open(token)).body.code).toBe('token_consumed');
  });
});

describe('a page', () => {
  test.each(['http://localhost:4100/signed-in', `${PAGE}&x=1`, 'https://evil.test/', 'javascript:alert(1)', 'x'])(
    'that is not exactly one that was registered is refused: %s',
    async (redirect_uri) => {
      const { email } = await makeUser();
      expect(await send({ destination: email, redirect_uri })).toMatchObject({
        status: 400,
        body: { code: 'validation_failed' },
      });
    },
  );
});

test('codes and links to one address share its budget', async () => {
  const own = await clinicWithPage();
  const { email } = await makeUser(own);
  await request('POST /v1/auth/otp/send', { headers: anonymously(own), body: { email } });
  const { status } = await send({ destination: email, redirect_uri: PAGE }, own);
  expect([status, await deliverAll()]).toMatchObject([202, [{ subject: expect.stringContaining('code') }]]);
});

/** Signing in by what is sent, from the request to the outbox and back: an e-mail code, an SMS code, a magic link. */
import { beforeAll, expect, test, vi } from 'vitest';
import { readOutbox } from '../../lib/local/outbox.ts';
import { type Clinic, call, type Envelope, enrol, good, makeClinic } from './clinic.ts';
import { cloud } from './cloud.ts';

const NUMBER = '+12065550177';
const PAGE = 'https://app.clinic.example/signed-in';

interface Flow {
  readonly flow_id: string;
}
interface Event {
  readonly event: string;
  readonly data: { readonly metadata: { readonly channel?: string; readonly message_id?: string } };
}

let clinic: Clinic;
let email: string;
let envelope: Envelope;

beforeAll(async () => {
  clinic = await makeClinic('Messages');
  email = `reader-${Date.now()}@example.com`;
  const { secret: bearer } = clinic;
  ({ envelope } = await enrol(clinic, { email }));
  await good('PATCH', `/v1/users/${envelope.user.id}`, { bearer, body: { email_verified: true } });
  await good('POST', '/v1/redirect-uris', { bearer, body: { uri: PAGE } });
});

/** What the newest message to this address says; the stream takes about a second. */
const received = (to: string, pattern: RegExp): Promise<string> =>
  vi.waitFor(
    async () => {
      const newest = (await readOutbox(String(cloud.awsEnvironment.AWS_ENDPOINT_URL), to)).at(-1);
      const found = pattern.exec(newest?.text ?? '')?.[0];
      if (found === undefined) throw new Error(`nothing for ${to} yet`);
      return found;
    },
    { timeout: 60_000, interval: 500 },
  );
const CODE = /\b\d{6}\b/;

test('an e-mail code reaches the mailbox, signs in, and works once', async () => {
  const { projectId: project } = clinic;
  const { flow_id } = await good<Flow>('POST', '/v1/auth/otp/send', { project, body: { destination: email } });
  const body = { flow_id, code: await received(email, CODE) };
  const signedIn = await good<Envelope>('POST', '/v1/auth/otp/verify', { project, body });

  expect(signedIn.user.id).toBe(envelope.user.id);
  expect(await good('GET', '/v1/me', { bearer: signedIn.access_token })).toMatchObject({ email });
  expect(await call('POST', '/v1/auth/otp/verify', { project, body })).toMatchObject({ status: 401 });
});

test('an SMS code reaches the telephone that was confirmed, and signs in', async () => {
  const { projectId: project } = clinic;
  const bearer = envelope.access_token;
  const enrolling = await good<Flow>('POST', '/v1/me/phone', { bearer, body: { phone: NUMBER } });
  const first = await received(NUMBER, CODE);
  await good('POST', '/v1/me/phone/confirm', { bearer, body: { flow_id: enrolling.flow_id, code: first } });
  // A second message to one number is thirty seconds away; by the address it is another budget, and another code.
  const { flow_id } = await good<Flow>('POST', '/v1/auth/otp/send', { project, body: { email, channel: 'sms' } });
  const code = await vi.waitFor(
    async () => {
      const one = await received(NUMBER, CODE);
      if (one === first) throw new Error('not yet');
      return one;
    },
    { timeout: 60_000, interval: 500 },
  );
  const signedIn = await good<Envelope>('POST', '/v1/auth/otp/verify', { project, body: { flow_id, code } });

  expect(signedIn.user.id).toBe(envelope.user.id);
});

test('a magic link reaches the mailbox, signs in, and works once', async () => {
  const { projectId: project } = clinic;
  const other = `linked-${Date.now()}@example.com`;
  await good('POST', '/v1/users', { bearer: clinic.secret, body: { email: other, email_verified: true } });
  await good('POST', '/v1/auth/magic-link/send', { project, body: { destination: other, redirect_uri: PAGE } });
  const link = new URL(await received(other, /https:\/\/\S+/));
  const callback = `/v1/auth/magic-link/callback?token=${link.searchParams.get('token')}`;
  const signedIn = await good<Envelope>('POST', callback, { project });

  expect(`${link.origin}${link.pathname}`).toBe(PAGE);
  expect(signedIn.user.email).toBe(other);
  expect(await call('POST', callback, { project })).toMatchObject({ status: 410, body: { code: 'token_consumed' } });
});

test('nobody gets anything at an address that is not known, and the answer is the same', async () => {
  const { projectId: project } = clinic;
  const unknown = `nobody-${Date.now()}@example.com`;
  const { status, body } = await call<Flow>('POST', '/v1/auth/otp/send', { project, body: { email: unknown } });
  const later = `linked-later-${Date.now()}@example.com`;
  await good('POST', '/v1/users', { bearer: clinic.secret, body: { email: later, email_verified: true } });
  await good('POST', '/v1/auth/otp/send', { project, body: { email: later } });
  await received(later, CODE);

  expect([status, Object.keys(body)]).toEqual([202, ['flow_id', 'expires_at']]);
  expect(await readOutbox(String(cloud.awsEnvironment.AWS_ENDPOINT_URL), unknown)).toEqual([]);
});

test('the log tells what was asked for and what was sent', async () => {
  const { data } = await good<{ data: Event[] }>('GET', '/v1/events?limit=100', { bearer: clinic.secret });
  const sent = data.filter(({ event }) => event === 'message.sent').map(({ data: told }) => told.metadata);

  expect(new Set(sent.map(({ channel }) => channel))).toEqual(new Set(['email', 'sms']));
  const asked = data.filter(({ event }) => event === 'auth.code_requested').map(({ data: told }) => told.metadata);
  for (const { message_id } of sent.filter(({ channel }) => channel === 'sms'))
    expect(asked.map((one) => one.message_id)).toContain(message_id);
});

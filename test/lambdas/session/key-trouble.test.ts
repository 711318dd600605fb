/** The key service fails: nobody gets a token, and nobody's session is the worse for it. */
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization, signIn } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const keys = vi.hoisted(() => ({ down: false }));
vi.mock('../../../lambdas/shared/aws/kms.ts', async (original) => {
  const kms = await original<typeof import('../../../lambdas/shared/aws/kms.ts')>();
  const signToken: typeof kms.signToken = async (input) => {
    if (keys.down) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $retryable: {} });
    return kms.signToken(input);
  };
  return { ...kms, signToken };
});

const START = Date.parse('2026-03-01T12:00:00Z');
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(START);
  keys.down = false;
});
afterEach(() => {
  vi.useRealTimers();
});

async function member() {
  const [one, two] = [await makeOrganization(clinic), await makeOrganization(clinic)];
  const person = await enrol(clinic);
  await join(person, one);
  await join(person, two);
  const { body } = await signIn(person, { organization_id: one });
  return { one, two, envelope: body };
}

const refresh = (refresh_token: string) => request('POST /v1/auth/refresh', { body: { refresh_token } });

test('a refresh that could not be signed leaves the old refresh token good, long after the time for retries', async () => {
  const { one, envelope } = await member();
  keys.down = true;
  expect((await refresh(envelope.refresh_token)).status).toBe(503);
  keys.down = false;
  vi.setSystemTime(START + 11_000);
  expect((await refresh(envelope.refresh_token)).status).toBe(200);
  const types = (await eventsOf(one)).map(({ type }) => type);
  expect(types.filter((type) => type === 'session.refreshed')).toHaveLength(1);
  expect(types).not.toContain('session.reused');
});

test('nor does a session move to another organization without its new tokens', async () => {
  const { two, envelope } = await member();
  const move = { headers: bearer(envelope.access_token), body: { organization_id: two } };
  keys.down = true;
  expect((await request('POST /v1/sessions/select-org', move)).status).toBe(503);
  keys.down = false;
  vi.setSystemTime(START + 11_000);
  expect((await refresh(envelope.refresh_token)).status).toBe(200);
});

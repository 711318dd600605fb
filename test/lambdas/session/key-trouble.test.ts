/** The key service fails: nobody gets a token, and nobody's session is the worse for it. */
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, join, makeClinic, makeMember, makeOrganization } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const keys = vi.hoisted(() => ({ down: false }));
vi.mock('../../../lambdas/shared/aws/kms.ts', async (original) => {
  const kms = await original<typeof import('../../../lambdas/shared/aws/kms.ts')>();
  const signToken: typeof kms.signToken = async (keyId, input) => {
    if (keys.down) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $retryable: {} });
    return kms.signToken(keyId, input);
  };
  return { ...kms, signToken };
});

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
beforeEach(() => {
  keys.down = false;
});

async function member() {
  const { org: one, person, envelope } = await makeMember(clinic);
  const two = await makeOrganization(clinic);
  await join(person, two);
  return { one, two, envelope };
}

const refresh = (refresh_token: string) => request('POST /v1/auth/refresh', { body: { refresh_token } });

test('a refresh that could not be signed leaves the old refresh token good, long after the time for retries', async () => {
  const { one, envelope } = await member();
  keys.down = true;
  expect((await refresh(envelope.refresh_token)).status).toBe(503);
  keys.down = false;
  at(0, 11_000);
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
  at(0, 11_000);
  expect((await refresh(envelope.refresh_token)).status).toBe(200);
});

/** Reads that lag: a session is never ended, nor a token given out, because of what a replica does not know yet. */
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeClinic, makeMember, setPolicy } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

type Reads = typeof import('../../../lambdas/shared/aws/dynamodb.ts');
type Row = import('../../../lambdas/shared/aws/dynamodb.ts').Row;

/** While it lags, eventually consistent reads of a row answer what the first one of them saw. */
const replica = vi.hoisted(() => ({ lags: false, rows: new Map<string, Row | undefined>() }));
vi.mock('../../../lambdas/shared/aws/dynamodb.ts', async (original) => {
  const reads = await original<Reads>();
  const getRows: Reads['getRows'] = async (table, keys, options = {}) => {
    const rows = await reads.getRows(table, keys, options);
    if (!replica.lags || !options.eventual) return rows;
    return keys.map((key, index) => {
      const name = JSON.stringify(key);
      if (!replica.rows.has(name)) replica.rows.set(name, rows[index]);
      return replica.rows.get(name);
    });
  };
  const getRow: Reads['getRow'] = async (table, key, options) => (await getRows(table, [key], options))[0];
  return { ...reads, getRow, getRows };
});

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
beforeEach(() => {
  replica.lags = true;
  replica.rows.clear();
});

const refresh = (refresh_token: string) => request('POST /v1/auth/refresh', { body: { refresh_token } });

/** A member who is signed in, and has refreshed once: from now on the replica knows that state and no later one. */
async function member() {
  replica.lags = false;
  const { org, envelope: first } = await makeMember(clinic);
  replica.lags = true;
  const second = (await refresh(first.refresh_token)).body;
  return { org, first, second };
}

test('a token that is newer than what the replica shows is good', async () => {
  const { org, second } = await member();
  at(1);
  const third = await refresh(second.refresh_token);
  expect(third.status).toBe(200);
  expect((await refresh(third.body.refresh_token)).status).toBe(200);
  expect((await eventsOf(org)).map(({ type }) => type)).not.toContain('session.reused');
});

test('a session that was ended a moment ago gives no token to a retry', async () => {
  const { first, second } = await member();
  await request('POST /v1/auth/sign-out', { headers: bearer(second.access_token), body: {} });
  expect((await refresh(first.refresh_token)).body.code).toBe('session_expired');
  expect((await refresh(second.refresh_token)).body.code).toBe('session_expired');
});

test('a policy that was loosened a moment ago ends nothing', async () => {
  const { org, second } = await member();
  await setPolicy(clinic, org, { session_idle_timeout_min: 60 });
  at(20);
  expect((await refresh(second.refresh_token)).status).toBe(200);
});

test('signing out ends a session that was refreshed in between', async () => {
  const { second } = await member();
  const [out] = await Promise.all([
    request('POST /v1/auth/sign-out', { headers: bearer(second.access_token), body: {} }),
    refresh(second.refresh_token),
  ]);
  expect(out.status).toBe(204);
  expect((await request('GET /v1/me', { headers: bearer(second.access_token) })).body.code).toBe('session_expired');
});

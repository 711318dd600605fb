/** Credential stuffing (security.md, row 3): what reaches the key derivation, counted where it is derived (T21). */
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { MINUTE, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { logIn, PASSWORD, withPassword, withPasswords } from '../../dynamodb/factors.ts';
import { type Clinic, signIn } from '../../dynamodb/people.ts';

const derived = vi.hoisted(() => ({ count: 0 }));
vi.mock('../../../lambdas/password/argon2.ts', async (original) => {
  const real = await original<typeof import('../../../lambdas/password/argon2.ts')>();
  const argon2id: typeof real.argon2id = (...given) => {
    derived.count++;
    return real.argon2id(...given);
  };
  return { ...real, argon2id };
});

let clinic: Clinic;
beforeAll(async () => {
  clinic = await withPasswords();
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(START);
});
afterEach(() => {
  vi.useRealTimers();
});

const GUESSES = 10_000;
const ADDRESSES = 1_000;
const AT_ONCE = 100;
const ipOf = (index: number) => `198.51.${Math.floor(index / 250)}.${index % 250}`;

/** @returns how often each status was answered. */
async function guess(email: string, count: number): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  for (let done = 0; done < count; done += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, index) =>
      logIn(clinic, email, `guess number ${done + index}`, { ip: ipOf((done + index) % ADDRESSES) }),
    );
    for (const { status } of await Promise.all(batch)) statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

test('of 10,000 guesses from 1,000 addresses at one account, ten are derived in a window', {
  timeout: 240_000,
}, async () => {
  const person = await withPassword(clinic);
  derived.count = 0;
  const statuses = await guess(person.email, GUESSES);
  console.log(
    `T21: ${derived.count} of ${GUESSES} guesses reached the key derivation; answers ${JSON.stringify(statuses)}`,
  );
  expect(derived.count).toBeLessThanOrEqual(10);
  expect(statuses).toEqual({ 401: 10, 429: GUESSES - 10 });

  const limited = await logIn(clinic, person.email);
  expect([limited.status, limited.body.code]).toEqual([429, 'rate_limited']);
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
  expect((await signIn(person)).status, "the owner's passkey").toBe(200);

  const reached = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'abuse.limit_reached');
  const told = reached.flatMap(({ detail }) => (detail?.budget === 'password_account' ? [Number(detail.refused)] : []));
  const doublings = Array.from({ length: 14 }, (_, power) => 2 ** power);
  expect(
    told.sort((one, other) => one - other),
    'each time that the number of refusals doubled',
  ).toEqual(doublings);

  vi.setSystemTime(START + 15 * MINUTE);
  expect((await logIn(clinic, person.email)).status, 'in the next window').toBe(200);
});

test('an account that nobody has takes as many', async () => {
  derived.count = 0;
  const statuses = await guess('nobody@clinic.test', 50);
  expect([derived.count, statuses]).toEqual([10, { 401: 10, 429: 40 }]);
});

test('who knows the password is not limited by having signed in', async () => {
  const { email } = await withPassword(clinic);
  for (let time = 0; time < 15; time++) expect((await logIn(clinic, email, PASSWORD)).status).toBe(200);
});

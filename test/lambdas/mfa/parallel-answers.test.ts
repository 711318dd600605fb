/**
 * Many answers to one challenge at once, from many environments: the limit of tries holds, and one right answer is one
 * session (security.md, row 4).
 */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { answer, begin, type Careful, challengeOf, makeCareful } from '../../dynamodb/challenges.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { withPasswords } from '../../dynamodb/factors.ts';
import type { Clinic } from '../../dynamodb/people.ts';

const at = handClock();
let clinic: Clinic;
let careful: Careful;
beforeEach(async () => {
  const budgets = { factor_account: 1_000_000, code_ip: 1_000_000, password_account: 1_000 };
  clinic = await withPasswords({ settings: { passwords: 'on', budgets } });
  careful = await makeCareful(clinic);
  minute = 0;
});

const CROWD = 100;
let minute = 0;

/** A challenge in a minute of its own, so that the app shows a code that was not used. */
async function freshChallenge(): Promise<string> {
  minute += 5;
  at(minute);
  return challengeOf(careful);
}

async function tally(answers: readonly Promise<{ status: number; body: { code?: string } }>[]) {
  const codes = (await Promise.all(answers)).map(({ status, body }) => (status === 200 ? 'session' : body.code));
  return (code: string) => codes.filter((one) => one === code).length;
}

const written = async (type: string) =>
  (await eventsOf(careful.org)).filter((event) => event.type === type && event.request !== '').length;

/** What a guess is: with an app or a recovery code, where among the crowd the right one stands, or nowhere. */
const aCrowd = fc.record({
  method: fc.constantFrom('totp', 'recovery'),
  right: fc.option(fc.nat(CROWD - 1), { nil: undefined }),
});

test('of a hundred answers with one right among them, five are tried at most', { timeout: 300_000 }, async () => {
  let spare = 0;
  let most = 0;
  let entered = 0;
  await fc.assert(
    fc.asyncProperty(aCrowd, async ({ method, right }) => {
      const id = await freshChallenge();
      const [failed, made] = [await written('auth.challenge_failed'), await written('session.created')];
      const rightCode = method === 'totp' ? careful.app() : (careful.codes[spare] ?? '');
      const wrongCode = (index: number) => (method === 'totp' ? careful.app(7 + index) : `AAAAA-${10_000 + index}`);
      const count = await tally(
        Array.from({ length: CROWD }, (_, index) =>
          answer(clinic, id, { method, code: index === right ? rightCode : wrongCode(index) }),
        ),
      );
      const [wrong, sessions] = [count('invalid_code'), count('session')];
      most = Math.max(most, wrong + sessions);
      entered += sessions;
      if (sessions > 0 && method === 'recovery') spare++;
      expect(wrong + sessions, 'told').toBeLessThanOrEqual(5);
      expect(sessions).toBeLessThanOrEqual(1);
      expect((await written('auth.challenge_failed')) - failed, 'each that was told is an event').toBe(wrong);
      expect((await written('session.created')) - made).toBe(sessions);
      expect(wrong + sessions + count('challenge_expired') + count('conflict')).toBe(CROWD);
      expect(count('conflict'), 'all are told how it ended').toBe(0);
    }),
    { numRuns: 5, examples: [[{ method: 'totp', right: 0 }], [{ method: 'recovery', right: 3 }]] },
  );
  console.log(`step-up: 5 crowds of ${CROWD}: at most ${most} answers tried, ${entered} right ones entered`);
});

test('of a hundred right answers at once, one makes a session', { timeout: 300_000 }, async () => {
  const totp = () => ({ method: 'totp', code: careful.app() });
  const recovery = () => ({ method: 'recovery', code: careful.codes[9] });
  for (const given of [totp, recovery]) {
    const id = await freshChallenge();
    const count = await tally(Array.from({ length: CROWD }, () => answer(clinic, id, given())));
    expect(count('session')).toBe(1);
  }
  const id = await freshChallenge();
  const { body } = await begin(clinic, id, 'passkey');
  const signed = Array.from({ length: CROWD }, () => careful.person.passkey.get(body.options));
  const count = await tally(signed.map((credential) => answer(clinic, id, { method: 'passkey', credential })));
  expect(count('session')).toBe(1);
});

test('of right answers to many challenges with one code, one makes a session', { timeout: 300_000 }, async () => {
  const ids = [await freshChallenge()];
  for (let others = 0; others < 19; others++) ids.push(await challengeOf(careful));
  const count = await tally(ids.map((id) => answer(clinic, id, { method: 'totp', code: careful.app() })));
  expect(count('session'), 'row 4: of 100 parallel uses exactly one wins').toBe(1);
  expect(count('session') + count('invalid_code')).toBe(20);
});

/** Which passwords are taken (NIST SP 800-63B-4 §3.1.1.2), with the real list of common ones. */
import { expect, test } from 'vitest';
import { effectivePolicy, INHERIT } from '../../../lambdas/organization/policy.ts';
import { guessesOf } from '../../../lambdas/password/guesses.ts';
import {
  contextWords,
  isLocked,
  judgePassword,
  leastLength,
  MAX_FAILURES,
  normalize,
  type Weakness,
} from '../../../lambdas/password/password.ts';

const WORDS = contextWords("Janet O'Connor-Bell", 'janet.oconnor@sunrise-clinic.test', 'Sunrise Clinic');
const ALONE = leastLength(effectivePolicy(INHERIT));
const WITH_OTHERS = leastLength(effectivePolicy({ ...INHERIT, require_mfa: true }));

function judge(typed: string, least = ALONE, breached: readonly string[] = []): Weakness | 'taken' {
  const judges = { guesses: guessesOf, isBreached: (password: string) => breached.includes(password) };
  const judged = judgePassword(normalize(typed), least, WORDS, judges);
  return judged.ok ? 'taken' : judged.error;
}

test('fifteen characters where a password may be all that is asked for, eight where it never is', () => {
  expect([ALONE, WITH_OTHERS]).toEqual([15, 8]);
  expect(leastLength(effectivePolicy({ ...INHERIT, require_passkey: true }))).toBe(8);
  expect(judge('tq vmz wrk plo', ALONE)).toBe('too_short');
  expect(judge('tq vmz wrk plon', ALONE)).toBe('taken');
  expect(judge('x7Gq!mZ', WITH_OTHERS)).toBe('too_short');
  expect(judge('x7Gq!mZ2', WITH_OTHERS)).toBe('taken');
});

test('up to 128 characters, each code point one of them', () => {
  const sentence =
    'the lamp beside my window hums at night and nobody knows why it does so, not even the cat that sleeps under it in winter weather';
  expect(judge(sentence.slice(0, 128))).toBe('taken');
  expect(judge(`${sentence.slice(0, 128)}x`)).toBe('too_long');
  const emoji = [...'🦊🌧🎻🧭🪁🥨🛶🧶🪨🦉🍋🎈🧲🚲🫧'];
  expect(emoji).toHaveLength(15);
  expect(judge(emoji.join(''))).toBe('taken');
  expect(judge(emoji.slice(1).join(''))).toBe('too_short');
});

test('no composition rules: letters alone, spaces, any script', () => {
  for (const typed of [
    'correct horse battery staple',
    'quietriversmallboat',
    'зелёный чайник на окне',
    '静かな川と小さな船と青い空と白い雲',
  ])
    expect([typed, judge(typed)]).toEqual([typed, 'taken']);
});

test('what looks the same is the same (NFC)', () => {
  expect(normalize('cafe\u0301')).toBe('caf\u00e9');
  expect(normalize('  spaces stay  ')).toBe('  spaces stay  ');
});

test.each([
  'password12345678',
  'passwordpassword',
  'P@ssw0rd!P@ssw0rd!',
  'aaaaaaaaaaaaaaaa',
  '123456789012345',
  'abcdefghijklmnop',
  'qwertyuiopasdfgh',
  '1qaz2wsx3edc4rfv',
  'iloveyouiloveyou',
])('what many choose, or what is made of it, is refused: %s', (typed) => {
  expect(judge(typed)).toBe('too_common');
});

test.each(['baseball', 'Password1', 'sunshine', 'trustno1', 'football1'])('also where eight would do: %s', (typed) => {
  expect(judge(typed, WITH_OTHERS)).toBe('too_common');
});

test.each(['janet.oconnor1985', "Janet O'Connor!!", 'sunrise-clinic2026', 'CLINICsunrise...', 'janetjanetjanet'])(
  'name, address and application with little else are refused: %s',
  (typed) => {
    expect(judge(typed)).toBe('of_context');
  },
);

test('a name within a long password is no reason to refuse it: the whole is compared, not its parts', () => {
  expect(judge('janet waters nine blue tulips')).toBe('taken');
});

test('what is known from a breach is refused, whatever it looks like', () => {
  expect(judge('nine blue tulips wait', ALONE, ['nine blue tulips wait'])).toBe('breached');
});

test('short words of context are part of too many others', () => {
  expect(contextWords('Bo Li', 'bo@x.io')).toEqual([]);
  expect(contextWords('José Müller', undefined)).toEqual(['josé', 'müller']);
});

test('a hundred wrong ones in a row lock a password', () => {
  expect(MAX_FAILURES).toBe(100);
  expect(isLocked({ failures: 99 })).toBe(false);
  expect(isLocked({ failures: 100 })).toBe(true);
});

/** Codes of authenticator apps: the vectors of the RFCs, the window, and that no code is ever of use twice (T16). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CONFIRM_MS,
  codeAt,
  counterAt,
  isFresh,
  newSeed,
  presentSeed,
  stepOf,
  type Totp,
} from '../../../lambdas/totp/totp.ts';

const DIGITS = '1234567890';
const seedOf = (bytes: number) => Buffer.from(DIGITS.repeat(7).slice(0, bytes));

/** RFC 4226, appendix D. */
const HOTP = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
/** RFC 6238, appendix B: seconds, and the codes for SHA-1, SHA-256 and SHA-512. */
const TOTP: readonly (readonly [number, string, string, string])[] = [
  [59, '94287082', '46119246', '90693936'],
  [1_111_111_109, '07081804', '68084774', '25091201'],
  [1_111_111_111, '14050471', '67062674', '99943326'],
  [1_234_567_890, '89005924', '91819424', '93441116'],
  [2_000_000_000, '69279037', '90698825', '38618901'],
  [20_000_000_000, '65353130', '77737706', '47863826'],
];
const ALGORITHMS = [
  ['SHA1', 20],
  ['SHA256', 32],
  ['SHA512', 64],
] as const;

test('all vectors of RFC 4226 and RFC 6238', () => {
  const right = [
    ...HOTP.map((code, counter) => codeAt(seedOf(20), counter) === code),
    ...TOTP.flatMap(([seconds, ...codes]) =>
      ALGORITHMS.map(([algorithm, bytes], index) => {
        const counter = counterAt(new Date(seconds * 1000));
        return codeAt(seedOf(bytes), counter, { algorithm, digits: 8 }) === codes[index];
      }),
    ),
  ];
  console.log(`T16: ${right.filter(Boolean).length} of ${right.length} vectors of RFC 4226 and RFC 6238`);
  expect(right).toHaveLength(28);
  expect(right).not.toContain(false);
});

const NOW = new Date('2026-03-01T12:00:10Z');
const PRESENT = counterAt(NOW);

test('a code is taken one step early and one step late, and no further', () => {
  const seed = newSeed();
  const taken = [-2, -1, 0, 1, 2].filter((step) => stepOf(seed, codeAt(seed, PRESENT + step), 0, NOW) !== undefined);
  expect(taken).toEqual([-1, 0, 1]);
  expect(stepOf(seed, codeAt(seed, PRESENT + 1), 0, NOW), 'the step that it is of').toBe(PRESENT + 1);
});

test('nor is one of another seed, another length or another alphabet', () => {
  const seed = newSeed();
  const code = codeAt(seed, PRESENT);
  for (const wrong of [codeAt(newSeed(), PRESENT), '', code.slice(1), `${code}0`, ` ${code}`, '１２３４５６'])
    expect(stepOf(seed, wrong, 0, NOW) === undefined || wrong === code).toBe(true);
});

test('after a code was used, neither it nor an older one is of use', () => {
  const seed = newSeed();
  const used = stepOf(seed, codeAt(seed, PRESENT), 0, NOW) ?? 0;
  expect(stepOf(seed, codeAt(seed, PRESENT), used, NOW)).toBeUndefined();
  expect(stepOf(seed, codeAt(seed, PRESENT - 1), used, NOW)).toBeUndefined();
  expect(stepOf(seed, codeAt(seed, PRESENT + 1), used, NOW)).toBe(PRESENT + 1);
});

test('10,000 generated replays: none is accepted', () => {
  const RUNS = 10_000;
  let accepted = 0;
  const seed = newSeed();
  const moment = fc.integer({ min: 0, max: 4_102_444_800 });
  const replay = fc.property(
    moment,
    fc.integer({ min: -1, max: 1 }),
    fc.integer({ min: -30, max: 120 }),
    (seconds, early, later) => {
      const first = new Date((seconds + 60) * 1000);
      const code = codeAt(seed, counterAt(first) + early);
      const used = stepOf(seed, code, 0, first);
      if (used === undefined || stepOf(seed, code, used, new Date(first.getTime() + later * 1000)) === undefined)
        return;
      // Two steps have the same code once in a million: then it is a code of its own, and no replay.
      const steps = [-1, 0, 1].filter((step) => codeAt(seed, counterAt(first) + step) === code);
      if (steps.length === 1) accepted++;
    },
  );
  fc.assert(replay, { numRuns: RUNS });
  console.log(`T16: ${accepted} of ${RUNS} replays accepted`);
  expect(accepted).toBe(0);
});

test('a seed has 160 bits, and the app is told whose it is', () => {
  const seed = newSeed();
  expect(seed).toHaveLength(20);
  const { secret, uri } = presentSeed(seed, 'Sunrise: Clinic & Co', 'a.person@clinic.test');
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const parsed = new URL(uri);
  expect(`${parsed.protocol}//${parsed.host}`).toBe('otpauth://totp');
  expect(Object.fromEntries(parsed.searchParams)).toEqual({
    issuer: 'Sunrise: Clinic & Co',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
  expect(decodeURIComponent(parsed.pathname)).toContain('a.person@clinic.test');
});

test('a seed that was shown is confirmed in a quarter of an hour or not at all', () => {
  const totp = { createdAt: NOW.toISOString() } as Totp;
  expect(isFresh(totp, new Date(NOW.getTime() + CONFIRM_MS - 1))).toBe(true);
  expect(isFresh(totp, new Date(NOW.getTime() + CONFIRM_MS))).toBe(false);
});

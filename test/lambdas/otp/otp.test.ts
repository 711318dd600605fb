import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  destinationOf,
  hashCode,
  isOpen,
  isRight,
  masked,
  newCode,
  type OneTimeCode,
} from '../../../lambdas/otp/otp.ts';

const key = createSecretKey(randomBytes(32));
const sent = (more: Partial<OneTimeCode> = {}): OneTimeCode => ({
  hash: 'flow',
  projectId: 'proj_1',
  purpose: 'sign_in',
  channel: 'email',
  address: 'a',
  by: 'email',
  codeHash: hashCode(key, 'proj_1', 'flow', '012345'),
  tries: 0,
  status: 'open',
  createdAtMs: 0,
  expiresAtMs: 1_000,
  ...more,
});

describe('codes', () => {
  test('are six digits, each digit at each place as likely as any other', () => {
    const codes = Array.from({ length: 60_000 }, newCode);
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    const expected = codes.length / 10;
    for (let place = 0; place < 6; place++) {
      const counts = Array.from(
        { length: 10 },
        (_, digit) => codes.filter((code) => code[place] === String(digit)).length,
      );
      const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // Nine degrees of freedom: beyond this once in ten million.
      expect(chi2).toBeLessThan(50);
    }
  });

  test('are right for their flow and project alone, digit by digit', () => {
    expect(isRight(key, sent(), '012345')).toBe(true);
    for (const code of ['012346', '12345', '0123450', '']) expect(isRight(key, sent(), code)).toBe(false);
    expect(isRight(key, sent({ hash: 'other' }), '012345')).toBe(false);
    expect(isRight(key, sent({ projectId: 'proj_2' }), '012345')).toBe(false);
    expect(isRight(createSecretKey(randomBytes(32)), sent(), '012345')).toBe(false);
  });

  test.each([
    ['now', {}, 999, true],
    ['at its very end', {}, 1_000, false],
    ['when it was used', { status: 'used' }, 0, false],
    ['after four wrong answers', { tries: 4 }, 0, true],
    ['after five', { tries: 5 }, 0, false],
  ] as const)('may be answered %s: %j', (_, more, atMs, open) => {
    expect(isOpen(sent(more), new Date(atMs))).toBe(open);
  });
});

describe('where a code goes', () => {
  test.each([
    [{ destination: ' Jane@Example.com ' }, { by: 'email', address: 'jane@example.com', channel: 'email' }],
    [
      { email: 'jane@example.com', channel: 'sms' },
      { by: 'email', address: 'jane@example.com', channel: 'sms' },
    ],
    [{ phone: '+1 (206) 555-0100' }, { by: 'phone', address: '+12065550100', channel: 'sms' }],
    [
      { destination: '+12065550100', channel: 'email' },
      { by: 'phone', address: '+12065550100', channel: 'email' },
    ],
  ] as const)('%j', (asked, expected) => expect(destinationOf(asked)).toEqual({ ok: true, value: expected }));

  test.each([
    {},
    { phone: '12065550100' },
    { phone: '+0123456789' },
    { phone: '+1234567890123456' },
    { email: 'jane' },
  ])('is not known from %j', (asked) =>
    expect(destinationOf(asked)).toEqual({ ok: false, error: 'validation_failed' }),
  );
});

test('an address is shown as far as its owner would know it again', () => {
  expect(masked('jane.doe@example.com')).toBe('j•••@example.com');
  expect(masked('+12065550100')).toBe('••••••0100');
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commitment, openBlock, publicBlock, sealBlock } from '../../../lambdas/audit/block.ts';

const key = randomBytes(32);

test('a sealed block opens under its own key, event and subject', () => {
  const sealed = sealBlock('{"ip":"203.0.113.7"}', key, 'evt_1', 'user_1');
  expect(openBlock(sealed, key, 'evt_1', 'user_1')).toBe('{"ip":"203.0.113.7"}');
});

test.each([
  ['another key', randomBytes(32), 'evt_1', 'user_1'],
  ['another event', key, 'evt_2', 'user_1'],
  ['another subject', key, 'evt_1', 'user_2'],
])('and under %s it does not', (_, otherKey, event, subject) => {
  const sealed = sealBlock('text', key, 'evt_1', 'user_1');
  expect(() => openBlock(sealed, otherKey, event, subject)).toThrow();
});

test('any flipped bit is noticed, by the cipher and by the commitment', () => {
  const sealed = sealBlock('{"ip":"203.0.113.7"}', key, 'evt_1', 'user_1');
  const open = publicBlock({ outcome: 'success' });
  const committed = commitment(open, { user_1: sealed });
  fc.assert(
    fc.property(fc.nat(sealed.byteLength * 8 - 1), (bit) => {
      const flipped = Uint8Array.from(sealed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => openBlock(flipped, key, 'evt_1', 'user_1')).toThrow();
      expect(commitment(open, { user_1: flipped })).not.toBe(committed);
    }),
  );
});

test('a truncated block is refused', () => {
  const sealed = sealBlock('text', key, 'evt_1', 'user_1');
  for (let length = 0; length < sealed.byteLength; length++)
    expect(() => openBlock(sealed.subarray(0, length), key, 'evt_1', 'user_1')).toThrow();
});

test('the commitment does not depend on the order of subjects, and does on everything else', () => {
  const open = publicBlock({ outcome: 'success' });
  const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
  expect(commitment(open, { user_1: a, user_2: b })).toBe(commitment(open, { user_2: b, user_1: a }));
  const others = [
    commitment(open, { user_1: b, user_2: a }),
    commitment(open, { user_1: a }),
    commitment('{}', { user_1: a, user_2: b }),
  ];
  expect(new Set([...others, commitment(open, { user_1: a, user_2: b })]).size).toBe(4);
});

test('two public blocks of one content differ by their salt', () => {
  expect(publicBlock({ outcome: 'success' })).not.toBe(publicBlock({ outcome: 'success' }));
});

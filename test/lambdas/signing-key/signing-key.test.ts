/** The ring of keys: who signs, under what a token is good, and what is never used again. */
import { expect, test } from 'vitest';
import {
  acceptedKeys,
  firstKeys,
  nextOf,
  retire,
  rotate,
  type SigningKeys,
} from '../../../lambdas/signing-key/signing-key.ts';

const RING = ['a', 'b', 'c'];
const NOW = new Date('2026-11-22T12:00:00.000Z');
const HOUR_MS = 60 * 60_000;
const after = (ms: number) => new Date(NOW.getTime() + ms);

function changed<T, E>(result: { ok: true; value: T } | { ok: false; error: E }): T {
  if (!result.ok) throw new Error(String(result.error));
  return result.value;
}
const turn = (keys: SigningKeys, at: Date) => changed(rotate(keys, RING, at));

test('the first of the ring signs; the next one is published with it', () => {
  expect(acceptedKeys(firstKeys(RING), RING, NOW)).toEqual(['a', 'b']);
  expect(() => firstKeys([])).toThrow('no key');
});

test('the next one signs from a rotation on; what the one before signed is good for an hour, to the millisecond', () => {
  const keys = turn(firstKeys(RING), NOW);
  expect(acceptedKeys(keys, RING, after(HOUR_MS - 1))).toEqual(['b', 'c', 'a']);
  expect(acceptedKeys(keys, RING, after(HOUR_MS))).toEqual(['b', 'c']);
  expect(rotate(keys, RING, after(HOUR_MS - 1))).toEqual({ ok: false, error: 'not_due_yet' });
});

test('the ring goes round: after three hours the first one signs again', () => {
  let keys = firstKeys(RING);
  const signing = [1, 2, 3].map((hour) => {
    keys = turn(keys, after(hour * HOUR_MS));
    return keys.current;
  });
  expect(signing).toEqual(['b', 'c', 'a']);
});

test('what is compromised is good for nothing from that moment, and never signs again', () => {
  const first = changed(retire(firstKeys(RING), 'a', RING, NOW));
  expect(acceptedKeys(first, RING, NOW)).toEqual(['b', 'c']);
  const second = changed(retire(first, 'b', RING, NOW));
  expect(acceptedKeys(second, RING, NOW)).toEqual(['c']);
  expect(rotate(second, RING, NOW)).toEqual({ ok: false, error: 'no_signing_key_left' });
  expect(retire(second, 'c', RING, NOW)).toEqual({ ok: false, error: 'no_signing_key_left' });
  expect(retire(second, 'a', RING, NOW)).toEqual({ ok: false, error: 'already_decided' });
  expect(nextOf(second, [...RING, 'd'], NOW), 'until one is added').toBe('d');
});

test('the one before is retired without a change of who signs', () => {
  const keys = turn(firstKeys(RING), NOW);
  expect(acceptedKeys(changed(retire(keys, 'a', RING, NOW)), RING, NOW)).toEqual(['b', 'c']);
});

test('where no other is left, the one before signs again rather than nobody', () => {
  const two = ['a', 'b'];
  const keys = changed(rotate(firstKeys(two), two, NOW));
  const left = changed(retire(keys, 'b', two, NOW));
  expect([left.current, acceptedKeys(left, two, NOW)]).toEqual(['a', ['a']]);
});

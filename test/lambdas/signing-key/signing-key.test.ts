/** The ring of keys: who signs, under what a token is good, and what is never used again. */
import { expect, test } from 'vitest';
import {
  acceptedKeys,
  firstKeys,
  keptSeconds,
  nextOf,
  retire,
  rotate,
  type SigningKeys,
  takesTwo,
  within,
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

test('a key under which no token is good is not retired: that would only use the ring up', () => {
  expect(retire(firstKeys(RING), 'c', RING, NOW)).toEqual({ ok: false, error: 'signing_key_not_in_use' });
  expect(retire(firstKeys(RING), 'b', RING, NOW).ok, 'the next one is published').toBe(true);
});

test('for a day after a retirement it takes two people to retire another, to the millisecond', () => {
  const keys = changed(retire(firstKeys(RING), 'a', RING, NOW));
  expect([takesTwo(firstKeys(RING), NOW), takesTwo(turn(firstKeys(RING), NOW), NOW)]).toEqual([false, false]);
  expect([takesTwo(keys, after(24 * HOUR_MS - 1)), takesTwo(keys, after(24 * HOUR_MS))]).toEqual([true, false]);
  expect(takesTwo(turn(keys, after(HOUR_MS)), after(HOUR_MS)), 'a planned rotation after it hides nothing').toBe(true);
});

test('others keep what is published for a minute in the hour after a retirement, and for ten at other times', () => {
  const keys = changed(retire(firstKeys(RING), 'a', RING, NOW));
  expect([NOW, after(HOUR_MS - 1), after(HOUR_MS)].map((at) => keptSeconds(keys, at))).toEqual([60, 60, 600]);
  expect(keptSeconds(firstKeys(RING), NOW)).toBe(600);
});

test('of a ring that was made smaller, the first that was not retired signs in the place of one that is gone', () => {
  const until = after(HOUR_MS).toISOString();
  const stored = { current: 'd', previous: { keyId: 'b', until }, retired: ['a'], version: 7 };
  expect(within(stored, [...RING, 'd'])).toEqual(stored);
  expect(within(stored, RING)).toEqual({ ...stored, current: 'b', previous: undefined });
  const gone = { ...stored, current: 'b', previous: { keyId: 'd', until } };
  expect(acceptedKeys(within(gone, RING), RING, NOW)).toEqual(['b', 'c']);
  expect(() => within({ ...stored, retired: RING }, RING)).toThrow('every key for tokens was retired');
});

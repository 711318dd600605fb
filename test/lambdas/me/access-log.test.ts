/** The words of the access log: of every event that there is, and of whoever may have caused it. */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../lambdas/audit/block.ts';
import { CATALOGUE } from '../../../lambdas/audit/catalogue.ts';
import { ACTORS } from '../../../lambdas/audit/catalogue-kind.ts';
import { entryOf } from '../../../lambdas/me/access-log.ts';

const ME = 'user_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const entry = (event: string, data: JsonObject) =>
  entryOf({ id: 'evt_1', event, created_at: '2026-11-22T10:00:00.000Z', data, leaf: '' }, ME);

test.each(Object.keys(CATALOGUE))('%s has a sentence', (event) => {
  expect(entry(event, { actor_type: 'system', metadata: {} }).what).toMatch(/^[A-Z].+\.$/);
});

test('one that is not in the catalogue any more is told all the same', () => {
  expect(entry('was.once', { metadata: {} })).toMatchObject({
    who: 'somebody',
    what: expect.stringContaining('no longer'),
  });
});

test.each(ACTORS)('%s has a name that is no name of a person', (actor_type) => {
  const { who } = entry('user.updated', { actor_type, actor_id: 'other-user-x', metadata: {} });
  expect(who).toMatch(/^(a|an|this|whoever|somebody) /);
});

test('what they did themselves is theirs, with where they were; of others no address is told', () => {
  const metadata = { outcome: 'success', ip: '192.0.2.7' };
  expect(entry('session.created', { actor_type: 'user', actor_id: ME, metadata })).toMatchObject({
    who: 'you',
    ip: '192.0.2.7',
    outcome: 'done',
  });
  expect(entry('user.updated', { actor_type: 'operator', actor_id: 'x', metadata }).ip).toBeNull();
});

test.each([
  ['success', 'done'],
  ['denied', 'refused'],
  ['failure', 'failed'],
])('%s is told as %s', (outcome, told) => {
  expect(entry('auth.signin_attempt', { metadata: { outcome } }).outcome).toBe(told);
});

test('health data is told by what was done with it, for what, and to whom it was given', () => {
  const disclosure = { recipient: 'City Laboratory' };
  const metadata = { action: 'disclose', purpose: 'HPAYMT', subjects: { [ME]: { disclosure } } };
  expect(entry('phi.disclosed', { actor_type: 'api_key', metadata })).toMatchObject({
    what: 'Something of your record was given to somebody else.',
    why: 'for payment; given to City Laboratory',
  });
  expect(entry('phi.accessed', { metadata: { action: 'read', purpose: 'MEMO' } }).why).toBe('purpose MEMO');
});

test('who acted in their account, or under emergency access, is told so', () => {
  for (const [type, why] of [
    ['impersonation', 'acting in your account'],
    ['break_glass', 'under emergency access'],
  ])
    expect(entry('user.updated', { metadata: { grant: { type, id: 'x' } } }).why).toBe(why);
});

import { expect, test } from 'vitest';
import { changeUser, createUser, differenceOf, normalizeEmail } from '../../../lambdas/user/user.ts';

const NOW = new Date('2025-06-01T00:00:00Z');
const LATER = new Date('2025-06-02T00:00:00Z');
const ada = createUser({ email: 'Ada@example.com', emailVerified: true, name: 'Ada' }, 'user_1', 'proj_1', NOW);

test('addresses that differ in case or outer white space are one account', () => {
  expect(normalizeEmail(' Ada@Example.COM ')).toBe(normalizeEmail('ada@example.com'));
});

test('a new user is active and, unless told otherwise, unverified', () => {
  expect(createUser({ email: 'x@example.com' }, 'user_2', 'proj_1', NOW)).toMatchObject({
    status: 'active',
    emailVerified: false,
    version: 1,
    createdAt: NOW.toISOString(),
  });
});

test('another address is unverified, the same one in other letters stays verified', () => {
  expect(changeUser(ada, { email: 'grace@example.com' }, LATER).emailVerified).toBe(false);
  expect(changeUser(ada, { email: 'grace@example.com', email_verified: true }, LATER).emailVerified).toBe(true);
  expect(changeUser(ada, { email: 'ADA@example.com' }, LATER).emailVerified).toBe(true);
});

test('a change counts the version and the time, and keeps what it does not name', () => {
  const changed = changeUser(ada, { name: 'Ada King' }, LATER);
  expect(changed).toEqual({ ...ada, name: 'Ada King', version: 2, updatedAt: LATER.toISOString() });
});

test('who is disabled is signed out at that moment, and stays so when enabled again', () => {
  const disabled = changeUser(ada, { status: 'disabled' }, LATER);
  expect(disabled).toMatchObject({ status: 'disabled', signedOutAt: LATER.toISOString() });
  expect(changeUser(disabled, { status: 'active' }, new Date(LATER.getTime() + 1)).signedOutAt).toBe(
    LATER.toISOString(),
  );
});

test('null takes a member away; undefined does not', () => {
  expect(changeUser(ada, { name: null }, LATER).name).toBeUndefined();
  expect(changeUser(ada, { name: undefined }, LATER).name).toBe('Ada');
});

test('the difference names what changed, and carries personal values only', () => {
  const after = changeUser(ada, { email: 'grace@example.com', phone: '+15551234567', status: 'disabled' }, LATER);
  expect(differenceOf(ada, after)).toEqual({
    changed: ['email', 'email_verified', 'phone', 'status'],
    before: { email: 'Ada@example.com', phone: null },
    after: { email: 'grace@example.com', phone: '+15551234567' },
  });
  expect(differenceOf(ada, changeUser(ada, { name: 'Ada' }, LATER)).changed).toEqual([]);
});

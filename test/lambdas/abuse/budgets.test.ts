import { describe, expect, test } from 'vitest';
import {
  BUDGETS,
  type BudgetName,
  isDoubling,
  limitOf,
  networkOf,
  restOf,
  windowOf,
} from '../../../lambdas/abuse/budgets.ts';

const names = Object.keys(BUDGETS) as BudgetName[];

describe('a window', () => {
  test('lies on the clock, and its rest is what Retry-After tells', () => {
    const begins = new Date('2026-03-01T10:15:00.000Z');
    const last = new Date('2026-03-01T10:29:59.001Z');
    expect(windowOf('password_account', begins).number).toBe(windowOf('password_account', last).number);
    expect(restOf('password_account', begins)).toBe(900);
    expect(restOf('password_account', last)).toBe(1);
    expect(windowOf('password_account', new Date('2026-03-01T10:30:00.000Z')).number).toBe(
      windowOf('password_account', begins).number + 1,
    );
  });

  test.each(names)('%s ends after now, and within its length', (name) => {
    const now = new Date('2026-03-01T10:17:23.456Z');
    const { endsAtS } = windowOf(name, now);
    expect(endsAtS * 1000).toBeGreaterThan(now.getTime());
    expect(restOf(name, now)).toBeLessThanOrEqual(BUDGETS[name].windowS + 1);
  });
});

test('a project sets the limits that it names, and no other', () => {
  expect(limitOf('sms_project', { sms_project: 5 })).toBe(5);
  expect(limitOf('sms_project', { sms_project: 0 })).toBe(0);
  expect(limitOf('send_project', { sms_project: 5 })).toBe(BUDGETS.send_project.limit);
});

describe('the network of an address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
  ])('%s is %s', (ip, network) => expect(networkOf(ip)).toBe(network));

  test('is the same for all who have none', () => expect(networkOf(undefined)).toBe(networkOf('unknown')));
});

test('of a million refusals twenty are events, and the first is one', () => {
  const events = Array.from({ length: 1_000_000 }, (_, index) => index + 1).filter(isDoubling);
  expect([events.length, events[0], events.at(-1)]).toEqual([20, 1, 524_288]);
  expect(isDoubling(0)).toBe(false);
});

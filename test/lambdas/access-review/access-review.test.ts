/** The rules of an access review: who may review, who may decide what, and when somebody is reminded. */
import { describe, expect, test } from 'vitest';
import {
  closed,
  collected,
  isOverdue,
  isReminderDue,
  isWithinReach,
  judgeReviewers,
  KINDS,
  milestonesPast,
  newReview,
  type Review,
} from '../../../lambdas/access-review/access-review.ts';
import {
  decided,
  type Item,
  isComplete,
  isSameAccess,
  judgeCarryingOut,
  judgeClosing,
  judgeDecision,
  newItem,
  progressOf,
  refreshed,
  revoked,
} from '../../../lambdas/access-review/review-item.ts';
import { factsOf, partsOf } from '../../../lambdas/access-review/review-outcome.ts';
import { SCOPES } from '../../../lambdas/shared/scopes.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const DAY = 24 * 60 * 60_000;
const at = (days: number) => new Date(NOW.getTime() + days * DAY);

const ASKED: Pick<Review, 'name' | 'scope' | 'reviewers' | 'dueAt'> = {
  name: 'Spring',
  scope: { kinds: ['operator'] },
  reviewers: ['user_a', 'user_b'],
  dueAt: at(30).toISOString(),
};
const FACTS = { id: 'rev_1', projectId: 'proj_1', by: { type: 'operator', id: 'user_a' } } as const;
const review = (more: Partial<Review> = {}): Review => ({
  ...newReview(ASKED, FACTS, NOW),
  status: 'open',
  cursor: undefined,
  ...more,
});
const item = (more: Partial<Item> = {}): Item => ({
  ...newItem(
    { kind: 'operator', id: 'user_c', userId: 'user_c', access: ['admin'], grantedAt: NOW.toISOString() },
    undefined,
    NOW,
  ),
  ...more,
});
const who = (more: object = {}) => ({
  userId: 'user_a',
  grant: undefined,
  authTimeMs: NOW.getTime(),
  scopes: SCOPES,
  ...more,
});
const GRANT = { type: 'break_glass', id: 'bg_1', by: 'user_a', writes: true } as const;

describe('who reviews', () => {
  const fit = { active: true, scopes: ['reviews:write'] } as const;
  const operators = [
    { ...fit, userId: 'user_a' },
    { ...fit, userId: 'user_b' },
    { ...fit, userId: 'user_gone', active: false },
    { userId: 'user_auditor', active: true, scopes: ['audit:read'] },
  ] as const;
  const judge = (reviewers: string[], kinds: Review['scope']['kinds'], members: string[] = []) =>
    judgeReviewers({ scope: { kinds }, reviewers }, operators, members);

  test('is an active operator who may decide reviews', () => {
    expect(judge(['user_a'], ['api_key']).ok).toBe(true);
    for (const unfit of ['user_gone', 'user_auditor', 'user_stranger'])
      expect(judge(['user_a', unfit], ['api_key'])).toEqual({ ok: false, error: 'reviewers_unfit' });
  });

  test('is not one alone, where one would have to certify themselves', () => {
    const second = { ok: false, error: 'second_reviewer_required' };
    expect(judge(['user_a'], ['operator'])).toEqual(second);
    expect(judge(['user_a'], ['membership'], ['user_a'])).toEqual(second);
    expect(judge(['user_a'], ['membership']).ok).toBe(true);
    expect(judge(['user_a', 'user_b'], ['operator', 'membership'], ['user_a']).ok).toBe(true);
  });
});

describe('a decision', () => {
  const judge = (more: object = {}, of: Partial<Item> = {}, in_: Partial<Review> = {}, now = NOW) => {
    const judged = judgeDecision(review(in_), item(of), who(more), now);
    return judged.ok ? 'ok' : judged.error;
  };

  test.each([
    ['by a reviewer', {}, {}, {}, 'ok'],
    ['by another operator', { userId: 'user_x' }, {}, {}, 'forbidden'],
    ['under a grant', { grant: GRANT }, {}, {}, 'forbidden'],
    ['on oneself', { userId: 'user_b' }, { userId: 'user_b' }, {}, 'own_access'],
    [
      'by who signed in long ago',
      { authTimeMs: NOW.getTime() - 16 * 60_000 },
      {},
      {},
      'recent_authentication_required',
    ],
    ['on what was taken away', {}, { decision: 'revoke', revokedAt: NOW.toISOString() }, {}, 'already_decided'],
    ['on what is gone', {}, { decision: 'gone' }, {}, 'already_decided'],
    ['again', {}, { decision: 'keep' }, {}, 'ok'],
    ['while it is collected', {}, {}, { status: 'collecting' }, 'review_not_open'],
    ['when it is closed', {}, {}, { status: 'closed' }, 'review_not_open'],
  ] as const)('%s', (_, by, of, in_, expected) => {
    expect(judge(by, of, in_)).toBe(expected);
  });

  test('is carried out by who is permitted the change itself, reviewer or not, and never by whom it is about', () => {
    const judge = (more: object, of: Partial<Item> = {}) => {
      const judged = judgeCarryingOut(review(), item({ decision: 'revoke', ...of }), who(more), NOW);
      return judged.ok ? 'ok' : judged.error;
    };
    expect(judge({ userId: 'user_x' })).toBe('ok');
    expect(judge({ scopes: ['reviews:write', 'memberships:write'] })).toBe('forbidden');
    expect(judge({ userId: 'user_c' })).toBe('own_access');
    expect(judge({}, { decision: 'keep' })).toBe('not_revoked');
    expect(judge({}, { revokedAt: NOW.toISOString() })).toBe('already_decided');
  });

  test('is about what was seen: more or other access is another', () => {
    expect(isSameAccess(item({ access: ['admin', 'owner'] }), item({ access: ['owner', 'admin'] }))).toBe(true);
    expect(isSameAccess(item(), item({ access: ['owner', 'admin'] }))).toBe(false);
    expect(isSameAccess(item(), item({ expiresAt: NOW.toISOString() }))).toBe(false);
    const before = decided(item(), 'keep', 'user_a', 'evt_1', NOW);
    expect(refreshed(before, item({ access: ['owner'] }), at(1))).toMatchObject({
      decision: 'pending',
      decidedBy: undefined,
      access: ['owner'],
      version: 3,
    });
    expect(refreshed(before, undefined, at(1))).toMatchObject({ decision: 'gone', access: ['admin'] });
  });
});

describe('progress and end', () => {
  const kept = decided(item(), 'keep', 'user_a', 'evt_1', NOW);
  const wanted = decided(item(), 'revoke', 'user_a', 'evt_1', NOW);
  const done = revoked(wanted, 'user_a', 'evt_2', NOW);

  test('it is complete when nothing is undecided or still to be taken away', () => {
    const all = [item(), kept, wanted, done, item({ decision: 'gone' })];
    expect(progressOf(all)).toEqual({ pending: 1, kept: 1, revoked: 1, to_carry_out: 1, gone: 1 });
    expect([isComplete(progressOf(all)), isComplete(progressOf([kept, done]))]).toEqual([false, true]);
    expect(isComplete(progressOf([wanted]))).toBe(false);
  });

  test('closing', () => {
    const judge = (more: object, items: Item[] = [kept], in_: object = {}, how: object = {}) => {
      const closing = { items, fit: ['user_a', 'user_b'], acceptsIncomplete: false, ...how };
      const judged = judgeClosing(review(in_), closing, who(more), NOW);
      return judged.ok ? 'ok' : judged.error;
    };
    const anyway = { acceptsIncomplete: true };
    expect(judge({})).toBe('ok');
    expect(judge({ userId: 'user_x' })).toBe('forbidden');
    expect(judge({}, [kept, item()])).toBe('review_incomplete');
    expect(judge({}, [kept, item()], {}, anyway)).toBe('ok');
    expect(judge({}, [kept, wanted], {}, anyway), 'what is to be taken away').toBe('review_incomplete');
    expect(judge({ grant: GRANT })).toBe('forbidden');
    expect(judge({ authTimeMs: 0 })).toBe('recent_authentication_required');
    expect(judge({}, [kept], { status: 'closed' })).toBe('review_not_open');
    expect(judge({}, [kept], { status: 'collecting' })).toBe('review_not_open');
    for (const unfinished of [item(), wanted])
      expect(judge({ userId: 'user_c' }, [unfinished], { reviewers: ['user_a', 'user_c'] }, anyway)).toBe('own_access');
    expect(judge({ userId: 'user_x' }, [kept], {}, { fit: [] }), 'no reviewer is left').toBe('ok');
    const ofBoth = [item({ userId: 'user_a' }), item({ userId: 'user_b' })];
    expect(judge({ userId: 'user_x' }, ofBoth, {}, anyway), 'and none may').toBe('ok');
    expect(judge({ userId: 'user_c' }, [...ofBoth, item()], {}, anyway)).toBe('own_access');
  });

  test('what is signed tells of people by id alone, and is the same after it is closed', () => {
    const open = review({ items: 2 });
    const after = closed(open, 'user_a', { manifest: '{}', statement: 's' }, at(31));
    expect(partsOf(after, [kept, done])).toEqual(partsOf(open, [kept, done]));
    expect(factsOf(open, [kept, done], 'user_a', at(31))).toMatchObject({ items: 2, complete: true, late: true });
    const sealed = { ...kept, sealed: { subject: 'user_c', reason: Buffer.from('their own words') } };
    expect(JSON.stringify(partsOf(open, [sealed]))).toBe(JSON.stringify(partsOf(open, [kept])));
  });
});

describe('time', () => {
  test('it ends within a year, and not in the past', () => {
    expect([0, 1, 366, 367].map((days) => isWithinReach(at(days).toISOString(), NOW))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('is told a week and a day before its end, at its end, each week after it, and not for ever', () => {
    const due = at(30).toISOString();
    expect([0, 22.9, 23, 28.9, 29, 29.9, 30, 36.9, 37, 44].map((days) => milestonesPast(due, at(days)))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3, 4, 5,
    ]);
    expect(milestonesPast(due, at(10_000))).toBe(3 + 12);
    expect(isReminderDue(review({ reminders: 1 }), at(23.5))).toBe(false);
    expect(isReminderDue(review({ reminders: 1 }), at(29))).toBe(true);
    expect(isReminderDue(review({ status: 'closed' }), at(40))).toBe(false);
    expect([isOverdue(review(), at(29.9)), isOverdue(review(), at(30))]).toEqual([false, true]);
  });

  test('what was over when it was opened is not told', () => {
    const short = newReview({ ...ASKED, dueAt: at(2).toISOString() }, FACTS, NOW);
    expect(isReminderDue(short, NOW)).toBe(false);
    expect(isReminderDue(short, at(1))).toBe(true);
  });

  test('it is open when all is collected', () => {
    const first = newReview({ ...ASKED, scope: { kinds: KINDS } }, FACTS, NOW);
    expect(first).toMatchObject({ status: 'collecting', cursor: { kind: 'operator' }, items: 0 });
    expect(collected(first, 80, { kind: 'api_key', after: 'key_1' })).toMatchObject({
      status: 'collecting',
      items: 80,
    });
    expect(collected(first, 3, undefined)).toMatchObject({ status: 'open', cursor: undefined, items: 3, version: 2 });
  });
});

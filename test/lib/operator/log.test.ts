/** What `hale log status` and `hale log clean-up` say to a person. */
import { expect, test } from 'vitest';
import type { LogStatus } from '../../../lambdas/log/get-status/request.ts';
import { isWell, planLines, statusLines } from '../../../lib/operator/log.ts';

const none = { count: 0, seconds: 0 };
const status: LogStatus = {
  at: '2026-03-01T12:00:00.000Z',
  logs: 3,
  of: 3,
  entries: 12_345,
  unarchived: none,
  unsigned: { count: 2, seconds: 40 },
  followers: { search: none },
  worst: [],
  reconciled: {
    finished_at: '2026-03-01T03:00:00.000Z',
    logs: 3,
    entries: 12_000,
    findings: 0,
    under_way: false,
  },
  clean_up: 'off',
  hot_retention_days: 90,
};

test('tells what waits, since when, and when the table was last held against the archive', () => {
  expect(statusLines(status)).toEqual([
    'log                   12345 entries in 3 logs',
    'not archived yet      none',
    'not signed yet        2, the oldest for 40 s',
    'not read by search    none',
    'held against table    12000 entries of 3 logs, ended 2026-03-01T03:00:00.000Z: no difference',
    'clean-up              off; rows stay 90 days at least',
  ]);
  expect(isWell(status)).toBe(true);
});

test.each([
  [299, true, '4 min 59 s'],
  [300, false, '5 min  BEHIND'],
  [90_061, false, '1 d 1 h  BEHIND'],
])('what waits for %i seconds is well: %s', (seconds, well, said) => {
  const behind = { ...status, unarchived: { count: 1, seconds } };
  expect(isWell(behind)).toBe(well);
  expect(statusLines(behind)[1]).toBe(`not archived yet      1, the oldest for ${said}`);
});

test('a follower that is behind is as bad as a log that is', () => {
  expect(isWell({ ...status, followers: { search: { count: 1, seconds: 301 } } })).toBe(false);
});

test('a difference is never well', () => {
  const found = { ...status, reconciled: { ...status.reconciled, findings: 2 } };
  expect(isWell(found)).toBe(false);
  expect(statusLines(found).join('\n')).toContain('2 DIFFERENCES');
});

test('names the logs that are furthest behind, and says when not all were reached', () => {
  const worst = [{ scope: 'org_1', unarchived: { count: 3, seconds: 400 }, unsigned: none, followers: {} }];
  const lines = statusLines({ ...status, logs: 1, worst });
  expect(lines[0]).toContain('1 of 3 logs, as far as time allowed');
  expect(lines.at(-1)).toMatch(/^ {2}org_1 +not archived: 3, the oldest for 6 min 40 s {2}BEHIND; not signed: none$/);
});

test('tells what may leave the table, why the rest stays, and that nothing was removed', () => {
  const plan = {
    clean_up: 'off',
    hot_retention_days: 90,
    removable: 1_200,
    kept: { too_young: 2, held: 30 },
    logs: 2,
    of: 2,
    failed: 0,
  } as const;
  const text = planLines(plan).join('\n');
  for (const said of ['1200 rows', 'stay: 30', 'under a legal hold', '2 of 2 logs', 'Nothing was removed. '])
    expect(text).toContain(said);
  expect(planLines({ ...plan, clean_up: 'on' }).at(-1)).toContain('Nothing was removed now.');
});

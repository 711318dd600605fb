/** T30: deadlines are right at the ends of months, in leap years, and where clocks change (security.md). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSpan, dueAfter, FRAMEWORKS, REQUEST_KINDS, termOf } from '../../../lambdas/dsr/due-date.ts';

const ZONES = [
  'UTC',
  'America/New_York',
  'America/Los_Angeles',
  'America/Havana',
  'America/St_Johns',
  'Pacific/Honolulu',
  'Pacific/Pago_Pago',
  'Pacific/Kiritimati',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Australia/Lord_Howe',
];
const days = (count: number) => ({ days: count });
const months = (count: number) => ({ months: count });
const instants = fc.date({ min: new Date('2024-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
const zones = fc.constantFrom(...ZONES);

describe('how long there is, and by what', () => {
  test.each([
    ['hipaa', 'access', days(30), days(60), '45 CFR 164.524(b)(2)'],
    ['hipaa', 'amend', days(60), days(90), '45 CFR 164.526(b)(2)'],
    ['hipaa', 'accounting', days(60), days(90), '45 CFR 164.528(c)(1)'],
    ['hipaa', 'erase', days(30), days(60), undefined],
    ['gdpr', 'erase', months(1), months(3), 'Regulation (EU) 2016/679 Art. 12(3)'],
    ['ccpa', 'access', days(45), days(90), 'Cal. Civ. Code 1798.130(a)(2)(A)'],
    ['ccpa', 'restrict', { businessDays: 15 }, undefined, '11 CCR 7027(g)(1)'],
  ] as const)('%s, %s', (framework, kind, first, extended, citation) => {
    expect(termOf(framework, kind)).toEqual({ first, ...(extended && { extended }), ...(citation && { citation }) });
  });
});

describe('the last day', () => {
  test.each([
    ['thirty days over the end of a short month', '2026-01-31', days(30), '2026-03-02'],
    ['thirty days over a leap day', '2028-01-31', days(30), '2028-03-01'],
    ['thirty days from a leap day', '2028-02-29', days(30), '2028-03-30'],
    ['sixty days over the end of a year', '2026-12-15', days(60), '2027-02-13'],
    ['sixty days over a leap day', '2027-12-31', days(60), '2028-02-29'],
    ['ninety days in all', '2026-05-21', days(90), '2026-08-19'],
    ['forty-five days', '2027-01-31', days(45), '2027-03-17'],
    ['a month is the same day of the next', '2026-03-05', months(1), '2026-04-05'],
    ['a month from the 31st ends on the 30th', '2026-08-31', months(1), '2026-09-30'],
    ['a month from the end of January', '2027-01-31', months(1), '2027-02-28'],
    ['a month from the end of January in a leap year', '2028-01-31', months(1), '2028-02-29'],
    ['a month from a leap day', '2028-02-29', months(1), '2028-03-29'],
    ['a month over the end of a year', '2026-12-31', months(1), '2027-01-31'],
    ['three months from the receipt, and not two from the shorter month', '2026-01-31', months(3), '2026-04-30'],
    ['three months over the end of a year', '2026-11-30', months(3), '2027-02-28'],
    ['fifteen business days from a Friday', '2026-05-22', { businessDays: 15 }, '2026-06-12'],
    ['fifteen business days from a Sunday', '2026-05-24', { businessDays: 15 }, '2026-06-12'],
  ])('%s', (_, from, span, to) => {
    expect(addSpan(from, span)).toBe(to);
  });
});

describe('a due date', () => {
  test.each([
    ['before midnight in New York it is the day before that of UTC', '2026-05-22T03:59:59.999Z', '2026-06-20'],
    ['midnight in New York begins the day', '2026-05-22T04:00:00.000Z', '2026-06-21'],
    ['in winter it begins an hour later', '2026-12-22T04:59:59.999Z', '2027-01-20'],
  ])('is counted from the day there: %s', (_, at, on) => {
    expect(dueAfter(days(30), new Date(at), 'America/New_York').on).toBe(on);
  });

  test.each([
    ['of 23 hours', 'America/New_York', '2026-03-08', '2026-03-09T03:59:59.999Z'],
    ['before one of 23 hours', 'America/New_York', '2026-03-07', '2026-03-08T04:59:59.999Z'],
    ['of 25 hours', 'America/New_York', '2026-11-01', '2026-11-02T04:59:59.999Z'],
    ['whose next one begins at one o’clock', 'America/Havana', '2026-03-07', '2026-03-08T04:59:59.999Z'],
    ['with half an hour of summer time', 'Australia/Lord_Howe', '2026-10-04', '2026-10-04T12:59:59.999Z'],
    ['at the end of a year', 'UTC', '2026-12-31', '2026-12-31T23:59:59.999Z'],
  ])('ends with the last day there: a day %s', (_, zone, on, at) => {
    const noon = Date.parse(`${on}T12:00:00Z`) - 30 * 24 * 60 * 60_000;
    expect(dueAfter(days(30), new Date(noon), zone)).toEqual({ on, at });
  });

  test('thirty days over the beginning of summer time end with the day, and not an hour into the next', () => {
    const due = dueAfter(days(30), new Date('2026-02-27T04:30:00Z'), 'America/New_York');
    expect(due).toEqual({ on: '2026-03-28', at: '2026-03-29T03:59:59.999Z' });
  });

  test('without a zone is never later than in any, for each framework and kind', () => {
    let judged = 0;
    fc.assert(
      fc.property(
        instants,
        zones,
        fc.constantFrom(...FRAMEWORKS),
        fc.constantFrom(...REQUEST_KINDS),
        (at, zone, framework, kind) => {
          const { first, extended } = termOf(framework, kind);
          for (const span of [first, ...(extended ? [extended] : [])]) {
            judged++;
            const strict = dueAfter(span, at, undefined);
            const there = dueAfter(span, at, zone);
            expect(Date.parse(strict.at)).toBeLessThanOrEqual(Date.parse(there.at));
            expect(strict.on <= there.on).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
    console.log(`T30: ${judged} due dates without a time zone, none later than in a zone of ${ZONES.length}`);
    expect(judged).toBeGreaterThan(200);
  });
});

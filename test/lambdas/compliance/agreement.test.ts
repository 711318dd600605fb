/** From when to when an agreement holds, what was promised in it, and when its end is told of beforehand. */
import { describe, expect, test } from 'vitest';
import {
  type Agreement,
  addDays,
  endAgreement,
  engagementAt,
  isCovered,
  newAgreement,
  permitting,
  reminderDue,
  statusAt,
  stillToTell,
  type Terms,
} from '../../../lambdas/compliance/agreement.ts';
import { judgeEnd, judgeTerms } from '../../../lambdas/compliance/agreement-terms.ts';

const at = (day: string, time = '12:00:00.000') => new Date(`${day}T${time}Z`);
const NOW = at('2026-03-01');
const TERMS: Terms = {
  counterparty: 'Mercy General Hospital',
  kind: 'covered_entity',
  signedOn: '2026-02-20',
  effectiveOn: '2026-03-01',
  expiresOn: '2028-02-29',
  documentSha256: '3f'.repeat(32),
  services: ['authentication'],
  permitsPreset: true,
  noticeDays: 30,
};
const SUBCONTRACT: Terms = {
  ...TERMS,
  counterparty: 'Amazon Web Services, Inc.',
  kind: 'subcontractor',
  permitsPreset: false,
  engagedOn: '2026-03-31',
};
let made = 0;
const make = (terms: Partial<Terms> = {}, more: Partial<Agreement> = {}): Agreement => ({
  ...newAgreement({ ...TERMS, ...terms }, `baa_${++made}`, 'proj_1', { type: 'api_key', id: 'key_1' }, undefined, NOW),
  ...more,
});
const aSubcontract = (more: Partial<Terms> = {}) => make({ ...SUBCONTRACT, ...more });

describe('an agreement is in force', () => {
  test('from the first moment of its first day to the last of its last, a leap day too', () => {
    const agreement = make();
    expect(statusAt(agreement, at('2026-02-28', '23:59:59.999'))).toBe('pending');
    expect(statusAt(agreement, at('2026-03-01', '00:00:00.000'))).toBe('in_force');
    expect(statusAt(agreement, at('2028-02-29', '23:59:59.999'))).toBe('in_force');
    expect(statusAt(agreement, at('2028-03-01', '00:00:00.000'))).toBe('expired');
  });

  test('until the day on which somebody ended it, whatever its last day', () => {
    const ended = endAgreement(make(), '2026-06-01');
    expect(statusAt(ended, at('2026-05-31', '23:59:59.999'))).toBe('in_force');
    expect(statusAt(ended, at('2026-06-01', '00:00:00.000'))).toBe('ended');
    expect(statusAt(ended, at('2029-01-01'))).toBe('ended');
  });

  test('for ever where it has no last day', () => {
    expect(statusAt(make({ expiresOn: undefined }), at('2126-01-01'))).toBe('in_force');
  });
});

test('of those in force that permit the preset, the one that holds longest', () => {
  const [short, long] = [make({ expiresOn: '2026-04-01' }), make({ expiresOn: '2027-04-01' })];
  expect(permitting([short, long], NOW)?.id).toBe(long.id);
  expect(permitting([long, make({ expiresOn: undefined })], NOW)?.expiresOn).toBeUndefined();
  const none = [make({ permitsPreset: false }), make({ effectiveOn: '2026-03-02' }), endAgreement(short, '2026-03-01')];
  expect(permitting(none, NOW)).toBeUndefined();
  expect(permitting([aSubcontract({ permitsPreset: true })], NOW)).toBeUndefined();
});

test('one that was replaced permits the preset until its successor begins, and no longer', () => {
  const next = make({ effectiveOn: '2026-04-01', permitsPreset: false });
  const old = make({}, { replacedBy: next.id });
  expect(permitting([old, next], at('2026-03-31'))?.id).toBe(old.id);
  expect(permitting([old, next], at('2026-04-01'))).toBeUndefined();
  expect(permitting([old], NOW)).toBeUndefined();
});

describe('what contradicts itself', () => {
  const paths = (terms: Partial<Terms>, others: readonly Agreement[] = [], replaced?: Agreement) => {
    const judged = judgeTerms({ ...TERMS, ...terms }, others, replaced, NOW);
    return judged.ok ? [] : judged.error.map(({ path }) => path.replace('body.', ''));
  };

  test.each<[string, Partial<Terms>, string[]]>([
    ['nothing', {}, []],
    ['signed where the day has begun already', { signedOn: '2026-03-02' }, []],
    ['signed on a day that is nowhere yet', { signedOn: '2026-03-03' }, ['signed_on']],
    ['an end before the beginning', { expiresOn: '2026-02-28' }, ['expires_on']],
    ['one day', { expiresOn: '2026-03-01' }, []],
    ['a covered entity that handles data for us', { engagedOn: '2026-05-01' }, ['engaged_on']],
    ['a subcontractor that permits the preset', { ...SUBCONTRACT, permitsPreset: true }, ['permits_preset']],
    ['a subcontractor that does not', { kind: 'subcontractor', permitsPreset: false }, ['engaged_on']],
    ['one that begins before its agreement', { ...SUBCONTRACT, effectiveOn: '2026-04-01' }, ['engaged_on']],
  ])('%s', (_, terms, wrong) => {
    expect(paths(terms)).toEqual(wrong);
  });

  test('a new sub-processor waits for the longest notice that was promised, unless it is said why not', () => {
    const promised = [
      make({ noticeDays: 14 }),
      make({ noticeDays: 30 }),
      make({ noticeDays: 90, expiresOn: '2026-02-01' }),
    ];
    const engaged = (engagedOn: string, more: Partial<Terms> = {}) => ({ ...SUBCONTRACT, engagedOn, ...more });
    expect(addDays('2026-03-01', 30)).toBe('2026-03-31');
    expect(paths(engaged('2026-03-31'), promised)).toEqual([]);
    expect(paths(engaged('2026-03-30'), promised)).toEqual(['engaged_on']);
    expect(paths(engaged('2026-03-30', { withoutNotice: 'emergency_replacement' }), promised)).toEqual([]);
    expect(paths(engaged('2026-03-01'), [])).toEqual([]);
  });

  test('who is engaged already may go on under another agreement, of the same kind', () => {
    const known = aSubcontract({ engagedOn: '2025-01-01' });
    const renewal = { ...SUBCONTRACT, engagedOn: '2025-01-01' };
    expect(paths(renewal, [make(), known], known)).toEqual([]);
    expect(paths({ ...renewal, counterparty: 'amazon web services, inc. ' }, [make(), known], known)).toEqual([]);
    expect(paths({}, [known], known)).toEqual(['replaces']);
  });

  test('nobody else comes in its place, nor it from another day on, nor in place of one that is replaced or ended', () => {
    const known = aSubcontract({ engagedOn: '2025-01-01' });
    const renewal = { ...SUBCONTRACT, engagedOn: '2025-01-01' };
    const all = [make(), known];
    expect(paths({ ...renewal, counterparty: 'Other Cloud, Inc.' }, all, known)).toEqual(['replaces']);
    expect(paths({ ...renewal, engagedOn: '2027-01-01' }, all, known)).toEqual(['engaged_on']);
    expect(paths({ ...renewal, engagedOn: '2024-01-01' }, all, known)).toEqual(['engaged_on']);
    expect(paths(renewal, all, { ...known, replacedBy: 'baa_9' })).toEqual(['replaces']);
    expect(paths(renewal, all, endAgreement(known, '2026-09-01'))).toEqual(['replaces']);
  });
});

describe('an end', () => {
  const judged = (agreement: Agreement, endsOn: string) => {
    const result = judgeEnd(agreement, endsOn, NOW);
    return result.ok ? 'ok' : result.error === 'already_decided' ? result.error : result.error[0]?.path;
  };

  test('is not after the last day, and not further ahead than a year', () => {
    expect(judged(make(), '2027-03-02')).toBe('ok');
    expect(judged(make(), '2027-03-03')).toBe('body.ends_on');
    expect(judged(make({ expiresOn: undefined }), '9999-12-31')).toBe('body.ends_on');
    expect(judged(make({ expiresOn: '2026-06-30' }), '2026-07-01')).toBe('body.ends_on');
    expect(judged(make({ expiresOn: '2026-06-30' }), '2026-06-30')).toBe('ok');
  });

  test('is brought forward, and not put off', () => {
    const ending = endAgreement(make(), '2026-09-01');
    expect(judged(ending, '2026-08-01')).toBe('ok');
    expect(judged(ending, '2026-09-01')).toBe('already_decided');
    expect(judged(ending, '2026-10-01')).toBe('already_decided');
    expect(judged(endAgreement(make(), '2026-03-01'), '2026-02-01')).toBe('already_decided');
    expect(judged(make({ expiresOn: '2026-02-28' }), '2026-02-01')).toBe('already_decided');
  });
});

describe('a sub-processor', () => {
  test('is announced, engaged and former', () => {
    const one = aSubcontract();
    expect(engagementAt(one, at('2026-03-30'))).toBe('announced');
    expect(engagementAt(one, at('2026-03-31', '00:00:00.000'))).toBe('engaged');
    expect(engagementAt(endAgreement(one, '2026-06-01'), at('2026-06-01', '00:00:00.000'))).toBe('former');
  });

  test('is covered by the agreement that went before until the next begins', () => {
    const next = aSubcontract({ effectiveOn: '2026-07-01' });
    const old = { ...aSubcontract({ expiresOn: '2026-06-30' }), replacedBy: next.id };
    expect(isCovered(next, [old, next], at('2026-06-30'))).toBe(true);
    expect(isCovered(next, [old, next], at('2026-07-01'))).toBe(true);
    expect(isCovered(next, [next], at('2026-06-30'))).toBe(false);
  });

  test('is told of to every covered entity that left an address and whose agreement holds, each once', () => {
    const contact = Buffer.from('sealed');
    const [told, silent, over] = [make({}, { contact }), make(), make({ expiresOn: '2026-02-28' }, { contact })];
    const later = make({}, { contact, recordedAt: '2026-03-02T00:00:00.000Z' });
    const one = aSubcontract();
    const all = [told, silent, over, later, one];
    expect(stillToTell(one, all, NOW)).toEqual([told]);
    const done = { ...one, announcement: { change: 'added', told: [told.id], done: false } as const };
    expect(stillToTell(done, all, NOW)).toEqual([]);
    // Its end is news to whoever came later, too.
    expect(stillToTell(endAgreement(one, '2026-06-01'), all, at('2026-03-03'))).toEqual([told, later]);
    // What replaces it goes on with what is still to be told, and tells nothing anew.
    const replaced = { ...one, replacedBy: 'baa_r' };
    const renewed = (before: Agreement) =>
      newAgreement(SUBCONTRACT, 'baa_r', 'proj_1', { type: 'api_key', id: 'key_1' }, before, NOW);
    expect(stillToTell(replaced, all, NOW)).toEqual([]);
    expect(stillToTell(endAgreement(replaced, '2026-06-01'), all, at('2026-03-03'))).toEqual([]);
    expect(stillToTell(renewed(one), all, NOW)).toEqual([told]);
    expect(stillToTell(renewed(done), all, NOW)).toEqual([]);
  });
});

describe('the end is told of', () => {
  const agreement = make({ expiresOn: '2026-12-31' });
  test.each([
    ['2026-10-31', undefined],
    ['2026-11-01', 60],
    ['2026-11-30', 60],
    ['2026-12-01', 30],
    ['2026-12-24', 7],
    ['2026-12-31', 7],
    ['2027-01-01', -1],
  ])('on %s: %s days before', (day, days) => {
    expect(reminderDue(agreement, at(day))).toBe(days);
  });

  test('once for each of these days, and the nearest alone where several passed', () => {
    expect(reminderDue({ ...agreement, reminded: 60 }, at('2026-11-15'))).toBeUndefined();
    expect(reminderDue({ ...agreement, reminded: 60 }, at('2026-12-01'))).toBe(30);
    expect(reminderDue({ ...agreement, reminded: 60 }, at('2027-01-01'))).toBe(-1);
    expect(reminderDue({ ...agreement, reminded: -1 }, at('2027-01-02'))).toBeUndefined();
  });

  test('of the end that somebody recorded, where that comes first', () => {
    const ended = endAgreement(agreement, '2026-07-01');
    expect(reminderDue(ended, at('2026-04-30'))).toBeUndefined();
    expect(reminderDue(ended, at('2026-05-01'))).toBe(60);
    expect(reminderDue({ ...ended, reminded: 60 }, at('2026-07-01'))).toBe(-1);
    expect(reminderDue({ ...agreement, endsOn: '9999-12-31' }, at('2026-12-31'))).toBe(7);
  });

  test('not of one that has a successor, or has no last day', () => {
    const day = at('2026-12-30');
    expect(reminderDue({ ...agreement, replacedBy: 'baa_9' }, day)).toBeUndefined();
    expect(reminderDue(make({ expiresOn: undefined }), day)).toBeUndefined();
  });
});

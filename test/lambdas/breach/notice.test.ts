/** Notices and the four factors: every block that a section asks for, and what only a person can say. */
import { describe, expect, test } from 'vitest';
import { type Assessment, FACTORS, isOutdated, judgeAssessment } from '../../../lambdas/breach/assessment.ts';
import { questionsWith } from '../../../lambdas/breach/assessment-schema.ts';
import { type Breach, NOTICES, type NoticeKind } from '../../../lambdas/breach/breach.ts';
import { factsOf, measuresIn } from '../../../lambdas/breach/breach-facts.ts';
import type { Step } from '../../../lambdas/breach/containment.ts';
import type { Individual } from '../../../lambdas/breach/findings.ts';
import type { Gaps } from '../../../lambdas/breach/gaps.ts';
import { draftNotice, isPossible } from '../../../lambdas/breach/notice.ts';
import type { Basis, Words } from '../../../lambdas/breach/notice-facts.ts';
import { newPaper, statesOf } from '../../../lambdas/breach/paper.ts';
import { affectedOf, claim, judgeRun, judgeWindow, newScope, type Scope } from '../../../lambdas/breach/scope.ts';

const NOW = new Date('2026-03-04T12:00:00Z');
const by = { type: 'operator', id: 'user_1' } as const;

const breach = (members: Partial<Breach> = {}): Breach => ({
  id: 'brh_1',
  projectId: 'proj_1',
  title: 'A key was stolen',
  summary: 'It was in a public repository.',
  role: 'business_associate',
  discoveredAt: '2026-03-02T08:00:00.000Z',
  occurredFrom: '2026-03-01T10:00:00.000Z',
  occurredTo: '2026-03-01T16:00:00.000Z',
  timeZone: 'UTC',
  openedBy: by,
  openedAt: '2026-03-02T08:05:00.000Z',
  reached: { contained: '2026-03-02T09:00:00.000Z' },
  notified: {},
  affected: { total: 501, byState: { CA: 501 }, unknown: 0 },
  alarm: 'delivered',
  reminded: [],
  version: 3,
  ...members,
});
const step = (kind: Step['kind'], state: Step['state'], count: number) => ({ kind, state, count }) as Step;
const steps = [
  step('api_key', 'done', 2),
  step('sessions', 'done', 40),
  step('lock', 'refused', 0),
  step('credentials', 'pending', 1),
];
const counts = { events: 900, undecided: 1, late: 0, individuals: 500, uncertain: 1, attempted: 20 };
const summary = {
  data: { account: 121, resource: 380 },
  types: { 'phi.accessed': 700, 'user.updated': 200 },
  first_at: '2026-03-01T10:04:00.000Z',
  last_at: '2026-03-01T15:58:00.000Z',
};
const scope = { number: 1, revision: 1 };
const NO_GAPS: Gaps = { unnamed: 0, unreadable: 0, unplaced: 0, unlogged_reads: false };
const ALL: Words = {
  what_happened: 'A key was published by mistake.',
  phi_involved: 'No diagnosis was involved.',
  next_steps: 'Please write to those affected.',
  protective_steps: 'Watch your statements.',
  mitigation: 'All keys are now bound to addresses.',
  contact: '+1 800 555 0100, privacy@clinic.test',
};
const draft = (kind: NoticeKind, words: Words = ALL, members: Partial<Breach> = {}, known: Partial<Basis> = {}) =>
  draftNotice(kind, {
    breach: breach(members),
    scope,
    counts,
    summary,
    gaps: NO_GAPS,
    steps,
    words,
    now: NOW,
    ...known,
  });
const blockOf = (kind: NoticeKind, id: string, words?: Words, members?: Partial<Breach>) =>
  draft(kind, words, members).blocks.find((block) => block.id === id)?.text ?? '';

describe('to the covered entity (45 CFR 164.410)', () => {
  test('holds the five blocks, each filled in and cited (T31)', () => {
    const { blocks } = draft('covered_entity');
    expect(blocks.map(({ id }) => id)).toEqual([
      'discovery_date',
      'phi_involved',
      'affected_individuals',
      'containment_actions',
      'next_steps',
    ]);
    expect(blocks.every(({ text, citation }) => text.length > 40 && citation.startsWith('45 CFR 164.410(c)'))).toBe(
      true,
    );
    console.log(`T31: ${blocks.length} of 5 blocks of 45 CFR 164.410, ${FACTORS.length} of 4 factors of 164.402(2)`);
  });

  test('says when it was discovered and when it occurred', () => {
    expect(blockOf('covered_entity', 'discovery_date')).toContain('discovered on 2026-03-02');
    expect(blockOf('covered_entity', 'discovery_date')).toContain('on 2026-03-01.');
  });

  test('says what kinds of data of how many people, and that no clinical data is kept', () => {
    const text = blockOf('covered_entity', 'phi_involved');
    expect(text).toContain('account details');
    expect(text).toContain('of 121 people');
    expect(text).toContain('references to records in a connected system: of 380 people');
    expect(text).toContain('no clinical notes');
    expect(text).toContain('No diagnosis was involved.');
  });

  test('counts the affected with those of whom it cannot be known, and says so', () => {
    const text = blockOf('covered_entity', 'affected_individuals');
    expect(text).toContain('501 individuals are affected');
    expect(text).toContain('presumed (45 CFR 164.402(2))');
    expect(text).toContain('CA 501');
  });

  test('lists the measures that were carried out, that were not, and that are under way', () => {
    const text = blockOf('covered_entity', 'containment_actions');
    expect(text).toContain('keys of servers were revoked: 2');
    expect(text).toContain('sessions were ended: 40');
    expect(text).toContain('1 measures could not be carried out');
    expect(text).toContain('1 measures are being carried out');
    expect(blockOf('covered_entity', 'containment_actions', ALL, { reached: {} })).toContain('not finished');
    expect(measuresIn(steps)).toEqual({ api_key: 2, sessions: 40 });
  });

  test('names the thresholds in the next steps', () => {
    expect(blockOf('covered_entity', 'next_steps')).toContain('164.408(b)');
    expect(blockOf('covered_entity', 'next_steps')).toContain('More than 500 live in CA');
    const few = { affected: { total: 3, byState: {}, unknown: 3 } };
    expect(blockOf('covered_entity', 'next_steps', ALL, few)).toContain('164.408(c)');
  });
});

describe('what the log cannot tell', () => {
  const nobody = { counts: { ...counts, events: 2, individuals: 0, uncertain: 0 }, summary: { ...summary, data: {} } };
  const textsWith = (gaps: Partial<Gaps>) =>
    NOTICES.map((kind) => draft(kind, ALL, {}, { ...nobody, gaps: { ...NO_GAPS, ...gaps } }).text);

  test.each<[Partial<Gaps>, string]>([
    [{ unnamed: 2 }, '2 events that were part of it name nobody'],
    [{ unlogged_reads: true }, 'Reads of users leave no event'],
    [{ unplaced: 4 }, '4 events there may have been part of it'],
    [{ unreadable: 3 }, '3 entries of the log cannot be read and are presumed'],
  ])('no draft says that nobody was reached: %o', (gaps, said) => {
    for (const text of textsWith(gaps)) {
      expect(text).toContain(said);
      expect(text).toContain('That does not show that nobody was.');
      expect(text).not.toContain('No data of people was reached');
    }
    expect(textsWith(gaps)[0]).toContain('At least 0 individuals are affected.');
    expect(affectedOf([], new Map(), { ...NO_GAPS, ...gaps })).toMatchObject({ total: 0, atLeast: true });
  });

  test('where there is none of it, the number is the number', () => {
    expect(textsWith({})[0]).toContain('No data of people was reached by the log.');
    expect(draft('covered_entity').text).not.toContain('At least');
  });

  test('the four factors are asked with it', () => {
    const gaps = { unnamed: 2, unreadable: 0, unplaced: 0, unlogged_reads: true };
    const criteria = { actors: [], sessions: [], grants: [], networks: [] } as unknown as Scope['criteria'];
    expect(factsOf(breach(), criteria, { counts, summary, gaps }, steps).nature_and_extent).toMatchObject(gaps);
  });
});

test('the notice to individuals holds what §164.404(c)(1)(A) to (E) asks for', () => {
  const { blocks } = draft('individuals');
  expect(blocks.map(({ citation }) => citation.slice(-3))).toEqual(['(A)', '(B)', '(C)', '(D)', '(E)']);
  expect(blocks.at(-1)?.text).toContain('+1 800 555 0100');
});

test('the notice to media names each state with more than 500 residents, and no other', () => {
  expect(blockOf('media', 'states')).toContain('CA: 501 residents');
  const below = { affected: { total: 500, byState: { CA: 500 }, unknown: 0 } };
  expect(blockOf('media', 'states', ALL, below)).toContain('no state has more than 500');
  expect(draft('media', ALL, below).required).toBe('not_required');
  expect(draft('media').required).toBe('running');
});

test('the notice to HHS is due with the individuals from 500 on, and after the year below', () => {
  expect(draft('hhs').basis).toBe('164.408(b)');
  expect(draft('hhs', ALL, { affected: { total: 499, byState: {}, unknown: 499 } })).toMatchObject({
    basis: '164.408(c)',
    due_on: '2027-03-01',
  });
});

test.each(NOTICES)('%s: what nobody wrote is named, stands out in the text, and counsel is asked', (kind) => {
  const empty = draft(kind, {});
  expect(empty.missing.length).toBeGreaterThan(0);
  expect(empty.text).toContain('[To be written: ');
  expect(empty.text).toContain('Counsel must check it');
  expect(draft(kind).missing).toEqual([]);
  expect(draft(kind).text).not.toContain('[To be written');
});

test('no sending is before the discovery or in the future', () => {
  expect(isPossible('2026-03-02T07:59:59.000Z', breach(), NOW)).toBe(false);
  expect(isPossible('2026-03-04T12:00:00.001Z', breach(), NOW)).toBe(false);
  expect(isPossible('2026-03-03T12:00:00.000Z', breach(), NOW)).toBe(true);
});

describe('the four factors', () => {
  const criteria = {
    startMs: 0,
    endMs: 1,
    organizations: [],
    actors: ['key_1'],
    sessions: [],
    grants: [],
    networks: ['203.0.113.7'],
    types: [],
    includeActors: true,
    includeSuspects: false,
  };

  test('each is asked with its citation and the facts that are known', () => {
    const questions = questionsWith(factsOf(breach(), criteria, { counts, summary, gaps: NO_GAPS }, steps));
    expect(questions.map(({ citation }) => citation)).toEqual(
      ['i', 'ii', 'iii', 'iv'].map((number) => `45 CFR 164.402(2)(${number})`),
    );
    expect(questions.map(({ facts }) => facts)).toMatchObject([
      { individuals: 500, uncertain: 1, data: { account: 121 } },
      { actors: ['key_1'], networks: 1 },
      { attempted_only: 20, types: { 'phi.accessed': 700 } },
      { contained_at: '2026-03-02T09:00:00.000Z', measures: { api_key: 2 } },
    ]);
    expect(JSON.stringify(questions)).not.toContain('203.0.113.7');
    expect(questionsWith(null).every(({ facts }) => facts === null)).toBe(true);
  });

  test('a low probability takes a reason and a complete scope; a breach takes neither', () => {
    const judge = (one: Pick<Assessment, 'conclusion' | 'reason' | 'scope'>) => judgeAssessment(one, breach());
    expect(judge({ conclusion: 'breach', scope: null })).toMatchObject({ ok: true });
    expect(judge({ conclusion: 'low_probability', scope })).toMatchObject({ error: { path: 'body.reason' } });
    expect(judge({ conclusion: 'low_probability', reason: 'x', scope: null })).toMatchObject({
      error: { path: 'body.conclusion' },
    });
    expect(judge({ conclusion: 'low_probability', reason: 'x', scope })).toMatchObject({ ok: true });
    const closed = { closed: { outcome: 'notified', reason: 'x', at: 'x', by: 'x' } } as const;
    expect(judgeAssessment({ conclusion: 'breach', scope }, closed)).toMatchObject({ error: 'breach_closed' });
  });

  test('one that rests on an older scope, or on one that has grown since, is outdated', () => {
    const newest = (number: number, revision: number) => ({ number, result: { revision } }) as Scope;
    expect(isOutdated({ scope }, newest(1, 1))).toBe(false);
    expect(isOutdated({ scope }, newest(1, 2))).toBe(true);
    expect(isOutdated({ scope }, newest(2, 1))).toBe(true);
    expect(isOutdated({ scope: null }, newest(1, 1))).toBe(true);
    expect(isOutdated({ scope: null }, undefined)).toBe(false);
  });
});

describe('whom it affects', () => {
  const person = (id: string, members: Partial<Individual>): Individual => ({
    id,
    events: 0,
    attempts: 0,
    undecided: 0,
    firstMs: 0,
    lastMs: 0,
    data: [],
    types: [],
    ...members,
  });
  const people = [person('a', { events: 1 }), person('b', { undecided: 1 }), person('c', { attempts: 3 })];

  test('whoever was reached, and whoever may have been', () => {
    expect(affectedOf(people, new Map(), NO_GAPS)).toEqual({ total: 2, byState: {}, unknown: 2, atLeast: false });
  });

  test('by state, as somebody said last; whom it does not affect counts nowhere', () => {
    const said = (content: Record<string, string>, before?: { number: number }) =>
      newPaper({ breachId: 'brh_1', kind: 'states', by, content }, before, NOW);
    const first = said({ a: 'NY', c: 'CA' });
    const states = statesOf([said({ a: 'CA' }, first), first]);
    expect(affectedOf(people, states, NO_GAPS)).toEqual({ total: 2, byState: { CA: 1 }, unknown: 1, atLeast: false });
  });
});

describe('the runs of a scope', () => {
  const criteria = { startMs: 1, endMs: 2 } as Scope['criteria'];
  const fresh = newScope({ breachId: 'brh_1', projectId: 'proj_1', criteria, by }, undefined, NOW);
  const minutesOn = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

  test('one at a time, each minute, and given up after five that got no further', () => {
    expect(judgeRun(fresh, NOW)).toBe('walk');
    let scope = claim(fresh, 0, false, NOW);
    expect(judgeRun(scope, NOW)).toBe('leave');
    for (let i = 1; i <= 5; i++) scope = claim(scope, 0, false, minutesOn(i));
    expect(judgeRun(scope, minutesOn(6))).toBe('give_up');
    expect(judgeRun(claim(scope, 1, false, minutesOn(6)), minutesOn(7))).toBe('walk');
  });

  test('not before the last request of the window is in the log', () => {
    const criteria = { startMs: 1, endMs: NOW.getTime() } as Scope['criteria'];
    const asked = newScope({ breachId: 'brh_1', projectId: 'proj_1', criteria, by }, undefined, NOW);
    expect(judgeRun(asked, new Date(NOW.getTime() + 59_999))).toBe('leave');
    expect(judgeRun(asked, minutesOn(1))).toBe('walk');
  });

  test('waiting for the archive is not standing still', () => {
    let scope = claim(fresh, 0, false, NOW);
    for (let i = 1; i <= 50; i++) scope = claim(scope, 0, true, minutesOn(i));
    expect(judgeRun(scope, minutesOn(51))).toBe('walk');
  });

  test('a complete one is followed each hour, one that failed is left alone', () => {
    const done: Scope = { ...fresh, status: 'completed', followedAt: NOW.toISOString() };
    expect(judgeRun(done, minutesOn(59))).toBe('leave');
    expect(judgeRun(done, minutesOn(60))).toBe('follow');
    expect(judgeRun({ ...done, status: 'failed' }, minutesOn(600))).toBe('leave');
  });

  test('the window is over, and begins before it ends', () => {
    const window = (startMs: number, endMs: number) => judgeWindow({ ...criteria, startMs, endMs }, NOW).ok;
    expect(window(1, 2)).toBe(true);
    expect(window(2, 1)).toBe(false);
    expect(window(1, NOW.getTime())).toBe(true);
    expect(window(1, NOW.getTime() + 1)).toBe(false);
  });
});

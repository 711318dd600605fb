/**
 * T31: a golden breach among 100,000 events. A stolen key and a stolen session are at work for six hours, beside
 * everybody else; the walk over the archive gives exactly those whom they reached, and proves that it read everything.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Breach } from '../../../lambdas/breach/breach.ts';
import { thresholdsOf } from '../../../lambdas/breach/breach-clock.ts';
import type { Criteria } from '../../../lambdas/breach/criteria.ts';
import { countsOf, type Findings, isAffected, noFindings, summaryOf } from '../../../lambdas/breach/findings.ts';
import { gapsOf } from '../../../lambdas/breach/gaps.ts';
import { draftNotice } from '../../../lambdas/breach/notice.ts';
import { newWalk, walkLog } from '../../../lambdas/breach/walk.ts';
import { newId } from '../../../lambdas/shared/ids.ts';
import { goldenLog, type Made, SCOPE } from './golden-log.ts';

const EVENTS = 100_000;
const START = Date.UTC(2026, 1, 1);
const MONTH_MS = 28 * 86_400_000;
const WINDOW = { startMs: START + MONTH_MS / 2, endMs: START + MONTH_MS / 2 + 6 * 3_600_000 };

const idOf = (kind: Parameters<typeof newId>[0]) => newId(kind, new Date(START));
const many = (count: number, kind: Parameters<typeof newId>[0]) => Array.from({ length: count }, () => idOf(kind));
const patients = many(3_000, 'user');
const staff = many(60, 'user');
const keys = many(20, 'key');
const [stolenKey = '', victim = ''] = [keys[7], staff[3]];
const stolenSession = idOf('session');

/** Read through the stolen key; and by the stolen session of a member of staff. Some of them by both. */
const byKey = new Set(patients.slice(100, 480));
const bySession = new Set(patients.slice(400, 601));
const planted = new Set([...byKey, ...bySession]);
/** Whom the stolen key was refused. */
const refused = patients.slice(2_000, 2_020);

const pick = <T>(list: readonly T[], i: number): T => list[(i * 7_919) % list.length] as T;
const spread = (i: number, of: number): number => Math.floor(WINDOW.startMs + ((i + 0.5) / of) * 6 * 3_600_000);

const reading = (timeMs: number, key: string, patient: string, outcome: Made['outcome'] = 'success'): Made => ({
  timeMs,
  type: 'phi.accessed',
  actor: { type: 'api_key', id: key },
  target: { type: 'resource', id: `resource-${patient}` },
  outcome,
  detail: { user_id: patient, action: 'read', recorded_by: key },
  subjects: { [patient]: { client_id: 'visit', resource: 'Observation' } },
});
const changing = (timeMs: number, operator: string, session: string, patient: string): Made => ({
  timeMs,
  type: 'user.updated',
  actor: { type: 'operator', id: operator },
  session,
  target: { type: 'user', id: patient },
  detail: { changed: ['name'], status: 'active' },
  subjects: { [patient]: { before: 'A', after: 'B' }, [operator]: { ip: '203.0.113.9' } },
});

/** What the stolen key and the stolen session did in the window. */
const crime: Made[] = [
  ...[...byKey].map((patient, i) => reading(spread(i, byKey.size), stolenKey, patient)),
  ...[...bySession].map((patient, i) => changing(spread(i, bySession.size), victim, stolenSession, patient)),
  ...refused.map((patient, i) => reading(spread(i, refused.length), stolenKey, patient, 'denied')),
];

/** Everything else: the same key before and after, the same person by other sessions, others meanwhile. */
function* innocence(count: number): Generator<Made> {
  for (let i = 0; i < count; i++) {
    const timeMs = START + Math.floor((i / count) * MONTH_MS);
    const inside = timeMs >= WINDOW.startMs && timeMs <= WINDOW.endMs;
    const key = inside
      ? pick(
          keys.filter((one) => one !== stolenKey),
          i,
        )
      : pick(keys, i);
    if (i % 3 === 0) yield changing(timeMs, pick(staff, i), `${stolenSession.slice(0, -1)}!`, pick(patients, i));
    else yield reading(timeMs, key, pick(patients, i));
  }
}

const BREACH: Breach = {
  id: 'brh_1',
  projectId: 'proj_1',
  title: 'A key was stolen',
  summary: 'It was in a public repository.',
  role: 'business_associate',
  discoveredAt: new Date(WINDOW.endMs).toISOString(),
  timeZone: 'UTC',
  openedBy: { type: 'operator', id: 'user_1' },
  openedAt: new Date(WINDOW.endMs).toISOString(),
  reached: {},
  notified: {},
  alarm: 'delivered',
  reminded: [],
  version: 1,
};

const log = goldenLog();
const criteria: Criteria = {
  ...WINDOW,
  organizations: [],
  actors: [stolenKey],
  sessions: [stolenSession],
  grants: [],
  networks: [],
  types: [],
  includeActors: false,
  includeSuspects: false,
};

beforeAll(async () => {
  const all = [...innocence(EVENTS - crime.length), ...crime].sort((a, b) => a.timeMs - b.timeMs);
  log.add(all);
  await log.archive();
}, 600_000);

const affected = ({ individuals }: Findings) => [...individuals.values()].filter(isAffected).map(({ id }) => id);

describe('a golden breach of 100,000 events', () => {
  const [walk, findings] = [newWalk(SCOPE), noFindings()];

  test('gives exactly the planted individuals (T31)', { timeout: 600_000 }, async () => {
    const began = performance.now();
    expect(await walkLog(log.ports(), walk, { criteria, findings, late: false }, () => true)).toBe('proven');
    const seconds = (performance.now() - began) / 1_000;

    expect(walk).toMatchObject({ next: EVENTS, proven: true, unreadable: [] });
    expect(new Set(affected(findings))).toEqual(planted);
    expect(countsOf(findings)).toEqual({
      events: crime.length,
      undecided: 0,
      late: 0,
      individuals: planted.size,
      uncertain: 0,
      attempted: refused.length,
    });
    console.log(
      `T31: ${EVENTS} events walked in ${seconds.toFixed(1)} s; ${planted.size} of ${planted.size} planted individuals, 0 others`,
    );
  });

  test('tells what each of them lost, and when', () => {
    const both = patients[420] ?? '';
    expect(findings.individuals.get(both)).toMatchObject({ events: 2, attempts: 0 });
    expect(new Set(findings.individuals.get(both)?.data)).toEqual(
      new Set(['account', 'before', 'after', 'client_id', 'resource']),
    );
    for (const { firstMs, lastMs } of findings.individuals.values()) {
      expect(firstMs).toBeGreaterThanOrEqual(WINDOW.startMs);
      expect(lastMs).toBeLessThanOrEqual(WINDOW.endMs);
    }
  });

  test('comes to the same in pieces, whenever it is stopped', { timeout: 600_000 }, async () => {
    const [again, found] = [newWalk(SCOPE), noFindings()];
    let pieces = 0;
    for (let walked = 'time_is_up'; walked === 'time_is_up'; pieces++) {
      // What a run leaves is what lies in the bucket, and nothing else of it.
      const kept = JSON.parse(JSON.stringify(again)) as typeof again;
      Object.assign(again, kept);
      walked = await walkLog(log.ports(), again, { criteria, findings: found, late: false }, () => false);
    }
    expect(pieces).toBeGreaterThan(10);
    expect(again).toEqual(walk);
    expect(found).toEqual(findings);
  });

  test('gives a notice draft that holds all five blocks of §164.410, with these numbers (T31)', () => {
    const affected = { total: planted.size, byState: { CA: planted.size }, unknown: 0 };
    const known = {
      counts: countsOf(findings),
      summary: summaryOf(findings),
      gaps: gapsOf(criteria, [walk], findings),
    };
    const draft = draftNotice('covered_entity', {
      breach: { ...BREACH, affected },
      scope: { number: 1, revision: 1 },
      ...known,
      steps: [],
      words: {},
      now: new Date(WINDOW.endMs + 86_400_000),
    });
    expect(draft.blocks.map(({ id }) => id)).toEqual([
      'discovery_date',
      'phi_involved',
      'affected_individuals',
      'containment_actions',
      'next_steps',
    ]);
    expect(draft.text).toContain('At least 501 individuals are affected. Reads of users leave no event');
    expect(draft.text).toContain('More than 500 live in CA');
    expect(draft.text).toContain(`the last of ${new Date(known.summary.last_at ?? 0).toISOString()}`);
  });

  test('of 499, 500 and 501 in one state: HHS at once from 500 on, media above 500 (T31)', () => {
    const of = (total: number) => thresholdsOf({ total, byState: { CA: total }, unknown: 0 });
    expect([499, 500, 501].map((total) => of(total))).toMatchObject([
      { hhs: 'annual', media: [] },
      { hhs: 'with_individuals', media: [] },
      { hhs: 'with_individuals', media: ['CA'] },
    ]);
  });
});

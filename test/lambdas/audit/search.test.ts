/** A search of the log says what the log says, whatever of it is indexed, and reads little more than it shows. */
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import type { EventRecord } from '../../../lambdas/audit/event-query.ts';
import type { Search } from '../../../lambdas/audit/search-events.ts';
import { database, makeProject, TABLES } from '../../dynamodb/world.ts';
import { countReads } from './support/count-reads.ts';
import { archive, index, logOf, type Stored, type Written } from './support/log-rows.ts';

const { searchEvents } = await import('../../../lambdas/audit/search-events.ts');
const { readCursor } = await import('../../../lambdas/audit/event-query.ts');
const { readSearchedBelow } = await import('../../../lambdas/audit/search-store.ts');
const { settleProject } = await import('../../../lambdas/audit/index-log.ts');
const { newId } = await import('../../../lambdas/shared/ids.ts');

const START = Date.UTC(2026, 0, 1);
const id = (kind: Parameters<typeof newId>[0]) => newId(kind, new Date(START));
const ORGANIZATIONS = [undefined, id('organization'), id('organization')];
const PEOPLE = [id('user'), id('user'), id('user')];
const TARGETS = [
  { type: 'session', id: id('session') },
  { type: 'session', id: id('session') },
  { type: 'user', id: PEOPLE[0] ?? '' },
];
const TYPES = ['session.created', 'session.revoked', 'auth.signin_attempt'] as const;
const OUTCOMES = ['success', 'success', 'success', 'failure', 'denied'] as const;
const GRANTS = [undefined, undefined, undefined, undefined, id('breakGlass')];

const one = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T;

/** Always the same, so that what fails once fails again. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = mulberry(5);

const anEvent = (timeMs: number): Written => ({
  organizationId: one(ORGANIZATIONS, random),
  actorId: one(PEOPLE, random),
  target: one(TARGETS, random),
  type: one(TYPES, random),
  outcome: one(OUTCOMES, random),
  subjects: PEOPLE.filter(() => random() < 0.3),
  grantId: one(GRANTS, random),
  timeMs,
});

type Filter = Omit<Search, 'projectId' | 'after' | 'limit'>;
const EVERYTHING: Filter = { types: [], startMs: 0, endMs: Number.POSITIVE_INFINITY };
const maybe = <T>(from: readonly T[]): T | undefined => (random() < 0.4 ? one(from, random) : undefined);

const aFilter = (from: number, to: number): Filter => {
  const target = maybe(TARGETS);
  return {
    organizationId: maybe(ORGANIZATIONS),
    actorId: maybe(PEOPLE),
    targetId: target?.id,
    targetType: target && maybe(['session', 'user']),
    subjectId: maybe(PEOPLE),
    grantId: random() < 0.1 ? GRANTS.at(-1) : undefined,
    types: random() < 0.4 ? TYPES.filter(() => random() < 0.5) : [],
    outcome: maybe(OUTCOMES),
    startMs: random() < 0.3 ? from + Math.floor(random() * (to - from)) : 0,
    endMs: random() < 0.3 ? from + Math.floor(random() * (to - from)) : Number.POSITIVE_INFINITY,
  };
};

/** A person; a person with what is theirs; somebody of whom there is nothing. */
const ABOUT = [PEOPLE.slice(0, 1), [PEOPLE[1] ?? '', TARGETS[0]?.id ?? ''], [id('user')]];

/** What the log holds of it, newest first. */
const expected = (events: readonly Stored[], filter: Filter): string[] =>
  events
    .filter(
      (event) =>
        (filter.organizationId === undefined || filter.organizationId === event.organizationId) &&
        (filter.actorId === undefined || filter.actorId === event.actorId) &&
        (filter.targetId === undefined || filter.targetId === event.target.id) &&
        (filter.targetType === undefined || filter.targetType === event.target.type) &&
        (filter.subjectId === undefined || event.subjects.includes(filter.subjectId)) &&
        (filter.about?.some((id) => [event.actorId, event.target.id, ...event.subjects].includes(id)) ?? true) &&
        (filter.grantId === undefined || filter.grantId === event.grantId) &&
        (filter.types.length === 0 || filter.types.includes(event.type)) &&
        (filter.outcome === undefined || filter.outcome === event.outcome) &&
        event.timeMs >= filter.startMs &&
        event.timeMs <= filter.endMs,
    )
    .map((event) => event.id)
    .sort()
    .reverse();

/** And not what the project itself began with. */
const isOurs = ({ public: open }: EventRecord): boolean => open.request === 'req_test';

async function walk(projectId: string, filter: Filter, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 1_000; pages++) {
    const found = await searchEvents({ ...filter, projectId, after, limit });
    ids.push(...found.records.filter(isOurs).map((record) => record.id));
    after = found.after && readCursor(found.after);
    if (after === undefined) return ids;
  }
  throw new Error('the list does not end');
}

/** Every single filter, and combinations of them. */
async function expectAll(
  projectId: string,
  events: readonly Stored[],
  times: readonly [number, number],
  count: number,
) {
  const filters = [
    EVERYTHING,
    ...ORGANIZATIONS.slice(1).map((organizationId) => ({ ...EVERYTHING, organizationId })),
    ...ABOUT.map((about) => ({ ...EVERYTHING, about })),
    { ...EVERYTHING, about: PEOPLE.slice(0, 1), types: TYPES.slice(0, 2), organizationId: ORGANIZATIONS[1] },
    ...Array.from({ length: count }, () => aFilter(...times)),
  ];
  let shown = 0;
  for (const filter of filters) {
    const found = await walk(projectId, filter, one([3, 20, 100], random));
    expect(found, JSON.stringify(filter)).toEqual(expected(events, filter));
    shown += found.length;
  }
  return { filters: filters.length, shown };
}

describe('a search', () => {
  const FIRST = 30;
  const times = [START, START + 3 * FIRST * 1_000] as const;
  let projectId: string;
  let write: Awaited<ReturnType<typeof logOf>>;
  const events: Stored[] = [];
  const more = async (from: number, count: number) => {
    events.push(...(await write(Array.from({ length: count }, (_, i) => anEvent(START + (from + i) * 1_000)))));
  };

  beforeAll(async () => {
    projectId = (await makeProject()).project_id;
    write = await logOf(projectId);
    await more(0, FIRST);
  });

  test('finds what is committed before any of it is indexed', async () => {
    await expectAll(projectId, events, times, 6);
  });

  test('finds it in the index, with what was committed since', async () => {
    await archive();
    await index();
    const before = await readSearchedBelow(projectId);
    await more(FIRST, FIRST);
    expect(before > (events[FIRST - 1]?.id ?? '')).toBe(true);
    // As if the sweep had come before these events, whose time lies in the past.
    await database.send(
      new DeleteItemCommand({
        TableName: TABLES.search,
        Key: { pk: { S: `SEARCHED_BELOW#${projectId}` }, sk: { S: 'SEARCHED_BELOW' } },
      }),
    );
    await expectAll(projectId, events, times, 8);
    await settleProject(projectId, new Date());
    expect(await readSearchedBelow(projectId)).toBe(
      events
        .slice(FIRST)
        .map((event) => event.id)
        .sort()[0],
    );
    await expectAll(projectId, events, times, 8);
  });

  test('finds all of it in the index, in any combination of filters', async () => {
    await archive();
    await index();
    const { filters, shown } = await expectAll(projectId, events, times, 60);
    console.log(`search: ${filters} filters, ${shown} events shown, each as a walk through the whole log gives them`);
  });

  test('finds events in the archive when their rows were removed from the table', async () => {
    for (const { id, key: Key } of events.slice(0, FIRST))
      await database.send(
        new DeleteItemCommand({
          TableName: TABLES.audit,
          Key,
          ConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': { S: id } },
        }),
      );
    await expectAll(projectId, events, times, 8);
  });
});

describe('what a search reads', () => {
  const EVENTS = Number(process.env.SEARCH_EVENTS ?? 2_000);
  const rare = id('user');
  const gone = id('user');
  let projectId: string;
  let events: readonly Stored[];

  beforeAll(async () => {
    projectId = (await makeProject()).project_id;
    const write = await logOf(projectId);
    const many = Array.from({ length: EVENTS }, (_, i): Written => {
      const event = anEvent(START + i * 100);
      const actorId = i % 250 === 7 ? rare : i < EVENTS / 2 ? gone : event.actorId;
      return { ...event, organizationId: undefined, actorId, outcome: i === 11 ? 'denied' : 'success' };
    });
    events = await write(many);
    await archive();
    await index();
  });

  const cases: [string, Filter, number][] = [
    ['the newest page of all', EVERYTHING, 100],
    ['by an actor who is rare', { ...EVERYTHING, actorId: rare }, 100],
    ['by an actor whose events are the older half', { ...EVERYTHING, actorId: gone }, 100],
    ['the older half by a frequent subject', { ...EVERYTHING, actorId: gone, subjectId: PEOPLE[1] }, 100],
    ['one denial among all', { ...EVERYTHING, outcome: 'denied' }, 100],
    ['what never was', { ...EVERYTHING, actorId: rare, targetId: 'sess_never' }, 100],
    ['a type and a subject', { ...EVERYTHING, types: ['session.created'], subjectId: PEOPLE[1] }, 20],
    ['a short range of it', { ...EVERYTHING, actorId: gone, startMs: START + 10_000, endMs: START + 20_000 }, 100],
  ];

  test.each(cases)('%s', async (name, filter, limit) => {
    const reads = await countReads(() => searchEvents({ ...filter, projectId, after: undefined, limit }));
    const want = expected(events, filter).slice(0, limit);
    const shown = reads.result.records.filter(isOurs).map((record) => record.id);
    // The project's own beginning may be on the page too.
    expect(shown.length).toBeGreaterThanOrEqual(want.length - 2);
    expect(shown).toEqual(want.slice(0, shown.length));
    console.log(
      `search, ${name}: ${want.length} of ${EVENTS} events shown, ${reads.keys} index entries and ${reads.rows} rows read in ${reads.calls} calls`,
    );
    expect(reads.scans).toBe(0);
    expect(reads.filtered).toBe(0);
    expect(reads.rows).toBeLessThanOrEqual(want.length + 12);
    expect(reads.keys).toBeLessThanOrEqual(100 + 8 * limit);
  });
});

/** The walk that scopes a breach: what it takes for part of it, what it cannot know, and what stops it. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Breach } from '../../../lambdas/breach/breach.ts';
import type { Criteria } from '../../../lambdas/breach/criteria.ts';
import { countsOf, inOrder, noFindings, peopleInOrder } from '../../../lambdas/breach/findings.ts';
import { gapsOf, isAtLeast } from '../../../lambdas/breach/gaps.ts';
import { askedSchema, criteriaOf } from '../../../lambdas/breach/scope-schema.ts';
import { newWalk, type WalkPorts, walkLog } from '../../../lambdas/breach/walk.ts';
import { newId } from '../../../lambdas/shared/ids.ts';
import { pathsOf } from '../log/support/memory-archive.ts';
import { type GoldenLog, goldenLog, type Made, SCOPE } from './golden-log.ts';

const START = Date.UTC(2026, 1, 1);
const idOf = (kind: Parameters<typeof newId>[0]) => newId(kind, new Date(START));
const [ann, ben, cleo, operator] = [idOf('user'), idOf('user'), idOf('user'), idOf('user')];
const [key, session, grant] = [idOf('key'), idOf('session'), idOf('impersonation')];

const ALL: Criteria = {
  startMs: START,
  endMs: START + 1_000_000,
  organizations: [],
  actors: [],
  sessions: [],
  grants: [],
  networks: [],
  types: [],
  includeActors: true,
  includeSuspects: false,
};

const signIn = (user: string, ip: string, at: number, outcome: Made['outcome'] = 'success'): Made => ({
  timeMs: START + at,
  type: 'auth.signin_attempt',
  actor: { type: 'user', id: user },
  target: { type: 'user', id: user },
  outcome,
  subjects: { [user]: { ip } },
});
const update = (user: string, at: number, by = operator): Made => ({
  timeMs: START + at,
  type: 'user.updated',
  actor: { type: 'operator', id: by },
  session,
  target: { type: 'user', id: user },
  subjects: { [user]: { after: 'x' } },
});

async function walked(log: GoldenLog, asked: Partial<Criteria>, ports: WalkPorts = log.ports()) {
  const [walk, findings] = [newWalk(SCOPE), noFindings()];
  const result = await walkLog(ports, walk, { criteria: { ...ALL, ...asked }, findings, late: false }, () => true);
  const people = peopleInOrder(findings);
  const affected = people.filter(({ events }) => events > 0).map(({ id }) => id);
  return { result, walk, findings, people, affected, counts: countsOf(findings), ids: findings.timeline.length };
}

async function logOf(...events: Made[]): Promise<GoldenLog> {
  const log = goldenLog();
  log.add(events);
  await log.archive();
  return log;
}

describe('what is part of it', () => {
  test('everything of the window, where nothing is suspected; both ends are inside', async () => {
    const log = await logOf(update(ann, -1), update(ann, 0), update(ben, 1_000_000), update(cleo, 1_000_001));
    expect((await walked(log, { includeActors: false })).affected).toEqual([ann, ben].sort());
  });

  test('whatever has any of the marks: an actor, a session, a grant', async () => {
    const other: Made = { ...update(cleo, 3, cleo), session: idOf('session') };
    const log = await logOf(update(ann, 1), update(ben, 2, ben), other);
    expect((await walked(log, { sessions: [session], includeActors: false })).affected).toEqual([ann]);
    expect((await walked(log, { actors: [ben], includeSuspects: true })).affected).toEqual([ben]);
    expect((await walked(log, { actors: [cleo], sessions: [session] })).ids).toBe(3);
    expect((await walked(log, { grants: [grant] })).ids).toBe(0);
  });

  test('what a customer server told by the key, whoever acted there', async () => {
    const told: Made = {
      ...update(ann, 1, ben),
      type: 'phi.accessed',
      target: { type: 'resource', id: 'hash' },
      detail: { user_id: ann, recorded_by: key },
    };
    expect((await walked(await logOf(told), { actors: [key], includeActors: false })).affected).toEqual([ann]);
  });

  test('what came from a network, though the address is sealed', async () => {
    const log = await logOf(
      signIn(ann, '203.0.113.77', 1),
      signIn(ben, '198.51.100.1', 2),
      signIn(cleo, '2001:db8::9', 3),
    );
    expect((await walked(log, { networks: ['203.0.113.0/24'] })).affected).toEqual([ann]);
    expect((await walked(log, { networks: ['198.51.100.1', '2001:db8::/32'] })).affected).toEqual([ben, cleo].sort());
    expect((await walked(log, { networks: ['0.0.0.0/0'] })).affected).toEqual([ann, ben].sort());
  });

  test('of whom the key was destroyed it is not known: they are told apart, and count as uncertain', async () => {
    const log = await logOf(signIn(ann, '203.0.113.77', 1), signIn(ben, '198.51.100.1', 2));
    const { affected, counts, people } = await walked(log, { networks: ['203.0.113.0/24'] }, log.ports([ben]));
    expect(affected).toEqual([ann]);
    expect(counts).toMatchObject({ events: 2, undecided: 1, individuals: 1, uncertain: 1 });
    expect(people.find(({ id }) => id === ben)).toMatchObject({ events: 0, undecided: 1, data: [] });
  });

  test('an attempt that failed reaches nobody', async () => {
    const log = await logOf(signIn(ann, '203.0.113.77', 1, 'failure'), signIn(ben, '203.0.113.77', 2));
    const { affected, counts } = await walked(log, { networks: ['203.0.113.77'] });
    expect(affected).toEqual([ben]);
    expect(counts).toMatchObject({ events: 2, individuals: 1, attempted: 1 });
  });

  test('only the types that are asked for', async () => {
    const log = await logOf(signIn(ann, '203.0.113.77', 1), update(ben, 2));
    expect((await walked(log, { types: ['user.updated'], includeActors: false })).affected).toEqual([ben]);
  });

  test('those in whose name it was done, unless they did it themselves', async () => {
    const log = await logOf(update(ann, 1));
    expect((await walked(log, { sessions: [session] })).affected).toEqual([ann, operator].sort());
    expect((await walked(log, { actors: [operator], includeSuspects: true })).affected).toEqual([ann, operator].sort());
    expect((await walked(log, { actors: [operator], includeActors: false })).affected).toEqual([ann]);
  });

  test('unless whoever asks says that suspects are victims too, as of an account that was stolen', () => {
    const asked = (body: object) =>
      criteriaOf(askedSchema.parse({ range_start: '2026-02-01T00:00:00Z', ...body }), {} as Breach, new Date());
    expect(asked({})).toMatchObject({ includeActors: true, includeSuspects: false });
    expect(asked({ include_actors: true })).toMatchObject({ includeActors: true, includeSuspects: true });
    expect(asked({ include_actors: false })).toMatchObject({ includeActors: false, includeSuspects: false });
  });

  test('whoever is suspected by name is no victim, though their own address lies in a block: 499 are not 500', async () => {
    const patients = Array.from({ length: 499 }, () => idOf('user'));
    const insider = (user: string, i: number): Made => ({
      ...update(user, i),
      subjects: { [user]: { after: 'x' }, [operator]: { ip: '203.0.113.9' } },
    });
    const log = await logOf(...patients.map(insider), update(operator, 600, ann));
    const { affected, counts } = await walked(log, { actors: [operator] });
    expect([affected.includes(operator), counts.individuals]).toEqual([false, 499]);
  });

  test('what a customer server told later counts when it happened, and what it told of old times does not', async () => {
    const told = (user: string, toldAt: number, happenedAt: number): Made => ({
      ...update(user, toldAt, key),
      type: 'phi.accessed',
      actor: { type: 'api_key', id: key },
      detail: { user_id: user, recorded_by: key, occurred_at: new Date(START + happenedAt).toISOString() },
    });
    const log = await logOf(told(ann, 500, -1), told(ben, 1_060_000, 1_000_000), told(cleo, 1_060_001, 1_000_001));
    const { affected, findings } = await walked(log, { actors: [key] });
    expect(affected).toEqual([ben]);
    expect(findings.timeline[0]?.time).toBe(new Date(START + 1_000_000).toISOString());
    expect(findings.individuals.get(ben)).toMatchObject({ firstMs: START + 1_000_000, lastMs: START + 1_000_000 });
  });

  test('the timeline is in the order of time, and says by ids alone who did what to whom', async () => {
    const log = await logOf(update(ann, 5), update(ben, 3));
    const { findings } = await walked(log, { includeActors: false });
    expect(inOrder(findings.timeline).map(({ people }) => people)).toEqual([[ben], [ann]]);
    expect(JSON.stringify(findings.timeline)).not.toContain('after');
  });
});

describe('what the log cannot tell', () => {
  const gaps = async (log: GoldenLog, asked: Partial<Criteria>) => {
    const { walk, findings } = await walked(log, asked);
    return gapsOf({ ...ALL, ...asked }, [walk], findings);
  };
  const search = (type: string, at: number, outcome: Made['outcome'] = 'success'): Made => ({
    timeMs: START + at,
    type: 'audit.events_read',
    actor: { type, id: type === 'operator' ? operator : key },
    target: { type: 'project', id: 'proj_1' },
    outcome,
    detail: { count: 500 },
    subjects: type === 'operator' ? { [operator]: { ip: '203.0.113.1' } } : {},
  });

  test('whom a search of the log reached, by a key or by an operator, whose own address says nothing of it', async () => {
    const log = await logOf(
      search('api_key', 1),
      search('operator', 2),
      search('api_key', 3, 'denied'),
      update(ann, 4),
    );
    expect(await gaps(log, { actors: [key] })).toMatchObject({ unnamed: 1, unlogged_reads: true });
    expect(await gaps(log, {})).toMatchObject({ unnamed: 2, unlogged_reads: true });
    expect(await gaps(await logOf(search('system', 1)), {})).toMatchObject({ unnamed: 0 });
  });

  test('what was read without an event, unless a user’s session alone was at work', async () => {
    const own: Made = { ...update(ann, 1, ann), actor: { type: 'user', id: ann } };
    expect(isAtLeast(await gaps(await logOf(own), { sessions: [session] }))).toBe(false);
    for (const [log, asked] of [
      [await logOf(own), { actors: [key] }],
      [await logOf(own), { sessions: [idOf('session')] }],
      [await logOf(own, update(ben, 2)), { sessions: [session] }],
      [await logOf(own), { sessions: [session], actors: [ann] }],
      [await logOf(own), { networks: ['203.0.113.77'] }],
      [await logOf(own), {}],
    ] as const)
      expect((await gaps(log, asked)).unlogged_reads).toBe(true);
  });

  test('from which address somebody came in a customer’s own system: that is told, and never taken for elsewhere', async () => {
    const told: Made = {
      ...update(ann, 1, key),
      type: 'phi.accessed',
      actor: { type: 'api_key', id: key },
      detail: { user_id: ann, recorded_by: key },
    };
    const log = await logOf(told, signIn(ben, '198.51.100.1', 2));
    expect(await gaps(log, { networks: ['203.0.113.77'] })).toMatchObject({ unplaced: 1 });
    expect(await gaps(log, { networks: ['203.0.113.77'], actors: [key] })).toMatchObject({ unplaced: 0 });
    expect(await gaps(log, { actors: [idOf('key')] })).toMatchObject({ unplaced: 0 });
  });

  test('entries that cannot be read are counted, however many of them are named', () => {
    const walk = { ...newWalk(SCOPE), unreadable: [1, 2], unreadableCount: 5_000 };
    expect(gapsOf(ALL, [walk, walk], noFindings()).unreadable).toBe(10_000);
  });
});

describe('what stops it', () => {
  const manyOf = (count: number): Made[] =>
    Array.from({ length: count }, (_, i) => update([ann, ben, cleo][i % 3] ?? '', i));

  /** The lines of the only segment, changed. The name of an object is not what proves it: the root is. */
  function rewrite(log: GoldenLog, change: (lines: string[]) => string[]): void {
    const [path = ''] = pathsOf(log.world, 'segments/');
    const lines = gunzipSync(log.world.locked.get(path) ?? Buffer.alloc(0))
      .toString()
      .trimEnd()
      .split('\n');
    log.world.locked.set(path, gzipSync(`${change(lines).join('\n')}\n`));
  }

  test('nothing, where all is as it was signed', async () => {
    const { result, walk } = await walked(await logOf(...manyOf(300)), {});
    expect({ result, next: walk.next }).toEqual({ result: 'proven', next: 300 });
  });

  test('a leaf that is another one', async () => {
    const log = await logOf(...manyOf(300));
    rewrite(log, (lines) => lines.map((line, i) => (i === 7 ? line.replace('user.updated', 'user.deleted') : line)));
    expect((await walked(log, {})).result).toBe('log_differs');
  });

  test('entries that changed places, and one that is not there', async () => {
    for (const change of [
      (lines: string[]) => [lines[1] ?? '', lines[0] ?? '', ...lines.slice(2)],
      (lines: string[]) => lines.toSpliced(5, 1),
    ]) {
      const log = await logOf(...manyOf(300));
      rewrite(log, change);
      expect(['log_differs', 'archive_incomplete']).toContain((await walked(log, {})).result);
    }
  });

  test('an archive that ends before its checkpoint', async () => {
    const log = await logOf(...manyOf(300));
    for (const path of pathsOf(log.world, 'segments/')) log.world.locked.delete(path);
    expect((await walked(log, {})).result).toBe('archive_incomplete');
  });

  test('content that is not what its leaf commits to is told: it is never taken for the event', async () => {
    const log = await logOf(...manyOf(10));
    rewrite(log, (lines) => lines.map((line, i) => (i === 4 ? line.replaceAll(operator, idOf('user')) : line)));
    const { result, walk, findings } = await walked(log, {});
    expect({ result, unreadable: walk.unreadable }).toEqual({ result: 'proven', unreadable: [4] });
    expect(gapsOf(ALL, [walk], findings).unreadable).toBe(1);
  });

  test('more events than one list holds: the window is to be narrowed', async () => {
    const log = await logOf(...manyOf(300));
    const work = { criteria: ALL, findings: noFindings(), late: false };
    expect(await walkLog(log.ports(), newWalk(SCOPE), { ...work, most: 299 }, () => true)).toBe('too_many_events');
    expect(await walkLog(log.ports(), newWalk(SCOPE), { ...work, findings: noFindings(), most: 300 }, () => true)).toBe(
      'proven',
    );
  });

  test('events of the window that may not be signed yet', async () => {
    const log = await logOf(...manyOf(3));
    expect((await walked(log, {}, { ...log.ports(), pin: async () => 'wait' })).result).toBe('waits');
    expect((await walked(log, {}, { ...log.ports(), pin: async () => 'empty' })).result).toBe('proven');
  });
});

describe('afterwards', () => {
  test('what came late is told as such, and the tail is held to the newer checkpoint', async () => {
    const log = await logOf(update(ann, 1), update(ben, 2));
    const { walk, findings } = await walked(log, { includeActors: false });
    log.add([update(cleo, 3), update(ann, 2_000_000)]);
    await log.archive(5);
    Object.assign(walk, { pin: log.pin(), proven: false });
    const work = { criteria: { ...ALL, includeActors: false }, findings, late: true };
    expect(await walkLog(log.ports(), walk, work, () => true)).toBe('proven');
    expect(countsOf(findings)).toMatchObject({ events: 3, late: 1, individuals: 3 });
    expect(findings.individuals.get(cleo)).toMatchObject({ late: true });
    expect(findings.individuals.get(ann)).not.toHaveProperty('late');
  });
});

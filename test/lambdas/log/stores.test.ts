/** The archiver's stores against DynamoDB: lanes that `commit` wrote, heads that only one can replace. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ArchivePorts } from '../../../lambdas/log/ports.ts';
import { database, makeProject, TABLES } from '../../dynamodb/world.ts';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { makeWorld } from './support/memory-archive.ts';

const { createWriter } = await import('../../../lambdas/shared/commit.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { lanePk } = await import('../../../lambdas/shared/table.ts');
const { logPublicKey, signLogNote } = await import('../../../lambdas/shared/aws/log-key.ts');
const { newLog } = await import('../../../lambdas/log/archive.ts');
const { archiveScope } = await import('../../../lambdas/log/archive-scope.ts');
const { findEvent } = await import('../../../lambdas/log/event-place-store.ts');
const { listLanes, readGap, readLane } = await import('../../../lambdas/log/lane-store.ts');
const { findBatch, readHead, replaceHead, writeBatches } = await import('../../../lambdas/log/log-store.ts');
const { EMPTY_ROOT } = await import('../../../lambdas/log/merkle.ts');
const { noteKey, rawPublicKey } = await import('../../../lambdas/log/note.ts');
const { findIndex, proveEvent } = await import('../../../lambdas/log/prove-event.ts');
const { verifyProof } = await import('../../../lambdas/log/proof.ts');
const { parseCheckpoint } = await import('../../../lambdas/log/checkpoint.ts');
const { publish } = await import('../../../lambdas/log/publish.ts');

const NOW = new Date('2026-03-01T12:00:00Z');

async function projectWithEvents(count: number, lanes: number) {
  const { project_id: id } = await makeProject();
  const project = await getProject(id, new Date());
  if (!project) throw new Error('no project');
  const eventIds: string[] = [];
  await Promise.all(
    Array.from({ length: lanes }, async (_, number) => {
      const writer = createWriter({ lanes: () => lanes });
      for (let i = number; i < count; i += lanes) {
        const context = {
          principal: { kind: 'system', projectId: id, name: 'test' },
          requestId: 'req_test',
          ip: undefined,
          userAgent: undefined,
          now: new Date(NOW.getTime() + i),
        } as const;
        const draft = { type: 'api_key.revoked', target: { type: 'api_key', id: `key_${i}` } } as const;
        // 503 tells a client to try again; nothing was written then.
        const commit = () => writer.commit(project, context, [], draft);
        const committed = await commit().catch(commit).catch(commit);
        if (committed.ok) eventIds.push(committed.value.eventId);
      }
    }),
  );
  return { id, eventIds };
}

/** Real lanes, heads and keys; the buckets in memory. */
function archiverOver(scope: string) {
  const world = makeWorld();
  const ports: ArchivePorts = {
    ...world.ports,
    readHead,
    replaceHead,
    writeBatches,
    readLane,
    readGap,
    publicKeys: async () => [{ type: 'ed25519', publicKey: rawPublicKey(await logPublicKey()) }],
    sign: (message) => signLogNote(message),
  };
  const origin = `auth.test/${scope}`;
  const run = async () => {
    const lanes = (await listLanes(scope)).lanes.get(scope) ?? [];
    await archiveScope(ports, scope, { origin, lanes, keepGoing: () => true });
    await publish(ports, scope, NOW);
  };
  return { world, origin, run };
}

describe('lanes that commit wrote', () => {
  const EVENTS = 320;
  /** With those of the project and its first key. */
  const ALL = EVENTS + 2;
  let scope: string;
  let eventIds: string[];
  let archiver: ReturnType<typeof archiverOver>;
  beforeAll(async () => {
    ({ id: scope, eventIds } = await projectWithEvents(EVENTS, 4));
    archiver = archiverOver(scope);
    await archiver.run();
  });

  it('are archived whole: the verifier finds every event that was acknowledged, and its project', async () => {
    const key = noteKey(archiver.origin, rawPublicKey(await logPublicKey()));
    const report = verifyObjects(archiver.world.locked, { keys: [key], scope });
    expect(report.difference).toBeUndefined();
    expect(report.logs[0]).toMatchObject({ entries: ALL, signed: ALL, content: { events: ALL } });
    expect(eventIds).toHaveLength(EVENTS);
  });

  it('each event is found by its id and proven', async () => {
    const { locked, live } = archiver.world;
    const readers = { locked: async (path: string) => locked.get(path), live: async (path: string) => live.get(path) };
    const head = await readHead(scope);
    const note = locked.get(`checkpoints/${String(head?.size).padStart(16, '0')}`)?.toString() ?? '';
    const checkpoint = parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1));
    const key = noteKey(archiver.origin, rawPublicKey(await logPublicKey()));
    for (const eventId of eventIds.filter((_, i) => i % 16 === 0)) {
      const event = await findEvent(scope, eventId);
      const batch = event && (await findBatch(scope, event.lane, event.seq));
      const index = event && batch && (await findIndex(readers, batch.segment, event.leaf));
      if (!event || index === undefined) throw new Error(`${eventId} was not found`);
      const proof = await proveEvent(readers, { index, leaf: event.leaf }, checkpoint, note);
      expect(proof.length).toBeLessThan(8 * 1024);
      expect(verifyProof(proof, event.leaf, [key]).size).toBe(ALL);
    }
  });

  it('an event of another project is not found', async () => {
    expect(await findEvent('proj_01JD0000000000000000000000', eventIds[0] ?? '')).toBeUndefined();
  });

  it('an event that is not archived has no batch', async () => {
    expect(await findBatch(scope, 0, 100_000)).toBeUndefined();
    expect(await findBatch(scope, 99, 0)).toBeUndefined();
  });
});

describe('reading a lane', () => {
  const row = (scope: string, key: string) =>
    database.send(
      new PutItemCommand({ TableName: TABLES.audit, Item: { pk: { S: lanePk(scope, 0) }, sk: { N: key } } }),
    );

  it('gives pages, and tells whether there is more', async () => {
    await Promise.all(Array.from({ length: 105 }, (_, seq) => row('org_pages', String(seq))));
    expect(await readLane('org_pages', 0, 0, 100)).toMatchObject({ more: true, rows: { length: 100 } });
    expect(await readLane('org_pages', 0, 100, 5)).toMatchObject({ more: false, rows: { length: 5 } });
    expect(await readLane('org_pages', 0, 105, 100)).toEqual({ rows: [], more: false, behind: false });
  });

  it('tells when the log is where the lane never was', async () => {
    for (const seq of [0, 1]) await row('org_behind', String(seq));
    expect(await readLane('org_behind', 0, 3, 100)).toEqual({ rows: [], more: false, behind: true });
    expect(await readLane('org_nothing', 0, 0, 100)).toEqual({ rows: [], more: false, behind: false });
  });

  it('stops before a gap, and then names it', async () => {
    for (const seq of [0, 1, 5, 6]) await row('org_gap', String(seq));
    expect(await readLane('org_gap', 0, 0, 100)).toMatchObject({ more: true, rows: [{ seq: 0 }, { seq: 1 }] });
    expect(await readLane('org_gap', 0, 2, 100)).toMatchObject({ more: true, rows: [{ through: 4 }] });
    expect(await readLane('org_gap', 0, 5, 100)).toMatchObject({ more: false, rows: [{ seq: 5 }, { seq: 6 }] });
    await row('org_gap', '3');
    expect(await readGap('org_gap', 0, [2, 4], 100)).toMatchObject([{ late: 3 }]);
  });

  it('is not led over a gap by single rows', async () => {
    for (const seq of [0, 1, 500, 4503599627370496]) await row('org_alone', String(seq));
    expect(await readLane('org_alone', 0, 2, 100)).toEqual({ rows: [], more: false, behind: false, ahead: 500 });
    await row('org_alone', '2');
    expect(await readLane('org_alone', 0, 2, 100)).toMatchObject({ rows: [{ seq: 2 }] });
  });

  it('reads past rows whose key is no seq, however many', async () => {
    for (const key of ['0', '1', '9007199254740991', '90071992547409930', '-1', '2']) await row('org_strange', key);
    for (let i = 0; i < 25; i++) await row('org_strange', `0.${i + 100}`);
    expect(await readLane('org_strange', 0, 0, 10)).toMatchObject({ more: true, rows: [{ seq: 0 }] });
    expect(await readLane('org_strange', 0, 1, 10)).toMatchObject({ more: false, rows: [{ seq: 1 }, { seq: 2 }] });
    expect(await readLane('org_strange', 0, 3, 10)).toEqual({ rows: [], more: false, behind: false });
  });
});

describe('the log head', () => {
  it('is stored and read as it was', async () => {
    const head = {
      ...newLog('org_head', 'auth.test/org_head', EMPTY_ROOT),
      size: 5,
      frontier: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
      lanes: { 0: { seq: 4, hash: 'abc' }, 1: { seq: 7 } },
      staged: 'ff',
      pending: true,
      version: 1,
    };
    expect(await replaceHead(head, 0)).toBe(true);
    expect(await readHead('org_head')).toEqual(head);
  });

  it('is replaced by one of many', async () => {
    const head = newLog('org_race', 'auth.test/org_race', EMPTY_ROOT);
    for (const expected of [0, 1, 2]) {
      const won = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          replaceHead({ ...head, staged: String(i), version: expected + 1 }, expected),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
    }
    expect(await readHead('org_race')).toMatchObject({ version: 3 });
  });
});

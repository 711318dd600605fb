/**
 * The life of a row: written, archived, removed from the table by the clean-up, watched, found again in the archive, and
 * accounted for by the reconciler. Real functions over DynamoDB Local; S3, the topic and the token service over HTTP.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, Context, DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { type Clinic, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { database, rowsOf, TABLES } from '../../dynamodb/world.ts';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { assumed, evidence, incidents, manifests, objectsOf, s3 } from './support/doubles.ts';

const { TAIL_KEPT } = await import('../../../lambdas/log/clean-up.ts');
const { formatVkey, noteKey, openNote, parseVkey, rawPublicKey, signNote } = await import(
  '../../../lambdas/log/note.ts'
);
const { padded } = await import('../../../lambdas/log/segment.ts');
const { verifyProof } = await import('../../../lambdas/log/proof.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { AUDIT_STREAMS_LISTED, auditStreamKey, auditStreamListedKey, logHeadKey, streamCursorKey } = await import(
  '../../../lambdas/shared/table.ts'
);
const { createWriter } = await import('../../../lambdas/shared/commit.ts');

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const DAY_MS = 86_400_000;
const EVENTS = 210;

let clinic: Clinic;
let organization: string;
/** Rows of the organization's lane before anything was removed. */
let before: Record<string, AttributeValue>[];

const run = async (name: string): Promise<unknown> => {
  const file = new URL(`../../../lambdas/${name}/handler.ts`, import.meta.url).pathname;
  const { handler } = await import(/* @vite-ignore */ file);
  return handler({}, context);
};
const seqs = async (): Promise<number[]> => (await rowsOf('audit', `${organization}#0`)).map(({ sk }) => Number(sk));
const after = (days: number): void => void vi.setSystemTime(Date.now() + days * DAY_MS);
const subjects = (): string[] => incidents.map(({ subject }) => subject);
const [FIRST, LAST] = [1, EVENTS - TAIL_KEPT];

async function write(count: number): Promise<void> {
  const project = await getProject(clinic.projectId, new Date());
  if (!project) throw new Error('no project');
  const { commit } = createWriter();
  const principal = { kind: 'system', projectId: project.id, name: 'test' } as const;
  const facts = { principal, requestId: 'req_test', ip: undefined, userAgent: undefined, now: new Date() };
  const event = {
    type: 'break_glass.readiness_checked',
    target: { type: 'project', id: project.id },
    organizationId: organization,
    detail: { ready: 2, enrolled: 2, needed: 2 },
  } as const;
  for (let left = count; left > 0; left -= 20) {
    const some = Array.from({ length: Math.min(left, 20) - 1 }, () => event);
    const committed = await commit(project, facts, [], [event, ...some]);
    if (!committed.ok) throw new Error('not committed');
  }
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  clinic = await makeClinic();
  organization = await makeOrganization(clinic);
});
beforeAll(() => write(EVENTS - 1));
beforeAll(() => run('log/sweep-lanes'));
beforeAll(() => run('audit/sweep-index'));
beforeAll(async () => {
  const { Items = [] } = await database.send(new ScanCommand({ TableName: TABLES.audit, ConsistentRead: true }));
  before = Items.filter(({ pk }) => pk?.S === `${organization}#0`) as typeof before;
});
afterAll(() => vi.useRealTimers());
beforeEach(() => {
  incidents.length = 0;
});

describe('before the hot retention is over', () => {
  it('the archive and the table are equal: a whole turn of the reconciler finds nothing', async () => {
    await run('log/reconcile');
    const { readProgress } = await import('../../../lambdas/log/reconcile-store.ts');
    const { last, pass } = await readProgress();
    expect(pass).toBeUndefined();
    expect(last).toMatchObject({ logs: 2, findings: 0 });
    expect(last?.entries).toBeGreaterThanOrEqual(EVENTS);
    console.log(`reconciler: ${last?.entries} entries of ${last?.logs} logs equal, ${last?.findings} differences`);
    expect(incidents).toEqual([]);
  });

  it('nothing may go', async () => {
    expect(await run('log/plan-clean-up')).toMatchObject({ removable: 0, logs: 2, of: 2, failed: 0 });
    await run('log/clean-up');
    expect(await seqs()).toHaveLength(EVENTS);
  });
});

describe('after it', () => {
  const hold = { pk: { S: 'HOLDS' }, sk: { S: 'hold_1' } };
  beforeAll(() => after(91));

  it('the plan tells what may go, and removes nothing', async () => {
    expect(await run('log/plan-clean-up')).toMatchObject({
      clean_up: 'on',
      hot_retention_days: 90,
      removable: LAST - FIRST,
    });
    expect(await seqs()).toHaveLength(EVENTS);
    expect([assumed, manifests()]).toEqual([[], []]);
  });

  it('nothing goes while the organization is under a legal hold', async () => {
    const row = { project_id: { S: clinic.projectId }, phase: { S: 'active' } };
    const target = { M: { type: { S: 'organization' }, id: { S: organization } } };
    await database.send(new PutItemCommand({ TableName: TABLES.identity, Item: { ...hold, ...row, target } }));
    await run('log/clean-up');
    expect(await seqs()).toHaveLength(EVENTS);
    expect(await run('log/plan-clean-up')).toMatchObject({ removable: 0, kept: { held: LAST - FIRST } });
    await database.send(new DeleteItemCommand({ TableName: TABLES.identity, Key: hold }));
  });

  describe('a checkpoint that no key in KMS signed', () => {
    const pair = generateKeyPairSync('ed25519');
    const archive = () => s3.objects('archive');
    let head: Record<string, AttributeValue>;
    let kept: Map<string, Buffer>;

    beforeAll(async () => {
      kept = new Map(archive());
      const Key = marshall(logHeadKey(organization));
      const found = await database.send(new GetItemCommand({ TableName: TABLES.control, Key, ConsistentRead: true }));
      head = found.Item as typeof head;
      const folder = `v1/us-east-1/logs/${organization}`;
      const path = `${folder}/checkpoints/${padded(EVENTS)}`;
      const note = archive().get(path)?.toString() ?? '';
      const known = [...objectsOf(organization)].filter(([name]) => name.startsWith('keys/'));
      const { text, signers } = openNote(
        note,
        known.map(([, bytes]) => parseVkey(bytes.toString().trim())),
      );
      const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
      const key = noteKey(signers[0]?.name ?? '', rawPublicKey(spki));
      archive().set(path, Buffer.from(await signNote(text, key, async (bytes) => sign(null, bytes, pair.privateKey))));
      archive().set(`${folder}/keys/${key.id}.vkey`, Buffer.from(`${formatVkey(key)}\n`));
      const named = { ...head, signed: { M: { ...head.signed?.M, keyId: { S: key.id } } } };
      await database.send(new PutItemCommand({ TableName: TABLES.control, Item: named as never }));
    });
    afterAll(async () => {
      archive().clear();
      for (const [key, bytes] of kept) archive().set(key, bytes);
      await database.send(new PutItemCommand({ TableName: TABLES.control, Item: head as never }));
    });

    it('counts where their newest seal is of the same tree: the log was idle when its key was replaced', async () => {
      expect(await run('log/plan-clean-up')).toMatchObject({ removable: LAST - FIRST, failed: 0 });
    });

    it('lets nothing go else, whatever key the head of the log names', async () => {
      const UpdateExpression = 'REMOVE sealed';
      const Key = marshall(logHeadKey(organization));
      await database.send(new UpdateItemCommand({ TableName: TABLES.control, Key, UpdateExpression }));
      expect(await run('log/plan-clean-up')).toMatchObject({ removable: 0, failed: 1 });
      await expect(run('log/clean-up')).rejects.toThrow('1 logs could not be cleaned up');
      expect(await seqs()).toHaveLength(EVENTS);
    });
  });

  it('nothing goes while the tenant has it off', async () => {
    vi.stubEnv('CLEANUP', 'off 90');
    await run('log/clean-up');
    vi.unstubAllEnvs();
    expect(await seqs()).toHaveLength(EVENTS);
  });

  it('the rows go, under the role, with a manifest and an event, and an alarm hears of it', async () => {
    const written = vi.spyOn(process.stdout, 'write');
    await run('log/clean-up');
    expect(written.mock.calls.join('')).toContain('"AuditRowsRemoved":1');
    written.mockRestore();
    const left = await seqs();
    expect(left.slice(0, 2)).toEqual([0, LAST]);
    expect(left).toHaveLength(1 + TAIL_KEPT + 1);
    expect(assumed).toEqual([process.env.CLEANUP_ROLE]);
    expect(manifests()).toMatchObject([
      { v: 1, scope: organization, lane: 0, from: FIRST, through: LAST - 1, first_index: 1, checkpoint_size: EVENTS },
    ]);
    const { body } = await client(clinic.secret)('GET /v1/events', {
      query: { organization_id: organization, events: 'audit.rows_removed' },
    });
    expect(body.data).toMatchObject([{ data: { metadata: { lane: 0, from: FIRST, through: LAST - 1 } } }]);
    expect(subjects()).toEqual([]);
  });

  it('the lane goes on where it was, and the archive is whole', async () => {
    await write(3);
    await run('log/sweep-lanes');
    expect((await seqs()).at(-1)).toBeGreaterThanOrEqual(EVENTS + 3);
    const keys = [...objectsOf(organization)].filter(([path]) => path.startsWith('keys/'));
    const report = verifyObjects(objectsOf(organization), {
      keys: keys.map(([, bytes]) => parseVkey(bytes.toString().trim())),
      scope: organization,
      allow: { noVersions: true, missingSeals: true },
      others: evidence(),
    });
    expect(report.difference).toBeUndefined();
    expect(report.logs[0]?.entries).toBeGreaterThanOrEqual(EVENTS + 4);
  });

  it('nothing more goes when it runs again', async () => {
    await run('log/clean-up');
    expect(manifests()).toHaveLength(1);
  });
});

describe('the tamper watcher', () => {
  /** As the event of a stream carries it: bytes in base64. */
  const encoded = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encoded(member)]));
  };
  const record = (image: Record<string, AttributeValue> | undefined, change: Partial<DynamoDBRecord> = {}) => ({
    Records: [
      {
        eventName: 'REMOVE' as const,
        dynamodb: { SequenceNumber: '1', Keys: { pk: image?.pk, sk: image?.sk }, OldImage: image && encoded(image) },
        ...change,
      } as DynamoDBRecord,
    ],
  });
  const watch = async (event: { Records: DynamoDBRecord[] }): Promise<string[]> => {
    const { handler } = await import('../../../lambdas/log/watch-tampering/handler.ts');
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    return subjects();
  };
  const rowAt = (seq: number) => before.find(({ sk }) => sk?.N === String(seq));

  it('accepts every removal that the manifest names, of a row that the archive holds', async () => {
    for (let seq = FIRST; seq < LAST; seq++) expect(await watch(record(rowAt(seq)))).toEqual([]);
    console.log(`tamper watcher: ${LAST - FIRST} removals of the clean-up accepted`);
  });

  it.each([
    ['the first row, which no manifest names', () => record(rowAt(0))],
    ['a row of the tail, which no manifest names', () => record(rowAt(EVENTS - 1))],
    ['a row that was changed before', () => record({ ...rowAt(5), public: { S: '{}' } })],
    ['a row that was put where the manifest names another', () => record({ ...rowAt(5), sk: { N: '6' } })],
    ['a row of another lane', () => record({ ...rowAt(5), pk: { S: `${organization}#1` } })],
    ['what is no event', () => record({ pk: { S: `${organization}#0` }, sk: { N: '5' } })],
    ['a record without an image', () => record(undefined)],
    ['any change', () => record(rowAt(5), { eventName: 'MODIFY' })],
  ])('reports %s', async (_, event) => {
    expect(await watch(event())).toEqual(['audit row changed or removed']);
  });

  it('reports a removal whose manifest is not in the locked bucket', async () => {
    vi.resetModules();
    const archive = s3.objects('archive');
    const kept = new Map(archive);
    for (const key of kept.keys()) if (key.includes('/evidence/cleanup/')) archive.delete(key);
    expect(await watch(record(rowAt(7)))).toEqual(['audit row changed or removed']);
    for (const [key, bytes] of kept) archive.set(key, bytes);
  });
});

describe('the archiver', () => {
  const insertAt = (seq: number) =>
    ({
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: '1',
        ApproximateCreationDateTime: Date.now() / 1_000,
        Keys: { pk: { S: `${organization}#0` }, sk: { N: String(seq) } },
      },
    }) as DynamoDBRecord;

  it('reports a row that is put where one was removed, and no other', async () => {
    const { handler } = await import('../../../lambdas/log/archive-events/handler.ts');
    await handler({ Records: [insertAt(LAST), insertAt(EVENTS + 3)] }, context);
    expect(subjects()).toEqual([]);
    await handler({ Records: [insertAt(50)] }, context);
    expect(subjects()).toEqual(['row in the place of one that was removed']);
  });
});

describe('an event whose row is gone', () => {
  it('is still read, and proven', async () => {
    const api = client(clinic.secret);
    const row = before.find(({ sk }) => sk?.N === '10');
    const id = row?.id?.S ?? '';
    const proof = await api('GET /v1/audit-events/{id}/proof', { params: { id } });
    expect(proof.status).toBe(200);
    expect(
      verifyProof(proof.body.proof, row?.leaf?.S ?? '', [parseVkey(proof.body.verifier_key)]).size,
    ).toBeGreaterThan(10);
    const range = { range_end: new Date(Date.now() - 80 * DAY_MS).toISOString(), limit: '100' };
    const { body } = await api('GET /v1/events', { query: { organization_id: organization, ...range } });
    expect(body.data.length).toBeGreaterThan(0);
    const other = await makeClinic();
    expect((await client(other.secret)('GET /v1/audit-events/{id}/proof', { params: { id } })).status).toBe(404);
  });
});

describe('the reconciler', () => {
  const turn = async (): Promise<Record<string, unknown>[]> => {
    vi.resetModules();
    await run('log/sweep-lanes');
    incidents.length = 0;
    after(1.1);
    await run('log/reconcile');
    return incidents.filter(({ subject }) => subject === 'table and archive differ').map(({ message }) => message);
  };
  const key = (seq: string) => ({ pk: { S: `${organization}#0` }, sk: { N: seq } });
  const change = (seq: string, name: string, value: string) =>
    database.send(
      new UpdateItemCommand({
        TableName: TABLES.audit,
        Key: key(seq),
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': { S: value } },
      }),
    );

  it('finds that what the clean-up removed is accounted for', async () => {
    expect(await turn()).toEqual([]);
  });

  it('finds hidden, missing and differing rows, each once', async () => {
    const [gone, changed, unlisted] = [LAST + 3, LAST + 5, LAST + 7];
    await database.send(new DeleteItemCommand({ TableName: TABLES.audit, Key: key(String(gone)) }));
    await change(String(changed), 'public', '{"forged":true}');
    await change(String(unlisted), 'idx', 'proj_nobody#0');
    await database.send(
      new PutItemCommand({ TableName: TABLES.audit, Item: { ...key(`${LAST + 9}.5`), leaf: { S: 'x' } } }),
    );
    await database.send(new PutItemCommand({ TableName: TABLES.audit, Item: { ...key('100'), leaf: { S: 'x' } } }));
    const found = await turn();
    const at = { scope: organization, lane: 0 };
    expect(found).toHaveLength(5);
    expect(found).toEqual(
      expect.arrayContaining([
        { kind: 'row_missing', ...at, seq: gone, index: gone },
        { kind: 'row_differs', ...at, seq: changed, index: changed },
        { kind: 'row_not_indexed', ...at, seq: unlisted, index: unlisted },
        { kind: 'row_hidden', ...at, seq: `${LAST + 9}.5` },
        { kind: 'row_differs', ...at, seq: 100, index: 100 },
      ]),
    );
    expect(await turn()).toEqual([]);
  });

  it('finds them by chance too, when the turn of the day is done', async () => {
    const written = vi.spyOn(process.stdout, 'write');
    await run('log/reconcile');
    expect(written.mock.calls.join('')).toContain('"TableAndArchiveDiffer":1');
    written.mockRestore();
  });

  it('finds a log of the archive that nobody registered', async () => {
    const scope = 'org_01JD0000000000000000000000';
    s3.objects('archive').set(`v1/us-east-1/logs/${scope}/meta.json`, Buffer.from('{}'));
    expect(await turn()).toEqual([{ kind: 'log_not_registered', scope }]);
  });

  it('finds a segment that is not there', async () => {
    const archive = s3.objects('archive');
    const segment = [...archive.keys()].find((name) => name.includes(`${organization}/segments/`)) ?? '';
    const bytes = archive.get(segment);
    archive.delete(segment);
    expect(await turn()).toEqual([{ kind: 'archive_gap', scope: organization, index: 0 }]);
    if (bytes) archive.set(segment, bytes);
  });
});

describe('log/get-status', () => {
  beforeAll(() => vi.resetModules());

  it('tells lag, the newest turn and the setting', async () => {
    await run('log/sweep-lanes');
    expect(await run('log/get-status')).toMatchObject({
      of: expect.any(Number),
      unarchived: { count: 0, seconds: 0 },
      clean_up: 'on',
      hot_retention_days: 90,
      reconciled: { findings: expect.any(Number), under_way: false },
    });
    await write(2);
    vi.setSystemTime(Date.now() + 400_000);
    expect(await run('log/get-status')).toMatchObject({
      unarchived: { count: 2, seconds: expect.toSatisfy((seconds: number) => seconds >= 400) },
      worst: expect.arrayContaining([expect.objectContaining({ scope: organization })]),
    });
  });

  it('tells what a stream to a SIEM has not sent of what is signed', async () => {
    const id = 'str_01JD0000000000000000000000';
    const put = (TableName: string, row: Record<string, unknown>) =>
      database.send(new PutItemCommand({ TableName, Item: marshall(row) }));
    await put(TABLES.identity, { ...auditStreamKey(id), status: 'active' });
    await put(TABLES.identity, { ...auditStreamListedKey(id), parent: AUDIT_STREAMS_LISTED, id });
    await put(TABLES.control, { ...streamCursorKey(id, organization), scope: organization, next_index: 5 });
    expect(await run('log/get-status')).toMatchObject({
      followers: { siem: { count: expect.toSatisfy((count: number) => count > EVENTS - 5) } },
    });
    await put(TABLES.identity, { ...auditStreamKey(id), status: 'paused' });
    expect(await run('log/get-status')).toMatchObject({ followers: { siem: { count: 0, seconds: 0 } } });
  });
});

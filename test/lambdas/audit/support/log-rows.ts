/** Events of a project and its organizations by the thousand: rows as `commit` writes them, archived and indexed. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll } from 'vitest';
import type { EventDraft } from '../../../../lambdas/audit/event.ts';
import type { Item } from '../../../../lambdas/log/lane-row.ts';
import { type S3, startS3 } from '../../../dynamodb/s3.ts';
import { database, rowsOf, TABLES } from '../../../dynamodb/world.ts';

const { makeLeaf, makePayload } = await import('../../../../lambdas/audit/event.ts');
const { GENESIS, hash } = await import('../../../../lambdas/audit/leaf.ts');
const { newId } = await import('../../../../lambdas/shared/ids.ts');
const { eventShard } = await import('../../../../lambdas/shared/table.ts');

/** Takes every incident. */
const topic = createServer((request, response) => {
  request.resume();
  response.setHeader('content-type', 'text/xml');
  response.end('<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>');
});

export let s3: S3;
beforeAll(async () => {
  s3 = await startS3();
  topic.listen(0, '127.0.0.1');
  await once(topic, 'listening');
  const address = topic.address();
  const port = typeof address === 'object' ? address?.port : '';
  Object.assign(process.env, { AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  topic.closeAllConnections();
  topic.close();
  await s3.stop();
});

export interface Written {
  readonly organizationId?: string | undefined;
  readonly actorId: string;
  readonly target: { readonly type: string; readonly id: string };
  readonly type: EventDraft['type'];
  readonly outcome: 'success' | 'failure' | 'denied';
  readonly subjects: readonly string[];
  readonly grantId?: string | undefined;
  readonly timeMs: number;
}
export interface Stored extends Written {
  readonly id: string;
  /** Of its row in the audit table. */
  readonly key: { readonly pk: { readonly S: string }; readonly sk: { readonly N: string } };
}

const BATCH = 25;
const PARALLEL = 8;
const SUBJECT_KEY = Buffer.alloc(32, 7);

async function putRows(table: string, items: readonly Item[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, i) =>
    items.slice(i * BATCH, (i + 1) * BATCH),
  );
  const work = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      let wanted: WriteRequest[] = batch.map((Item) => ({ PutRequest: { Item: Item as never } }));
      while (wanted.length > 0)
        wanted =
          (await database.send(new BatchWriteItemCommand({ RequestItems: { [table]: wanted } }))).UnprocessedItems?.[
            table
          ] ?? [];
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}

function payloadOf(projectId: string, id: string, event: Written) {
  const { type, outcome, target, actorId, grantId } = event;
  const principal = { kind: 'system', projectId, name: 'test' } as const;
  const grant = grantId === undefined ? {} : { grant: { type: 'break_glass', id: grantId } };
  const draft = { type, outcome, target, actor: { type: 'user', id: actorId }, ...grant } as unknown as EventDraft;
  // Not the id of a request: whoever holds events to the catalogue leaves these out.
  const context = {
    principal,
    requestId: 'req_test',
    ip: undefined,
    userAgent: undefined,
    now: new Date(event.timeMs),
  };
  const subjects = event.subjects.map((subject) => ({ id: subject, key: SUBJECT_KEY, content: { note: 'x' } }));
  return makePayload(id, draft, context, subjects);
}

/** One lane for each scope, and none that the project began with. */
export async function logOf(projectId: string) {
  const taken = (await rowsOf('lanes', 'LANES')).map(({ sk }) => sk);
  const own = taken.includes(`${projectId}#15`) ? 14 : 15;
  const heads = new Map<string, { seq: number; prev: string }>();
  return async (events: readonly Written[]): Promise<Stored[]> => {
    const items: Item[] = [];
    const registered: Item[] = [];
    const stored = events.map((event): Stored => {
      const now = new Date(event.timeMs);
      const id = newId('event', now);
      const scope = event.organizationId ?? projectId;
      const lane = event.organizationId ? 0 : own;
      const at = `${scope}#${lane}`;
      const { seq, prev } = heads.get(at) ?? { seq: 0, prev: GENESIS };
      if (seq === 0) registered.push({ pk: { S: 'LANES' }, sk: { S: at }, project: { S: projectId } });
      const payload = payloadOf(projectId, id, event);
      const leaf = makeLeaf(id, event.type, now, { scope, lane, seq, prev }, payload);
      const blocks = Object.fromEntries(Object.entries(payload.blocks).map(([name, B]) => [name, { B }]));
      const key = { pk: { S: at }, sk: { N: String(seq) } };
      items.push({
        ...key,
        id: { S: id },
        idx: { S: eventShard(projectId, id) },
        leaf: { S: leaf },
        public: { S: payload.public },
        blocks: { M: blocks },
      });
      heads.set(at, { seq: seq + 1, prev: hash(leaf) });
      return { ...event, id, key };
    });
    await putRows(TABLES.lanes, registered);
    await putRows(TABLES.audit, items);
    return stored;
  };
}

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

/** Everything that is in the table. */
export async function archive(): Promise<void> {
  const { archiveAll } = await import('../../../../lambdas/log/archiver.ts');
  const { listLanes } = await import('../../../../lambdas/log/lane-store.ts');
  const { failed } = await archiveAll((await listLanes()).lanes, context);
  if (failed.size > 0) throw new Error(`${failed.size} logs could not be archived`);
}

/** Everything that is archived. */
export async function index(): Promise<void> {
  const { handler } = await import('../../../../lambdas/audit/sweep-index/handler.ts');
  await handler({}, context);
}

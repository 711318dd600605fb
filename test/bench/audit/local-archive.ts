/**
 * The archiver at work in the local cloud: real stream, real functions, S3 with Object Lock, KMS. An emulator on one
 * machine is no measure of AWS; what it shows is that the archive keeps up, and by how much.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { clientSettings } from '../../../lib/local/client-settings.ts';
import type { LocalCloud } from '../../../lib/local/cloud.ts';
import { createProject } from '../../../lib/operator/project-create.ts';
import { laneWriter } from '../../lambdas/log/support/lane-rows.ts';

export interface Paced {
  readonly events: number;
  readonly aSecond: number;
  /** Milliseconds from the acknowledgement of an event until it lies in the locked bucket. */
  readonly lagMs: { readonly median: number; readonly p95: number; readonly most: number };
}

export interface Backlog {
  readonly events: number;
  readonly seconds: number;
  readonly aSecond: number;
  readonly aRequest: number;
}

const LANES = 16;
const BATCH_MAX = 25;
const POLL_MS = 50;
const PATIENCE_MS = 300_000;

const env = (name: string, value: string | undefined): void => {
  if (value === undefined) throw new Error(`the deployment has no ${name}`);
  process.env[name] = value;
};

/** What functions under `lambdas/` find around them, so that this process writes events as they do. */
function become({ awsEnvironment, outputs, apiUrl }: LocalCloud): void {
  for (const [name, value] of Object.entries({ ...awsEnvironment })) env(name, value);
  const variables = {
    IDENTITY_TABLE: 'IdentityTable',
    AUDIT_TABLE: 'AuditTable',
    LANES_TABLE: 'LanesTable',
    CONTROL_TABLE: 'ControlTable',
    DATA_KEY_ID: 'DataKeyId',
  };
  for (const [name, output] of Object.entries(variables)) env(name, outputs[output]);
  env('ISSUER', apiUrl);
  env('DEPLOYMENT', 'demo');
  env('POWERTOOLS_LOG_LEVEL', 'SILENT');
}

/** @param share of the sorted values that lie below: 0.5 is the median. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Waits until the log holds so many entries, and tells each size that it had on the way. */
async function watchLog(scope: string, size: number, seen: (size: number) => void): Promise<void> {
  const { readHead } = await import('../../../lambdas/log/log-store.ts');
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(POLL_MS)) {
    const head = await readHead(scope);
    if (head && !head.pending) seen(head.size);
    if (head && !head.pending && head.size >= size) return;
  }
  throw new Error(`the log of ${scope} did not reach ${size} entries`);
}

/** Events of a project at an even pace, each acknowledged as any request's is. */
export async function paced(cloud: LocalCloud, events: number, aSecond: number): Promise<Paced> {
  become(cloud);
  const { project_id: projectId } = await createProject(
    {
      name: 'Paced',
      environment: 'test',
      rpId: 'localhost',
      origin: ['http://localhost:4100'],
      signUp: 'closed',
      function: cloud.outputs.CreateProjectFunction,
    },
    clientSettings(cloud.awsEnvironment),
  );
  const { getProject } = await import('../../../lambdas/project/project-store.ts');
  const { createWriter } = await import('../../../lambdas/shared/commit.ts');
  const { readHead } = await import('../../../lambdas/log/log-store.ts');
  const project = await getProject(projectId, new Date());
  if (!project) throw new Error('no project');
  const writers = Array.from({ length: 4 }, () => createWriter());
  const before = (await readHead(projectId))?.size ?? 1;
  const acknowledged: number[] = [];
  const reached: { readonly size: number; readonly at: number }[] = [];
  const watching = watchLog(projectId, before + events, (size) => reached.push({ size, at: performance.now() }));
  const write = async (number: number) => {
    const context = {
      principal: { kind: 'system', projectId, name: 'bench' },
      requestId: `req_${number}`,
      ip: undefined,
      userAgent: undefined,
      now: new Date(),
    } as const;
    const event = { type: 'api_key.revoked', target: { type: 'api_key', id: projectId } } as const;
    const done = await writers[number % writers.length]?.commit(project, context, [], event);
    if (!done?.ok) throw new Error('not acknowledged');
    acknowledged.push(performance.now());
  };
  const writing: Promise<void>[] = [];
  for (let number = 0; number < events; number++) {
    writing.push(write(number));
    await sleep(1_000 / aSecond);
  }
  await Promise.all(writing);
  await watching;
  acknowledged.sort((a, b) => a - b);
  const lags = acknowledged.map((at, index) => {
    const there = reached.find(({ size }) => size > before + index);
    return Math.max(0, (there?.at ?? Number.NaN) - at);
  });
  lags.sort((a, b) => a - b);
  return { events, aSecond, lagMs: { median: quantile(lags, 0.5), p95: quantile(lags, 0.95), most: lags.at(-1) ?? 0 } };
}

/** What one account's root loads at once, past the functions: rows as they write them, in sixteen lanes. */
export async function backlog(cloud: LocalCloud, scope: string, events: number): Promise<Backlog> {
  become(cloud);
  const database = new DynamoDBClient(clientSettings(cloud.awsEnvironment));
  const { laneRegistryKey } = await import('../../../lambdas/shared/table.ts');
  const lanes = Array.from({ length: LANES }, (_, lane) => laneWriter(lane, scope));
  for (const lane of lanes) lane.add(events / LANES);
  const send = (table: string | undefined, requests: WriteRequest[]) =>
    database.send(new BatchWriteItemCommand({ RequestItems: { [table ?? '']: requests } }));
  const registrations = lanes.map((_, lane) => marshall({ ...laneRegistryKey(scope, lane), scope, lane }));
  await send(
    cloud.outputs.LanesTable,
    registrations.map((Item) => ({ PutRequest: { Item } })),
  );
  const rows = lanes.flatMap(({ items }) => items).map((Item) => ({ PutRequest: { Item } }) as WriteRequest);
  const began = performance.now();
  const watching = watchLog(scope, events, () => {});
  for (let at = 0; at < rows.length; at += BATCH_MAX)
    await send(cloud.outputs.AuditTable, rows.slice(at, at + BATCH_MAX));
  await watching;
  const seconds = (performance.now() - began) / 1_000;
  return { events, seconds, aSecond: events / seconds, aRequest: BATCH_MAX };
}

/**
 * A project whose log is archived and streamed as deployed: real handlers, DynamoDB Local, S3 over HTTP, and receivers
 * that are HTTPS servers. Only the name server and the trusted certificates are the test's own.
 */
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, vi } from 'vitest';
import type { Post } from '../../../lambdas/shared/outbound.ts';
import { client } from '../../dynamodb/api.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';
import { rowsOf } from '../../dynamodb/world.ts';
import { type Behaviour, outboundTo, type Receiver, startReceiver } from '../../https-receiver.ts';

const receivers: Receiver[] = [];
const through = vi.hoisted(() => ({ post: undefined as Post | undefined }));
vi.mock('../../../lambdas/shared/outbound.ts', async (original) => ({
  ...(await original<typeof import('../../../lambdas/shared/outbound.ts')>()),
  post: (request: Parameters<Post>[0]) => through.post?.(request),
}));

let s3: S3;
beforeAll(async () => {
  s3 = await startS3();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_SNS: 'http://127.0.0.1:1',
  });
});
afterAll(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()));
  await s3.stop();
});

/** What lies in the buckets. */
export const stored = (): S3 => s3;

export async function receiverAt(name: string, behaviour?: Behaviour): Promise<Receiver> {
  const receiver = await startReceiver(name, behaviour);
  receivers.push(receiver);
  through.post = outboundTo(receivers, { withinMs: 3_000 });
  return receiver;
}

export const time = (ms = 60_000): Context => ({ getRemainingTimeInMillis: () => ms }) as Context;

/** Archives and signs everything, as the sweeper does each minute. */
export async function archive(): Promise<void> {
  const { handler } = await import('../../../lambdas/log/sweep-lanes/handler.ts');
  await handler({}, time());
}

/** The doorbell, for logs whose head changed. */
export async function ring(...scopes: string[]): Promise<void> {
  const { handler } = await import('../../../lambdas/audit-stream/deliver-events/handler.ts');
  const Records = scopes.map((scope) => ({ dynamodb: { NewImage: { scope: { S: scope } } } }));
  await handler({ Records }, time());
}

/** The clock. */
export async function sweep(context = time()): Promise<void> {
  const { handler } = await import('../../../lambdas/audit-stream/sweep-streams/handler.ts');
  await handler({}, context);
}

/** Lets the time of a back-off pass, without waiting for it. */
export async function pass(streamId: string): Promise<void> {
  const { readState, replaceState } = await import('../../../lambdas/audit-stream/progress-store.ts');
  const state = await readState(streamId);
  if (state) await replaceState(streamId, state, { ...state, round: state.round + 1, nextAttemptMs: 0, sweptAtMs: 0 });
}

export async function makeStream(
  clinic: Clinic,
  destination: Record<string, unknown>,
  more: Record<string, unknown> = {},
) {
  const made = await client(clinic.secret)('POST /v1/audit-streams', {
    body: { name: 'SIEM', destination, from: 'beginning', ...more },
  });
  if (made.status !== 201) throw new Error(`the stream was answered ${JSON.stringify(made.body)}`);
  return made.body;
}

export const healthOf = async (clinic: Clinic, id: string) =>
  (await client(clinic.secret)('GET /v1/audit-streams/{id}/health', { params: { id } })).body;

let acts = 0;
/** Something that leaves one event in the project's log. */
export async function act({ secret }: Clinic, times = 1): Promise<void> {
  for (let i = 0; i < times; i++)
    await client(secret)('POST /v1/api-keys', { body: { name: `key ${++acts}`, scopes: ['audit:read'] } });
}

export const makeCustomer = (): Promise<Clinic> => makeClinic();

export async function logSize(scope: string): Promise<number> {
  const [head] = await rowsOf('control', `LOG#${scope}`);
  return Number(head?.size ?? 0);
}

export interface Taken {
  readonly stream_id: string;
  readonly scope: string;
  readonly first_index: number;
  readonly count: number;
  readonly events: readonly Record<string, unknown>[];
  readonly checkpoint: Record<string, unknown> | null;
}
export const bodiesOf = ({ received }: Receiver): Taken[] =>
  received.map(({ body }) => JSON.parse(body.toString('utf8')));

interface Placed {
  readonly unmapped: { readonly log: { readonly origin: string; readonly index: number } };
}
/** The indexes of one log, in the order in which they came. */
export const indexesOf = (events: readonly unknown[], scope: string): number[] =>
  (events as Placed[]).flatMap(({ unmapped: { log } }) => (log?.origin.endsWith(`/${scope}`) ? [log.index] : []));

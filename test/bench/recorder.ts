/** A proxy between the functions and AWS: records each call, its answer and its time, and lets answers wait a little. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Call {
  /** Such as `DynamoDB_20120810.Query`. */
  readonly target: string;
  // biome-ignore lint/suspicious/noExplicitAny: requests and answers of every operation
  readonly request: any;
  // biome-ignore lint/suspicious/noExplicitAny: requests and answers of every operation
  readonly answer: any;
  readonly answerText: string;
  readonly beganMs: number;
  readonly endedMs: number;
}

export interface Recorder {
  readonly dynamodb: string;
  readonly kms: string;
  /** The calls since it was last asked. */
  take(): Call[];
  /** All calls, from the first. */
  readonly history: readonly Call[];
  stop(): Promise<void>;
}

/** As a network would: calls that wait for each other cannot overlap, and calls that do not, do. */
const DELAY_MS = 25;

async function forward(upstream: string, calls: Call[]) {
  const server = createServer(async (incoming, outgoing) => {
    const beganMs = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers;
    const response = await fetch(upstream, { method: 'POST', headers: headers as Record<string, string>, body });
    const answerText = await response.text();
    await sleep(DELAY_MS);
    const target = String(incoming.headers['x-amz-target']);
    const [request, answer] = [JSON.parse(body.toString()), JSON.parse(answerText)];
    calls.push({ target, request, answer, answerText, beganMs, endedMs: performance.now() });
    outgoing.writeHead(response.status, { 'content-type': response.headers.get('content-type') ?? '' });
    outgoing.end(answerText);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, endpoint: `http://127.0.0.1:${address.port}` };
}

/** @param upstream end points of DynamoDB Local and the KMS double. */
export async function startRecorder(upstream: { dynamodb: string; kms: string }): Promise<Recorder> {
  const calls: Call[] = [];
  let taken = 0;
  const dynamodb = await forward(upstream.dynamodb, calls);
  const kms = await forward(upstream.kms, calls);
  return {
    dynamodb: dynamodb.endpoint,
    kms: kms.endpoint,
    take: () => {
      const from = taken;
      taken = calls.length;
      return calls.slice(from);
    },
    history: calls,
    stop: async () => {
      for (const { server } of [dynamodb, kms]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

type Interval = Pick<Call, 'beganMs' | 'endedMs'>;

/** Length of the longest chain of calls of which each began after the one before had ended. */
export function sequentialDepth(calls: readonly Interval[]): number {
  const inOrder = [...calls].sort((one, other) => one.beganMs - other.beganMs);
  const depths: number[] = [];
  for (const call of inOrder) {
    const before = inOrder
      .slice(0, depths.length)
      .flatMap(({ endedMs }, index) => (endedMs <= call.beganMs ? [depths[index] ?? 0] : []));
    depths.push(1 + Math.max(0, ...before));
  }
  return Math.max(0, ...depths);
}

/**
 * What people got: SES and SNS in small, over HTTP. `deliverAll` brings the waiting messages to the function that sends
 * them, as the stream does. Import this before anything under `lambdas/`.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { database, TABLES } from './world.ts';

export interface Sent {
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly from: string | undefined;
  readonly subject: string | undefined;
  readonly text: string;
  readonly html: string | undefined;
}

/** All that was sent, in order. */
export const outbox: Sent[] = [];

interface Failure {
  readonly status: number;
  readonly code: string;
}
/** What the providers answer next, while there is something in it. */
export const failures: Failure[] = [];

function mailOf(body: string): Sent {
  const { FromEmailAddress, Destination, Content } = JSON.parse(body);
  const { Subject, Body } = Content.Simple;
  const [to] = Destination.ToAddresses;
  const parts = { subject: Subject.Data, text: Body.Text.Data, html: Body.Html.Data };
  return { channel: 'email', to, from: FromEmailAddress, ...parts };
}

function smsOf(body: string): Sent {
  const form = new URLSearchParams(body);
  const to = form.get('PhoneNumber') ?? '';
  return { channel: 'sms', to, from: undefined, subject: undefined, text: form.get('Message') ?? '', html: undefined };
}

const server: Server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const mail = request.url?.startsWith('/v2/email');
  const failure = failures.shift();
  if (failure) {
    const { status, code } = failure;
    response.writeHead(status, { 'content-type': mail ? 'application/json' : 'text/xml', 'x-amzn-errortype': code });
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
    response.end(mail ? JSON.stringify({ message: 'no' }) : xml);
    return;
  }
  outbox.push(mail ? mailOf(body) : smsOf(body));
  response.setHeader('content-type', mail ? 'application/json' : 'text/xml');
  const xml = '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>';
  response.end(mail ? '{"MessageId":"m"}' : xml);
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  Object.assign(process.env, { AWS_ENDPOINT_URL_SESV2: endpoint, AWS_ENDPOINT_URL_SNS: endpoint });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Rows of messages as they lie in the table, delivered ones among them. */
export async function messageRows(): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const page of paginateScan({ client: database }, { TableName: TABLES.ephemeral, ConsistentRead: true }))
    rows.push(...(page.Items ?? []).map((item) => unmarshall(item)).filter(({ kind }) => kind === 'message'));
  return rows.sort((one, other) => (String(one.id) < String(other.id) ? -1 : 1));
}

/** @returns how many the stream would bring again. */
export async function bring(ids: readonly string[]): Promise<number> {
  const { handler } = await import('../../lambdas/message/deliver-message/handler.ts');
  const Records = ids.map((id, index) => ({
    eventName: 'INSERT' as const,
    dynamodb: { NewImage: { id: { S: id }, kind: { S: 'message' } }, SequenceNumber: String(index) },
  }));
  const { batchItemFailures } = await handler({ Records });
  return batchItemFailures.length;
}

const brought = new Set<string>();

/** Brings each waiting message once, and answers what was sent by that. */
export async function deliverAll(): Promise<Sent[]> {
  const waiting = (await messageRows()).map(({ id }) => String(id)).filter((id) => !brought.has(id));
  for (const id of waiting) brought.add(id);
  const from = outbox.length;
  for (const id of waiting) await bring([id]);
  return outbox.slice(from);
}

/** The six digits, or the link, in the newest of these messages. */
export const codeIn = (messages: readonly Sent[]): string => /\b\d{6}\b/.exec(messages.at(-1)?.text ?? '')?.[0] ?? '';
export const linkIn = (messages: readonly Sent[]): string =>
  /https?:\/\/\S+/.exec(messages.at(-1)?.text ?? '')?.[0] ?? '';

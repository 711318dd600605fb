/** Recoveries for tests, step by step: asked for, proven, agreed to, finished with a new passkey. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Authenticator, makeAuthenticator } from '../passkey-authenticator.ts';
import { request } from './api.ts';
import { deliverAll, type Sent } from './outbox.ts';
import { anonymously, type Clinic, type Person } from './people.ts';
import { bearer, database, type Reply, TABLES } from './world.ts';

type Body = Record<string, unknown>;

export const ask = (clinic: Clinic, body: Body): Promise<Reply> =>
  request('POST /v1/recovery/requests', { headers: anonymously(clinic), body });

/** The secrets in a message, by what they are for. */
export function secretsIn(messages: readonly Sent[]): { prove: string; finish: string; stop: string } {
  const text = messages.map((message) => message.text).join('\n');
  const find = (prefix: string) => new RegExp(`\\b${prefix}_[A-Za-z0-9_-]{43}`).exec(text)?.[0] ?? '';
  return { prove: find('rcp'), finish: find('rcf'), stop: find('rcs') };
}

export const prove = (clinic: Clinic, id: string, token: string): Promise<Reply> =>
  request('POST /v1/recovery/requests/{id}/prove', { headers: anonymously(clinic), params: { id }, body: { token } });

export interface Proven {
  readonly id: string;
  /** What was sent because of it. */
  readonly notices: Sent[];
}

export async function askAndProve(
  { clinic, email }: Pick<Person, 'clinic' | 'email'>,
  body: Body = {},
): Promise<Proven> {
  const asked = await ask(clinic, { email, ...body });
  const { prove: token } = secretsIn(await deliverAll());
  const proven = await prove(clinic, asked.body.id, token);
  if (proven.status !== 200) throw new Error(`the proof was answered ${JSON.stringify(proven.body)}`);
  return { id: asked.body.id, notices: await deliverAll() };
}

export const approve = ({ token }: { token: string }, id: string, body: Body = {}): Promise<Reply> =>
  request('POST /v1/recovery/requests/{id}/approve', { headers: bearer(token), params: { id }, body });

/** Agreed to by all of these. @returns what finishes it. */
export async function approveBy(operators: readonly { token: string }[], id: string): Promise<string> {
  for (const operator of operators) {
    const { status, body } = await approve(operator, id);
    if (status !== 200) throw new Error(`the approval was answered ${JSON.stringify(body)}`);
  }
  return secretsIn(await deliverAll()).finish;
}

export const begin = (clinic: Clinic, id: string, token: string): Promise<Reply> =>
  request('POST /v1/recovery/requests/{id}/complete/options', {
    headers: anonymously(clinic),
    params: { id },
    body: { token },
  });

interface From {
  readonly passkey?: Authenticator;
  readonly body?: Body;
  readonly ip?: string;
  readonly headers?: Record<string, string>;
}

/** Options and the answer of a new passkey. The reply is that of the step which ended it. */
export async function finish(clinic: Clinic, id: string, token: string, from: From = {}): Promise<Reply> {
  const begun = await begin(clinic, id, token);
  if (begun.status !== 200) return begun;
  const { passkey = makeAuthenticator(), body, ip, headers } = from;
  return request('POST /v1/recovery/requests/{id}/complete/verify', {
    headers: { ...anonymously(clinic), ...headers },
    params: { id },
    body: { token, request_id: begun.body.request_id, credential: passkey.create(begun.body.options), ...body },
    ...(ip && { ip }),
  });
}

/** A telephone that was shown to be the person's. */
export async function givePhone({ userId }: Pick<Person, 'userId'>, number: string): Promise<void> {
  const row = {
    pk: `USER#${userId}`,
    sk: 'PHONE',
    id: `phone_${userId}`,
    user_id: userId,
    number,
    hash: 'h',
    confirmed_at: new Date().toISOString(),
  };
  await database.send(new PutItemCommand({ TableName: TABLES.identity, Item: marshall(row) }));
}

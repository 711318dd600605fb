/** How messages wait: a row of the table of things that expire, whose stream starts the one who sends them. */
import { getRow } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { EXPIRES_AT, messageKey } from '../shared/table.ts';

/** A message that could not be sent in this time is of no use to anyone. */
export const MESSAGE_MS = 60 * 60_000;

export interface QueuedMessage {
  readonly id: string;
  readonly projectId: string;
  /** Absent once it was delivered: what it said is nowhere any more. */
  readonly sealed: Uint8Array | undefined;
  /** Milliseconds. */
  readonly expiresAtMs: number;
}

export const insertMessage = ({ id, projectId, sealed, expiresAtMs }: QueuedMessage): Change<'conflict'> =>
  insert(
    {
      ...messageKey(id),
      /** What the stream is filtered by. */
      kind: 'message',
      id,
      project_id: projectId,
      status: 'queued',
      sealed,
      expires_at_ms: expiresAtMs,
      [EXPIRES_AT]: Math.ceil(expiresAtMs / 1000),
    },
    'conflict',
    'EPHEMERAL_TABLE',
  );

/** Strongly consistent: a stream brings a record more than once. */
export async function getMessage(id: string): Promise<QueuedMessage | undefined> {
  const row = await getRow('EPHEMERAL_TABLE', messageKey(id));
  return (
    row && {
      id,
      projectId: row.project_id as string,
      sealed: row.sealed as Uint8Array | undefined,
      expiresAtMs: row.expires_at_ms as number,
    }
  );
}

/** It is sent, or never will be. */
export const settleMessage = (id: string, status: 'sent' | 'failed'): Change<'conflict'> =>
  update(messageKey(id), { status, sealed: undefined }, { status: 'queued' }, 'conflict', 'EPHEMERAL_TABLE');

/** How messages wait: a row of the table of things that expire, whose stream starts the one who sends them. */
import type { Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert } from '../shared/change.ts';
import { EXPIRES_AT, messageKey } from '../shared/table.ts';

/** A message that could not be sent in this time is of no use to anyone. */
export const MESSAGE_MS = 60 * 60_000;

export interface QueuedMessage {
  readonly id: string;
  readonly projectId: string;
  readonly sealed: Uint8Array;
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
      sealed,
      expires_at_ms: expiresAtMs,
      [EXPIRES_AT]: Math.ceil(expiresAtMs / 1000),
    },
    'conflict',
    'EPHEMERAL_TABLE',
  );

/** `undefined` for a row of another kind. */
export const messageFromRow = (row: Row): QueuedMessage | undefined =>
  row.kind === 'message'
    ? {
        id: row.id as string,
        projectId: row.project_id as string,
        sealed: row.sealed as Uint8Array,
        expiresAtMs: row.expires_at_ms as number,
      }
    : undefined;

/**
 * Statements of disagreement (45 CFR 164.526(d)(2)): kept apart from the person's own rows, so that they outlive a
 * deletion, and sealed under the key of the person's part of the log, which an erasure destroys.
 */
import type { KeyObject } from 'node:crypto';
import { openBlock, sealBlock } from '../audit/block.ts';
import { type Key, queryAllRows } from '../shared/aws/dynamodb.ts';
import { type Change, insert } from '../shared/change.ts';
import { disagreementKey, disagreementsPk } from '../shared/table.ts';

export interface Disagreement {
  /** Of the request that it came with. */
  readonly id: string;
  /** The event or the request that it disagrees with. */
  readonly about: string | null;
  readonly statement: string;
  /** RFC 3339. */
  readonly created_at: string;
}

const FORM = 'disagreement/v1';

/** @param key of the person's part of the log. */
export const insertDisagreement = (
  userId: string,
  { id, about, statement, created_at }: Disagreement,
  key: KeyObject,
): Change<'conflict'> =>
  insert(
    {
      ...disagreementKey(userId, id),
      created_at,
      sealed: sealBlock(JSON.stringify({ about, statement }), key, `${FORM}|${id}`, userId),
    },
    'conflict',
  );

/** Oldest first. */
export async function disagreementsOf(userId: string, key: KeyObject): Promise<Disagreement[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', disagreementsPk(userId));
  return rows.map((row) => {
    const id = String(row.sk);
    const opened = JSON.parse(openBlock(row.sealed as Uint8Array, key, `${FORM}|${id}`, userId));
    const { about, statement } = opened as Pick<Disagreement, 'about' | 'statement'>;
    return { id, about, statement, created_at: row.created_at as string };
  });
}

export const disagreementKeysOf = async (userId: string): Promise<Key[]> =>
  (await queryAllRows('IDENTITY_TABLE', disagreementsPk(userId))).map(({ pk, sk }) => ({
    pk: String(pk),
    sk: String(sk),
  }));

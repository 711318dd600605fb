/**
 * A change to the identity table or to the table of things that expire, as data. Only `commit` can carry it out, and `commit` demands an event with it.
 * PartiQL, because a role may then hold PartiQLInsert on the audit table and nothing that overwrites (audit-log.md §2).
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Key, Row, Table } from './aws/dynamodb.ts';
import { variable } from './environment.ts';
import type { ErrorCode } from './errors.ts';
import { tombstoneKey } from './table.ts';

export interface Change<E extends ErrorCode = ErrorCode> {
  readonly statement: string;
  readonly parameters: AttributeValue[];
  /** What the client is told when the condition does not hold. */
  readonly otherwise: E;
}

const values = (list: readonly unknown[]): AttributeValue[] =>
  list.map((value) => marshall({ value }, { removeUndefinedValues: true }).value as AttributeValue);

const present = (row: Row): [string, unknown][] => Object.entries(row).filter(([, value]) => value !== undefined);

const where = (conditions: readonly [string, unknown][]): string =>
  conditions.map(([name]) => `"${name}" = ?`).join(' AND ');

/** The statement that inserts a row; it fails on an existing key. */
export function insertInto<E extends ErrorCode>(table: string, row: Key & Row, otherwise: E): Change<E> {
  const members = present(row);
  const list = members.map(([name]) => `'${name}': ?`).join(', ');
  return {
    statement: `INSERT INTO "${table}" VALUE {${list}}`,
    parameters: values(members.map(([, value]) => value)),
    otherwise,
  };
}

/** Where a change goes unless it says otherwise. */
type Changed = Extract<Table, 'IDENTITY_TABLE' | 'EPHEMERAL_TABLE'>;

export const insert = <E extends ErrorCode>(
  row: Key & Row,
  otherwise: E,
  table: Changed = 'IDENTITY_TABLE',
): Change<E> => insertInto(variable(table), row, otherwise);

/** Sets members, removes those given as `undefined`; fails when the row is absent or a condition does not hold. */
export function update<E extends ErrorCode>(
  key: Key,
  set: Row,
  conditions: Row,
  otherwise: E,
  table: Changed = 'IDENTITY_TABLE',
): Change<E> {
  const kept = present(set);
  const removed = Object.keys(set).filter((name) => set[name] === undefined);
  const when: [string, unknown][] = [['pk', key.pk], ['sk', key.sk], ...present(conditions)];
  const clauses = [...kept.map(([name]) => `SET "${name}" = ?`), ...removed.map((name) => `REMOVE "${name}"`)];
  return {
    statement: `UPDATE "${variable(table)}" ${clauses.join(' ')} WHERE ${where(when)}`,
    parameters: values([...kept, ...when].map(([, value]) => value)),
    otherwise,
  };
}

/** Adds to a number of an existing row; unlike `update` it needs no value read before, so it never conflicts with its like. */
export function increment<E extends ErrorCode>(
  key: Key,
  member: string,
  by: number,
  conditions: Row,
  otherwise: E,
): Change<E> {
  const when: [string, unknown][] = [['pk', key.pk], ['sk', key.sk], ...present(conditions)];
  return {
    statement: `UPDATE "${variable('IDENTITY_TABLE')}" SET "${member}" = "${member}" + ? WHERE ${where(when)}`,
    parameters: values([by, ...when.map(([, value]) => value)]),
    otherwise,
  };
}

/**
 * Deletes a row. DELETE of an absent row succeeds in PartiQL whatever its conditions, so where two requests may delete
 * one row, a `tombstone` in the same transaction makes the second one fail.
 */
export function remove<E extends ErrorCode>(
  key: Key,
  conditions: Row,
  otherwise: E,
  table: Changed = 'IDENTITY_TABLE',
): Change<E> {
  const when: [string, unknown][] = [['pk', key.pk], ['sk', key.sk], ...present(conditions)];
  return {
    statement: `DELETE FROM "${variable(table)}" WHERE ${where(when)}`,
    parameters: values(when.map(([, value]) => value)),
    otherwise,
  };
}

/** Says for ever that this id is gone: the second of two deletions finds it and fails. Ids are never reused. */
export const tombstone = <E extends ErrorCode>(id: string, otherwise: E): Change<E> =>
  insert({ ...tombstoneKey(id) }, otherwise);

/** Changes nothing, but fails the whole commit unless the row exists with these members. */
export function check<E extends ErrorCode>(
  key: Key,
  conditions: Row,
  otherwise: E,
  table: Changed = 'IDENTITY_TABLE',
): Change<E> {
  const when: [string, unknown][] = [['pk', key.pk], ['sk', key.sk], ...present(conditions)];
  return {
    statement: `EXISTS(SELECT * FROM "${variable(table)}" WHERE ${where(when)})`,
    parameters: values(when.map(([, value]) => value)),
    otherwise,
  };
}

/**
 * The data key of a person's part of the log as erasures and holds need it. It outlives the user: destroying it is what
 * erases, and leaves every proof valid (B18).
 */
import { getRow } from '../shared/aws/dynamodb.ts';
import { type Change, remove } from '../shared/change.ts';
import { subjectKeyKey } from '../shared/table.ts';

/** As it is now, of whatever project; `undefined` once it was destroyed. */
export const getSubjectKey = async (id: string): Promise<Uint8Array | undefined> =>
  (await getRow('IDENTITY_TABLE', subjectKeyKey(id)))?.wrapped_key as Uint8Array | undefined;

/** Nobody opens their blocks any more. */
export const destroySubjectKey = (id: string, wrappedKey: Uint8Array): Change<'conflict'> =>
  remove(subjectKeyKey(id), { wrapped_key: wrappedKey }, 'conflict');

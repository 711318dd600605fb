/** How far the check of each project's state is: one row. */
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { stateCheckKey } from '../shared/table.ts';
import type { StateCheck } from './state.ts';

interface StoredCheck extends StateCheck {
  readonly version: number;
}

export async function getStateCheck(projectId: string): Promise<StoredCheck | undefined> {
  const row = await getRow('IDENTITY_TABLE', stateCheckKey(projectId));
  return (
    row && {
      startedAt: row.started_at as string,
      finishedAt: row.finished_at as string | undefined,
      after: row.after as string | undefined,
      entities: row.entities as number,
      differences: row.differences as number,
      digest: row.digest as string,
      version: row.version as number,
    }
  );
}

/** Of two runs at once, one notes. @param before as it was read, if there was a row. */
export function noteStateCheck(
  projectId: string,
  before: StoredCheck | undefined,
  after: StateCheck,
): Change<'conflict'> {
  const key = stateCheckKey(projectId);
  const members: Row = {
    started_at: after.startedAt,
    finished_at: after.finishedAt,
    after: after.after,
    entities: after.entities,
    differences: after.differences,
    digest: after.digest,
    version: (before?.version ?? 0) + 1,
  };
  return before
    ? update(key, members, { version: before.version }, 'conflict')
    : insert({ ...key, ...members }, 'conflict');
}

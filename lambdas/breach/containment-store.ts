/** How the journal of a containment is stored: a row for each measure, beside the breach. */
import { queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { BREACH_STEPS, breachPk, breachStepKey } from '../shared/table.ts';
import type { Step } from './containment.ts';

const fromRow = (row: Row): Step => ({
  breachId: row.breach_id as string,
  kind: row.kind as Step['kind'],
  target: row.target as Step['target'],
  state: row.state as Step['state'],
  reason: row.reason as string | undefined,
  orderedBy: row.ordered_by as Step['orderedBy'],
  orderedAt: row.ordered_at as string,
  finishedAt: row.finished_at as string | undefined,
  count: row.count as number,
  spared: row.spared as number,
  cursor: row.cursor as string | undefined,
  version: row.version as number,
});

/** Strongly consistent: what is pending is not taken for done. */
export async function listSteps(breachId: string): Promise<Step[]> {
  return (await queryAllRows('IDENTITY_TABLE', breachPk(breachId), { prefix: BREACH_STEPS })).map(fromRow);
}

const keyOf = ({ breachId, kind, target }: Step) => breachStepKey(breachId, kind, `${target.type} ${target.id}`);

const members = (step: Step): Row => ({
  state: step.state,
  reason: step.reason,
  ordered_by: step.orderedBy,
  ordered_at: step.orderedAt,
  finished_at: step.finishedAt,
  count: step.count,
  spared: step.spared,
  cursor: step.cursor,
  version: step.version,
});

const insertStep = (step: Step): Change<'conflict'> =>
  insert(
    { ...keyOf(step), ...members(step), breach_id: step.breachId, kind: step.kind, target: step.target },
    'conflict',
  );

/** Of all who come to a measure at once, one writes what became of it. @param before absent for a new one. */
export const putStep = (before: Step | undefined, after: Step): Change<'conflict'> =>
  before ? update(keyOf(before), members(after), { version: before.version }, 'conflict') : insertStep(after);

/** Whose word counts when the last one agrees: of those who have a say then, not of who had one when they gave it. */
import { scopesOf } from '../operator/operator.ts';
import { checkOperator, getOperatorWithUser, type ListedWithUser } from '../operator/operator-store.ts';
import type { Change } from '../shared/change.ts';
import { type Approval, KINDS } from './approval.ts';

/** In the order in which they agreed. */
export async function standing({ given, kind, projectId }: Approval): Promise<ListedWithUser[]> {
  const people = await Promise.all(given.map(getOperatorWithUser));
  return people.filter(
    (one): one is ListedWithUser =>
      one?.active === true && one.projectId === projectId && scopesOf(one.roles).includes(KINDS[kind]),
  );
}

const same = ({ statement, parameters }: Change): string => JSON.stringify([statement, parameters]);

/** That they still have it in the transaction itself. @param changes of it, which name some of these rows already. */
export function stillStanding(
  people: readonly ListedWithUser[],
  { kind, target }: Approval,
  changes: readonly Change[],
): Change<'conflict'>[] {
  const known = changes.map(same);
  // A transaction takes each row once; a change of roles has its own condition on the row that it changes.
  return people
    .filter(({ userId }) => kind !== 'operator_grant' || userId !== target.id)
    .flatMap(checkOperator)
    .filter((check) => !known.includes(same(check)));
}

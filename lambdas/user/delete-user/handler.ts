/** DELETE /v1/users/{id} */
import { checkGuard, isHeld, readGuard } from '../../hold/hold-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getBelongings } from '../belongings-store.ts';
import { stepsToDelete } from '../deletion-steps.ts';
import { getUserWithKey } from '../user-store.ts';
import { deleteUserContract } from './contract.ts';

export const handler = http(deleteUserContract, async ({ params, project, commit, prepare }) => {
  prepare(project.id);
  const found = await getUserWithKey(project.id, params.id);
  if (!found) return err('not_found');
  // Before the holds: one that comes after it refuses the deletion.
  const guard = await readGuard(project.id);
  // Whoever dismisses an operator sees to it that enough are left; a key does not.
  const [belongings, held] = await Promise.all([getBelongings(found.user), isHeld(project.id, params.id)]);
  if (belongings.operator) return err('still_operator');
  if (held) {
    const target = { type: 'user', id: params.id };
    await commit([], { type: 'user.deleted', outcome: 'denied', reason: 'under_hold', target });
    return err('under_hold');
  }
  for (const { changes, event } of stepsToDelete(found, belongings, checkGuard(project.id, guard))) {
    const committed = await commit(changes, event);
    // A membership that somebody else ended is as gone as it should be.
    const gone = !committed.ok && committed.error === 'not_found' && event.type === 'membership.deleted';
    if (!committed.ok && !gone) return committed;
  }
  return ok({ status: 204 });
});

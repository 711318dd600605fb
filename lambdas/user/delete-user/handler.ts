/** DELETE /v1/users/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getBelongings } from '../belongings-store.ts';
import { getUserWithKey } from '../user-store.ts';
import { deleteUserContract } from './contract.ts';
import { stepsToDelete } from './steps.ts';

export const handler = http(deleteUserContract, async ({ params, project, commit, prepare }) => {
  prepare(project.id);
  const found = await getUserWithKey(project.id, params.id);
  if (!found) return err('not_found');
  // Whoever dismisses an operator sees to it that enough are left; a key does not.
  const belongings = await getBelongings(found.user);
  if (belongings.operator) return err('still_operator');
  for (const { changes, event } of stepsToDelete(found, belongings)) {
    const committed = await commit(changes, event);
    // A membership that somebody else ended is as gone as it should be.
    const gone = !committed.ok && committed.error === 'not_found' && event.type === 'membership.deleted';
    if (!committed.ok && !gone) return committed;
  }
  return ok({ status: 204 });
});

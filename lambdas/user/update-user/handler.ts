/** PATCH /v1/users/{id} */
import { getOperator } from '../../operator/operator-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { judgeOperatorChange } from '../operator-change.ts';
import { changeUser, differenceOf } from '../user.ts';
import { presentUser } from '../user-schema.ts';
import { emailHash, getUserWithKey, updateUser } from '../user-store.ts';
import { updateUserContract } from './contract.ts';

export const handler = http(updateUserContract, async (call) => {
  const { params, body, principal, project, now, commit, prepare } = call;
  prepare(project.id);
  const [found, operator] = await Promise.all([getUserWithKey(project.id, params.id), getOperator(params.id)]);
  if (!found) return err('not_found');
  const { user, wrappedKey } = found;
  const changed = changeUser(user, body, now);
  const touched = operator ? judgeOperatorChange(principal, user, changed, now) : ok(undefined);
  if (!touched.ok) return touched;
  const difference = differenceOf(user, changed);
  if (difference.changed.length === 0) return ok({ status: 200, body: presentUser(user) });

  const hash = await emailHash(project.id, changed.email);
  const { before, after } = difference;
  const committed = await commit(updateUser(user, changed, hash), {
    type: 'user.updated',
    target: { type: 'user', id: user.id },
    detail: { changed: difference.changed, status: changed.status },
    subjects: wrappedKey && [{ id: user.id, wrappedKey, content: { before, after } }],
  });
  return committed.ok ? ok({ status: 200, body: presentUser(changed) }) : committed;
});

/** PATCH /v1/me */
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeUser, differenceOf } from '../../user/user.ts';
import { presentUser } from '../../user/user-schema.ts';
import { getUserWithKey, updateUser } from '../../user/user-store.ts';
import { updateMeContract } from './contract.ts';

export const handler = http(updateMeContract, async ({ body, principal, project, now, commit }) => {
  const found = await getUserWithKey(project.id, principal.userId);
  if (!found) return err('not_found');
  const { user, wrappedKey } = found;
  const changed = changeUser(user, body, now);
  const { changed: names, before, after } = differenceOf(user, changed);
  if (names.length === 0) return ok({ status: 200, body: presentUser(user) });
  const [person] = acting({ user, wrappedKey });
  const committed = await commit(updateUser(user, changed, user.emailHash), {
    type: 'user.profile_updated',
    organizationId: principal.organizationId,
    target: { type: 'user', id: user.id },
    detail: { changed: names },
    subjects: person ? [{ ...person, content: { before, after } }] : [],
  });
  if (committed.ok) return ok({ status: 200, body: presentUser(changed) });
  return err('conflict');
});

/** POST /v1/users */
import { newSubjectKey } from '../../audit/subject-key.ts';
import { getDataKey } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { createUser, personalData } from '../user.ts';
import { presentUser } from '../user-schema.ts';
import { emailHash, findUserByEmailHash, insertUser } from '../user-store.ts';
import { createUserContract } from './contract.ts';

export const handler = http(createUserContract, async ({ body, project, now, commit, prepare }) => {
  prepare(project.id);
  const hash = await emailHash(project.id, body.email);
  const known = await findUserByEmailHash(project.id, hash);
  if (known) return ok({ status: 200, body: { ...presentUser(known), existed: true } });

  const user = createUser({ ...body, emailVerified: body.email_verified }, newId('user', now), project.id, now);
  const wrappedKey = newSubjectKey(await getDataKey(project), user.id);
  const committed = await commit(insertUser(user, hash, wrappedKey), {
    type: 'user.created',
    target: { type: 'user', id: user.id },
    detail: { via: 'api' },
    subjects: [{ id: user.id, wrappedKey, content: { after: personalData(user) } }],
  });
  if (committed.ok) return ok({ status: 201, body: presentUser(user) });

  const winner = await findUserByEmailHash(project.id, hash);
  return winner ? ok({ status: 200, body: { ...presentUser(winner), existed: true } }) : err('conflict');
});

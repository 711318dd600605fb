/** GET /v1/users/{id}/sessions */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getUser } from '../../user/user-store.ts';
import { liveSessions } from '../live-sessions.ts';
import { presentSession } from '../session-schema.ts';
import { listUserSessionsContract } from './contract.ts';

const SHOWN = 100;

export const handler = http(listUserSessionsContract, async ({ params, project, now }) => {
  if (!(await getUser(project.id, params.id))) return err('not_found');
  const sessions = await liveSessions(params.id, project, now, SHOWN);
  return ok({ status: 200, body: { data: sessions.map(presentSession) } });
});

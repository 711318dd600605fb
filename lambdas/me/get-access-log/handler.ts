/** GET /v1/me/access-log */
import { spend } from '../../abuse/spend.ts';
import { readCursor } from '../../audit/event-query.ts';
import { readLogOf } from '../../dsr/read-log.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { signStatement } from '../../statement/sign-statement.ts';
import { entryOf } from '../access-log.ts';
import { getAccessLogContract } from './contract.ts';

export const handler = http(getAccessLogContract, async (call) => {
  const { query, principal, project, now, commit } = call;
  const { userId } = principal;
  const target = { type: 'user', id: userId } as const;
  const within = await spend(call, [{ budget: 'access_log_account', whose: userId, target }]);
  if (!within.ok) return within;
  const after = query.cursor && readCursor(query.cursor);
  const found = await readLogOf(project, userId, { until: now.getTime(), after, limit: query.limit });
  if (!found) return err('not_found');

  const log = {
    user_id: userId,
    project_id: project.id,
    until: now.toISOString(),
    entries: found.events.map((event) => entryOf(event, userId)),
    next_cursor: found.cursor ?? null,
  };
  const statement = await signStatement('access_log', JSON.parse(JSON.stringify(log)), now);
  const committed = await commit<never>([], {
    type: 'access_log.read',
    target,
    organizationId: principal.organizationId,
    detail: { count: log.entries.length },
    subjects: acting(principal.loaded),
  });
  return committed.ok ? ok({ status: 200, body: { log, statement } }) : committed;
});

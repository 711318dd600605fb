/** POST /v1/admin/breaches/{id}/notified */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { noteSent } from '../breach.ts';
import { presentBreach } from '../breach-schema.ts';
import { getBreachOf, putBreach } from '../breach-store.ts';
import { type Draft, isPossible, type Sent } from '../notice.ts';
import { newPaper } from '../paper.ts';
import { insertPaper, listPapers } from '../paper-store.ts';
import { acting, onBreach } from '../scope-events.ts';
import { recordNoticeContract } from './contract.ts';

const wrong = (path: string, message: string) =>
  err({ code: 'validation_failed', errors: [{ path, message }] } as const);

export const handler = http(recordNoticeContract, async ({ params, body, principal, project, now, commit }) => {
  const breach = await getBreachOf(project.id, params.id);
  if (!breach) return err('not_found');
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const { notice, version, recipients } = body;
  const [drafts, before] = await Promise.all([
    listPapers<Draft>(project, params.id, `notice_${notice}`),
    listPapers<Sent>(project, params.id, 'sent'),
  ]);
  const draft = drafts.find(({ number }) => number === version);
  if (!draft) return wrong('body.version', 'there is no such draft');
  const { missing } = draft.content;
  if (missing.length > 0) return wrong('body.version', `this draft has yet to be written: ${missing.join(', ')}`);
  const sent_at = new Date(body.sent_at).toISOString();
  if (!isPossible(sent_at, breach, now)) return wrong('body.sent_at', 'is before the discovery, or in the future');

  const reached = noteSent(breach, { notice, sentAt: sent_at, count: recipients }, now);
  if (!reached.ok) return reached;
  const content = { notice, version, sent_at, recipients };
  const paper = newPaper<Sent>({ breachId: params.id, kind: 'sent', by: byOf(principal), content }, before.at(-1), now);
  const committed = await commit([await insertPaper(paper, project), ...putBreach(breach, reached.value)], {
    type: 'breach.notice_sent',
    target: onBreach(params.id),
    detail: content,
    ...acting(principal),
  });
  return committed.ok ? ok({ status: 200, body: presentBreach(reached.value, now) }) : committed;
});

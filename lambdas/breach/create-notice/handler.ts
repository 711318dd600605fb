/** POST /v1/admin/breaches/{id}/notices */
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { listSteps } from '../containment-store.ts';
import { type Draft, draftNotice } from '../notice.ts';
import { presentNotice } from '../notice-schema.ts';
import { newPaper } from '../paper.ts';
import { insertPaper, listPapers } from '../paper-store.ts';
import { acting, onBreach } from '../scope-events.ts';
import { readScoped } from '../whole-scope.ts';
import { createNoticeContract } from './contract.ts';

export const handler = http(createNoticeContract, async ({ params, body, principal, project, now, commit }) => {
  const found = await readScoped(project, params.id);
  if (!found.ok) return found;
  const { breach, scope, result, document } = found.value;
  if (breach.closed) return err('breach_closed');
  const { notice, ...words } = body;
  const kind = `notice_${notice}` as const;
  const [steps, versions] = await Promise.all([listSteps(params.id), listPapers<Draft>(project, params.id, kind)]);
  const { counts, summary, gaps } = document;
  const scoped = { number: scope.number, revision: result.revision };
  const draft = draftNotice(notice, { breach, scope: scoped, counts, summary, gaps, steps, words, now });
  const paper = newPaper({ breachId: params.id, kind, by: byOf(principal), content: draft }, versions.at(-1), now);
  const committed = await commit([await insertPaper(paper, project)], {
    type: 'breach.notice_drafted',
    target: onBreach(params.id),
    detail: { notice, version: paper.number, scope: scope.number },
    ...acting(principal),
  });
  return committed.ok ? ok({ status: 201, body: presentNotice(paper) }) : committed;
});

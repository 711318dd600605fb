/** GET /v1/admin/breaches/{id}/notices */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { NOTICES } from '../breach.ts';
import { getBreachOf } from '../breach-store.ts';
import type { Draft, Sent } from '../notice.ts';
import { presentNotice } from '../notice-schema.ts';
import { listPapers } from '../paper-store.ts';
import { listNoticesContract } from './contract.ts';

export const handler = http(listNoticesContract, async ({ params, project }) => {
  const breach = await getBreachOf(project.id, params.id);
  if (!breach) return err('not_found');
  const [sent, ...drafts] = await Promise.all([
    listPapers<Sent>(project, params.id, 'sent'),
    ...NOTICES.map((kind) => listPapers<Draft>(project, params.id, `notice_${kind}`)),
  ]);
  const all = drafts.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
  return ok({ status: 200, body: { data: all.map(presentNotice), sent: sent.map(({ content }) => ({ ...content })) } });
});

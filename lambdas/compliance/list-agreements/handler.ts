/** GET /v1/compliance/agreements */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { statusAt } from '../agreement.ts';
import { pageFrom } from '../agreement-page.ts';
import { presentAgreement } from '../agreement-schema.ts';
import { listAgreements } from '../agreement-store.ts';
import { listAgreementsContract } from './contract.ts';

export const handler = http(listAgreementsContract, async ({ query, project, now }) => {
  const all = (await listAgreements(project.id))
    .filter(({ kind }) => query.kind === undefined || kind === query.kind)
    .filter((one) => query.status === undefined || statusAt(one, now) === query.status);
  const { items, next } = pageFrom(all, query.cursor, query.limit);
  return ok({
    status: 200,
    body: { data: items.map((one) => presentAgreement(one, now)), next_cursor: next ?? null },
  });
});

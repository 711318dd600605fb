/** GET /v1/compliance/agreements */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentAgreement } from '../agreement-schema.ts';
import { listAgreements } from '../agreement-store.ts';
import { listAgreementsContract } from './contract.ts';

export const handler = http(listAgreementsContract, async ({ query, project, now }) => {
  const all = (await listAgreements(project.id)).map((one) => presentAgreement(one, now));
  const data = all
    .filter(({ kind }) => query.kind === undefined || kind === query.kind)
    .filter(({ status }) => query.status === undefined || status === query.status);
  return ok({ status: 200, body: { data } });
});

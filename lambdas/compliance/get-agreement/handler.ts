/** GET /v1/compliance/agreements/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentAgreement } from '../agreement-schema.ts';
import { getAgreement } from '../agreement-store.ts';
import { getAgreementContract } from './contract.ts';

export const handler = http(getAgreementContract, async ({ params, project, now }) => {
  const agreement = await getAgreement(project.id, params.id);
  return agreement ? ok({ status: 200, body: presentAgreement(agreement, now) }) : err('not_found');
});

/** GET /v1/compliance/dsr/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { openContent } from '../request-content.ts';
import { presentOpened } from '../request-schema.ts';
import { getRequestOf } from '../request-store.ts';
import { getRequestContract } from './contract.ts';

export const handler = http(getRequestContract, async ({ params, project }) => {
  const request = await getRequestOf(project.id, params.id);
  if (!request) return err('not_found');
  return ok({ status: 200, body: presentOpened(request, await openContent(project, request)) });
});

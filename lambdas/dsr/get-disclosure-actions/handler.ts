/** GET /v1/compliance/disclosure-actions */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { listTag, presentList } from '../disclosure-list-schema.ts';
import { getDisclosureList } from '../disclosure-list-store.ts';
import { getDisclosureActionsContract } from './contract.ts';

export const handler = http(getDisclosureActionsContract, async ({ project }) => {
  const list = await getDisclosureList(project.id);
  return ok({ status: 200, headers: { etag: listTag(list) }, body: presentList(list) });
});

/** POST /v1/admin/break-glass */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { openGrant } from '../open-grant.ts';
import { proveByCode, proveByPasskey } from '../prove.ts';
import { refuse } from '../refuse.ts';
import { openBreakGlassContract } from './contract.ts';

export const handler = http(openBreakGlassContract, async (call) => {
  const { body, project, prepare } = call;
  prepare(project.id);
  const proven = body.credential
    ? await proveByPasskey(call, body.request_id ?? '', body.credential)
    : await proveByCode(call, body.email ?? '', body.recovery_code ?? '');
  if (!proven.ok) return proven;
  const { account, method } = proven.value;

  const { organization_id } = body.scope;
  if (organization_id && !(await getOrganizationOf(project.id, organization_id)))
    return refuse(call, account, method, 'not_found');

  const opened = await openGrant(call, proven.value, body);
  if (!opened.ok) return opened;
  const { grant, token } = opened.value;
  const scope = { permissions: [...grant.scopes], organization_id: grant.organizationId ?? null };
  return ok({
    status: 201,
    body: { id: grant.id, token, expires_at: grant.expiresAt, scope, drill: grant.drill, alarm: grant.alarm },
  });
});

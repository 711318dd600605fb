/** GET /v1/auth/userinfo and POST /v1/auth/userinfo */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { getUserinfoContract } from './contract.ts';

export const handler = http(getUserinfoContract, async ({ principal: { loaded } }) => {
  const { id, email, emailVerified, name } = loaded.user;
  const { organizationId } = loaded.session;
  return ok({
    status: 200,
    body: { sub: id, email, email_verified: emailVerified, name, act_org: organizationId ?? null },
  });
});

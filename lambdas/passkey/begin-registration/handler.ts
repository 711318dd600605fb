/** POST /v1/auth/passkey/register/options */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { effectivePolicy } from '../../organization/policy.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { sealChallenge } from '../challenge.ts';
import { creationOptions } from '../creation-options.ts';
import { findRegistrant } from '../registrant.ts';
import { beginRegistrationContract } from './contract.ts';

export const handler = http(beginRegistrationContract, async ({ body, principal, project, now }) => {
  const found = await findRegistrant(principal, project, body, now);
  if (!found.ok) return found;
  const { email, name, passkeys, ...registrant } = found.value;

  const organizationId = body.organization_id ?? registrant.session?.organizationId;
  const organization = organizationId ? await getOrganizationOf(project.id, organizationId) : undefined;
  const { attestation } = effectivePolicy(project.policy, organization?.policy);
  const { requestId, challenge } = await sealChallenge({
    ceremony: 'register',
    projectId: project.id,
    organizationId,
    attestation: attestation === 'direct' ? attestation : undefined,
    issuedAtMs: now.getTime(),
    ...registrant,
  });
  const { userId } = registrant;
  const options = creationOptions(project, { userId, email, name, challenge, passkeys, attestation });
  return ok({ status: 200, body: { request_id: requestId, options } });
});

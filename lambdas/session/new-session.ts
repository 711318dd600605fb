/** A session as it begins. */
import type { Organization } from '../organization/organization.ts';
import { blockOf, parseAddress } from '../risk/address.ts';
import type { Account } from './account-store.ts';
import type { Proof } from './gate.ts';
import { clientOf, newSeed } from './refresh-token.ts';
import type { Request } from './request.ts';
import type { Session } from './session.ts';

/** Longer user agents are cut. */
const USER_AGENT_MAX = 256;

export interface Beginning extends Pick<Session, 'credentialId' | 'risk' | 'impersonation'> {
  readonly sessionId: string;
  readonly account: Account;
  readonly organization: Organization | undefined;
  readonly proof: Proof;
  /** When the session that it replaces was made. */
  readonly since?: number | undefined;
}

/** In the organization, if the user belongs to it. */
export function newSession(
  beginning: Beginning,
  { request, now, project }: Pick<Request, 'request' | 'now' | 'project'>,
): Session {
  const { account, organization, proof } = beginning;
  const membership = account.memberships.find(({ organizationId }) => organizationId === organization?.id);
  const address = parseAddress(request.ip);
  return {
    id: beginning.sessionId,
    userId: account.user.id,
    projectId: project.id,
    organizationId: membership?.organizationId,
    membershipId: membership?.id,
    role: membership?.role,
    method: proof.method,
    factors: proof.factors,
    amr: proof.amr,
    acr: proof.acr,
    aaguid: proof.aaguid,
    synced: proof.synced,
    attested: proof.attested,
    credentialId: beginning.credentialId,
    authTimeMs: proof.atMs,
    createdAtMs: beginning.since ?? now.getTime(),
    lastActiveAtMs: now.getTime(),
    seed: newSeed(),
    generation: 0,
    rotatedAtMs: now.getTime(),
    rotatedBy: clientOf(request.userAgent),
    policyVersion: organization?.policyVersion ?? 0,
    status: 'active',
    endReason: undefined,
    userAgent: request.userAgent?.slice(0, USER_AGENT_MAX),
    network: address && blockOf(address),
    signedOutBefore: account.user.signedOutAt,
    risk: beginning.risk,
    impersonation: beginning.impersonation,
  };
}

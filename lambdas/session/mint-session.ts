/**
 * The only way to a session (architecture.md): the gate first, then the session's row, its events and whatever becomes
 * true with it in one transaction, and the envelope. A refusal is an audited attempt.
 */
import type { EventType } from '../audit/catalogue.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Organization } from '../organization/organization.ts';
import { type EffectivePolicy, effectivePolicy } from '../organization/policy.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import type { Call } from '../shared/contract.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { Auth } from '../shared/principal.ts';
import { err, type Result } from '../shared/result.ts';
import type { Account } from './account-store.ts';
import { type GateError, gate, type Proof } from './gate.ts';
import { type Envelope, issueTokens } from './issue-tokens.ts';
import { placeOf } from './place.ts';
import { clientOf, newSeed } from './refresh-token.ts';
import type { Session } from './session.ts';
import { insertSession } from './session-store.ts';

/** What minting needs of the request. */
export type Request = Pick<
  Call<Auth, unknown, unknown, unknown, EventType>,
  'commit' | 'prepare' | 'request' | 'now'
> & {
  readonly project: Project;
};

export interface Minting<E extends ErrorCode> {
  /** Made from the challenge, so that one challenge leads to one session. */
  readonly sessionId: string;
  readonly account: Account;
  /** Asked for by the client, or the only one; `undefined` for a session of the project alone. */
  readonly organizationId: string | undefined;
  /** As it was read; `undefined` where there is none of that id. */
  readonly organization: Organization | undefined;
  readonly proof: Proof;
  /** What the session's creation changes besides, and the events of that. */
  readonly changes: readonly Change<E>[];
  readonly events: readonly EventDraft[];
  readonly credentialId: string | undefined;
  /** The secret key without which there would be no such credential. */
  readonly enrolledBy?: string | undefined;
  /** Where a passkey is registered: its model, and whether its owner is new too. */
  readonly registers?: { readonly aaguid: string; readonly newcomer: boolean } | undefined;
  /** When the session that this one replaces was made: its absolute limit goes on. */
  readonly since?: number | undefined;
  /** What the target's policy must allow beside the gate. */
  readonly allows?: ((policy: EffectivePolicy) => Result<undefined, E>) | undefined;
}

/** The person in an event, as the one who acts. */
export const acting = ({ user, wrappedKey }: Pick<Account, 'wrappedKey'> & { user: { id: string } }) =>
  wrappedKey ? [{ id: user.id, wrappedKey, acting: true }] : [];

function newSession(minting: Minting<ErrorCode>, { request, now, project }: Request): Session {
  const { account, organization, proof } = minting;
  const membership = account.memberships.find(({ organizationId }) => organizationId === organization?.id);
  return {
    id: minting.sessionId,
    userId: account.user.id,
    projectId: project.id,
    organizationId: membership?.organizationId,
    membershipId: membership?.id,
    role: membership?.role,
    method: proof.method,
    amr: proof.amr,
    acr: proof.acr,
    aaguid: proof.aaguid,
    authTimeMs: proof.atMs,
    createdAtMs: minting.since ?? now.getTime(),
    lastActiveAtMs: now.getTime(),
    seed: newSeed(),
    generation: 0,
    rotatedAtMs: now.getTime(),
    rotatedBy: clientOf(request.userAgent),
    policyVersion: organization?.policyVersion ?? 0,
    status: 'active',
    endReason: undefined,
    userAgent: request.userAgent?.slice(0, 256),
  };
}

export async function mintSession<E extends ErrorCode>(
  request: Request,
  minting: Minting<E>,
): Promise<Result<Envelope, E | GateError | 'challenge_expired'>> {
  const { account, organizationId, organization, proof } = minting;
  const { project, now, commit } = request;
  const session = newSession(minting, request);
  const policy = effectivePolicy(project.policy, organization?.policy);
  const stranger = organizationId !== undefined && session.organizationId !== organizationId;
  const membership = stranger ? 'stranger' : organizationId === undefined ? 'none' : 'member';
  const place = placeOf(request.request);
  const gated = gate({ proof, user: account.user, membership, policy, place, registers: minting.registers?.aaguid });

  const actor = { type: 'user', id: account.user.id } as const;
  const log = { organizationId: session.organizationId, actor, subjects: acting(account) };
  // Somebody who does not exist yet is neither actor nor subject: their key was never stored.
  const claimed = minting.registers?.newcomer
    ? { target: { type: 'project', id: project.id } }
    : { ...log, target: actor };
  const refuse = async <R extends ErrorCode>(reason: R): Promise<Result<never, R>> => {
    const detail = { method: proof.method };
    await commit([], { ...claimed, type: 'auth.signin_attempt', outcome: 'denied', reason, detail });
    return err(reason);
  };
  if (!gated.ok) return refuse(gated.error);
  const allowed = minting.allows?.(policy) ?? gated;
  if (!allowed.ok) return refuse(allowed.error);

  const created: EventDraft<'session.created'> = {
    ...log,
    type: 'session.created',
    target: { type: 'session', id: session.id },
    detail: {
      amr: [...proof.amr],
      policy_version: session.policyVersion,
      credential_id: minting.credentialId,
      enrolled_by: minting.enrolledBy,
    },
  };
  const inOrder: [...EventDraft[], EventDraft] = [...minting.events.map((event) => ({ ...log, ...event })), created];
  const [first, ...rest] = inOrder;
  const changes: Change<E | 'challenge_expired'>[] = [insertSession(session), ...minting.changes];
  const issued = await issueTokens({ session, account, organization, policy, now }, () =>
    commit(changes, [first, ...rest]),
  );
  return issued.ok ? issued : refuse(issued.error);
}

/** Who may register a passkey, and for whom: decided when the ceremony begins, and sealed into its challenge. */
import { operatorOf } from '../operator/operator-store.ts';
import type { Project } from '../project/project.ts';
import { getAccount } from '../session/account-store.ts';
import { isRecent } from '../session/recent.ts';
import { newId } from '../shared/ids.ts';
import type { AnonymousPrincipal, SecretKeyPrincipal, UserPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { isUnprovenClaim } from '../user/user.ts';
import { emailHash, findUserByEmailHash } from '../user/user-store.ts';
import type { RegistrationState } from './challenge.ts';
import type { Passkey } from './passkey.ts';

type Sealed = Pick<RegistrationState, 'userId' | 'by' | 'keyId' | 'create' | 'session'>;
export interface Registrant extends Sealed {
  readonly email: string;
  readonly name: string | undefined;
  /** That the person has already; empty for strangers, who must not learn whether they exist. */
  readonly passkeys: readonly Passkey[];
}

interface Named {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

type Refusal =
  | 'validation_failed'
  | 'sign_up_closed'
  | 'user_disabled'
  | 'email_unverified'
  | 'recent_authentication_required'
  | 'policy_violation_passkey_required'
  | 'forbidden';

/** A signed-in user registers for themselves, whatever e-mail the request names: a stolen token adds no passkey that stays. */
async function self(
  { userId, sessionId, organizationId, loaded }: UserPrincipal,
  project: Project,
  now: Date,
): Promise<Result<Registrant, 'recent_authentication_required' | 'policy_violation_passkey_required'>> {
  if (!isRecent(loaded.session.authTimeMs, now)) return err('recent_authentication_required');
  const account = await getAccount(project.id, userId);
  // A mailbox or a telephone leads to no operator: only a passkey adds a passkey to one.
  if (account && operatorOf(account) && loaded.session.acr !== 'phr') return err('policy_violation_passkey_required');
  const { email, name } = loaded.user;
  return ok({
    userId,
    by: 'user',
    session: { id: sessionId, organizationId },
    email,
    name,
    passkeys: account?.passkeys ?? [],
  });
}

/** The same answer for a known and an unknown address: nothing is read. */
function stranger(email: string, name: string | undefined, now: Date): Registrant {
  return { userId: newId('user', now), by: 'stranger', create: { email, name }, email, name, passkeys: [] };
}

async function enrolled(
  keyId: string,
  project: Project,
  email: string,
  name: string | undefined,
  now: Date,
): Promise<Result<Registrant, 'user_disabled' | 'email_unverified' | 'forbidden'>> {
  const known = await findUserByEmailHash(project.id, await emailHash(project.id, email));
  if (!known) return ok({ ...stranger(email, name, now), by: 'secret_key', keyId });
  if (known.status !== 'active') return err('user_disabled');
  if (isUnprovenClaim(known)) return err('email_unverified');
  const account = await getAccount(project.id, known.id);
  // Whoever holds a key would be an operator otherwise, and their own second person (ADR 0021).
  if (account && operatorOf(account)) return err('forbidden');
  return ok({
    userId: known.id,
    by: 'secret_key',
    keyId,
    email: known.email,
    name: known.name,
    passkeys: account?.passkeys ?? [],
  });
}

export async function findRegistrant(
  principal: AnonymousPrincipal | SecretKeyPrincipal | UserPrincipal,
  project: Project,
  { email, name }: Named,
  now: Date,
): Promise<Result<Registrant, Refusal>> {
  if (principal.kind === 'user') return self(principal, project, now);
  if (email === undefined) return err('validation_failed');
  if (principal.kind === 'secret_key') return enrolled(principal.keyId, project, email, name, now);
  return project.signUp === 'open' ? ok(stranger(email, name, now)) : err('sign_up_closed');
}

/** What the end of a registration needs beside the passkey: the person, made now or read, and what they have proven. */
import type { EventDraft } from '../audit/event.ts';
import { newSubjectKey } from '../audit/subject-key.ts';
import { operatorOf } from '../operator/operator-store.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import { type Account, getAccount } from '../session/account-store.ts';
import type { Proof } from '../session/gate.ts';
import type { Minting } from '../session/mint-session.ts';
import { openReplacement } from '../session/replacement.ts';
import type { Request } from '../session/request.ts';
import { type LimitError, proofOf, type SessionError } from '../session/session.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { createUser, personalData } from '../user/user.ts';
import { emailHash, holdClaim, insertUser } from '../user/user-store.ts';
import type { RegistrationState } from './challenge.ts';
import { type Passkey, passkeyProof } from './passkey.ts';

export interface Registration {
  readonly account: Account;
  readonly proof: (passkey: Passkey) => Proof;
  /** The passkey that the proof rests on: the new one, or that of the session which is replaced. */
  readonly provenBy: (passkey: Passkey) => string | undefined;
  /** When the session that is replaced was made, milliseconds. */
  readonly since?: number;
  /** Under the target's policy the replaced session must be within its limits too. */
  readonly allows?: Minting<LimitError>['allows'];
  readonly replaces?: Minting<LimitError>['replaces'];
  readonly changes: readonly Change<'conflict' | 'email_taken'>[];
  readonly events: readonly EventDraft<'user.created' | 'session.revoked'>[];
}

/** Who enrols someone acts, and not the one who is enrolled. */
export const authorOf = ({ keyId }: RegistrationState): Pick<EventDraft, 'actor'> =>
  keyId === undefined ? {} : { actor: { type: 'api_key', id: keyId } };

async function newcomer(
  state: RegistrationState,
  create: NonNullable<RegistrationState['create']>,
  project: Project,
  now: Date,
): Promise<Registration> {
  const [hash, dataKey] = await Promise.all([emailHash(project.id, create.email), getDataKey(project)]);
  const user = createUser({ ...create, selfRegistered: state.by === 'stranger' }, state.userId, project.id, now);
  const wrappedKey = newSubjectKey(dataKey, user.id);
  return {
    account: {
      user: { ...user, emailHash: hash, memberships: 0 },
      wrappedKey,
      memberships: [],
      passkeys: [],
      rows: [],
    },
    proof: (passkey) => passkeyProof(passkey, now),
    provenBy: ({ id }) => id,
    changes: insertUser(user, hash, wrappedKey),
    events: [
      {
        type: 'user.created',
        ...authorOf(state),
        target: { type: 'user', id: user.id },
        detail: { via: state.by },
        subjects: [{ id: user.id, wrappedKey, acting: true, content: { after: personalData(user) } }],
      },
    ],
  };
}

type ReplaceError = SessionError | 'conflict';

/**
 * The session that a user adds a passkey from ends, and its proof goes on in a new one (security.md, row 7). So it must
 * hold as it must for a refresh, now and not only when the ceremony began.
 */
async function replace(
  request: Request,
  account: Account,
  named: NonNullable<RegistrationState['session']>,
): Promise<Result<Omit<Registration, 'account'>, ReplaceError>> {
  const replaced = await openReplacement(request, account, named);
  if (!replaced.ok) return replaced;
  const { session, ...replacement } = replaced.value;
  if (operatorOf(account) && session.acr !== 'phr') return err('policy_violation_passkey_required');
  const changes = [...replacement.changes, ...holdClaim(account.user)];
  return ok({ proof: () => proofOf(session), provenBy: () => session.credentialId, ...replacement, changes });
}

export async function openRegistration(
  state: RegistrationState,
  request: Request,
): Promise<Result<Registration, ReplaceError | 'challenge_expired'>> {
  const { project, now } = request;
  if (state.create) return ok(await newcomer(state, state.create, project, now));
  const account = await getAccount(project.id, state.userId);
  // Who was made an operator meanwhile is enrolled by nobody but themselves (`registrant.ts`).
  if (!account || (!state.session && operatorOf(account))) return err('challenge_expired');
  const proof = (passkey: Passkey) => passkeyProof(passkey, now);
  if (!state.session) return ok({ account, proof, provenBy: ({ id }) => id, changes: [], events: [] });
  const replaced = await replace(request, account, state.session);
  return replaced.ok ? ok({ account, ...replaced.value }) : replaced;
}

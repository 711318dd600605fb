/** Whether this operator may act as this user: the reasons that no role and no policy overrides. */
import { operatorOf } from '../operator/operator-store.ts';
import type { Project } from '../project/project.ts';
import type { Account } from '../session/account-store.ts';
import { isRecent } from '../session/recent.ts';
import type { LoadedSession } from '../session/session.ts';
import type { OperatorPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Consent, holds } from './impersonation.ts';
import { consentOf } from './impersonation-store.ts';

type Refusal = 'recent_authentication_required' | 'impersonation_forbidden' | 'consent_required';

interface Judged {
  /** The operator's own session. */
  readonly operator: LoadedSession;
  /** What must still hold when it begins, where the project asks for it. */
  readonly consent: Consent | undefined;
}

/** @param own the operator's session; they have none under break-glass, and a grant is enough for one person. */
export function judgeTarget(
  principal: OperatorPrincipal,
  own: LoadedSession | undefined,
  project: Project,
  account: Account,
  now: Date,
): Result<Judged, Refusal> {
  // As another operator they would have roles that nobody gave them.
  const another = operatorOf(account) === undefined && account.user.id !== principal.userId;
  if (!own || principal.grant || !another) return err('impersonation_forbidden');
  if (!isRecent(principal.authTimeMs, now)) return err('recent_authentication_required');
  if (!project.settings.impersonation_consent) return ok({ operator: own, consent: undefined });
  const consent = consentOf(account);
  return holds(consent, now) ? ok({ operator: own, consent }) : err('consent_required');
}

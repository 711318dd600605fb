/** What becomes of an operator where users are managed: little, for they would be managed like anybody (ADR 0021). Pure. */
import { isRecent } from '../session/recent.ts';
import type { OperatorPrincipal, SecretKeyPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { normalizeEmail, type User } from './user.ts';

type Refusal = 'forbidden' | 'still_operator' | 'recent_authentication_required';

export function judgeOperatorChange(
  principal: SecretKeyPrincipal | OperatorPrincipal,
  before: User,
  after: User,
  now: Date,
): Result<undefined, Refusal> {
  const byKey = principal.kind === 'secret_key';
  // An admin does not put an owner out. A customer's server may: whoever leaves must be out at once (T19).
  if (!byKey && !principal.scopes.includes('operators:write')) return err('forbidden');
  // Who was put out would come back with all of their roles, by one person's hand or by no person's.
  if (before.status !== 'active' && after.status === 'active') return err('still_operator');
  const moved = normalizeEmail(before.email) !== normalizeEmail(after.email);
  if (!moved && before.emailVerified === after.emailVerified) return ok(undefined);
  // There the recovery of an operator begins, and there they are told of it.
  if (byKey) return err('forbidden');
  return isRecent(principal.authTimeMs, now) ? ok(undefined) : err('recent_authentication_required');
}

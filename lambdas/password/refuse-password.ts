/** A password that is not right: told to nobody why, counted where there is something to guess, and always as many writes. */
import type { EventDraft } from '../audit/event.ts';
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import { err, type Result } from '../shared/result.ts';
import type { Password } from './password.ts';
import { countFailure, countNothing } from './password-store.ts';

/** @param account of the person whose address was typed, where there is one: a claim, not a proof. */
export async function refusePassword(
  { commit, project, request, now }: Request,
  account: Account | undefined,
  password: Password | undefined,
  organizationId?: string | undefined,
): Promise<Result<never, 'invalid_credentials'>> {
  const event: EventDraft<'auth.signin_attempt'> = {
    type: 'auth.signin_attempt',
    outcome: 'failure',
    reason: 'invalid_credentials',
    organizationId,
    target: account ? { type: 'user', id: account.user.id } : { type: 'project', id: project.id },
    detail: { method: 'password' },
    subjects: account && acting(account),
  };
  const counted = await commit([password ? countFailure(password) : countNothing(request.id, now)], event);
  // It was changed or removed meanwhile: there is nothing to count at, and the attempt is in the log all the same.
  if (!counted.ok) await commit([], event);
  return err('invalid_credentials');
}

/**
 * The changes of an amendment. An e-mail moves with the row that holds it, and the old mailbox is told. A number that is
 * not theirs gets no codes any more: the row that was confirmed goes, unless a policy would then be out of their reach.
 */
import type { EventDraft } from '../audit/event.ts';
import { securityNotice } from '../message/security-notice.ts';
import { judgeRemoval } from '../mfa/removal.ts';
import { policiesOf, standingOf, without } from '../mfa/standing.ts';
import { operatorOf } from '../operator/operator-store.ts';
import { phoneOf, removePhone } from '../otp/phone-store.ts';
import type { Project } from '../project/project.ts';
import { type Account, getAccount } from '../session/account-store.ts';
import { concerning } from '../session/request.ts';
import type { Change } from '../shared/change.ts';
import type { OperatorPrincipal, SecretKeyPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { judgeOperatorChange } from '../user/operator-change.ts';
import type { User } from '../user/user.ts';
import { emailHash, type StoredUser, updateUser } from '../user/user-store.ts';
import type { Amendable } from './amendment.ts';

interface Caller {
  readonly project: Project;
  readonly principal: SecretKeyPrincipal | OperatorPrincipal;
  readonly now: Date;
}

interface Made {
  readonly changes: readonly Change<'conflict' | 'email_taken'>[];
  readonly events: readonly EventDraft<'phone.removed'>[];
}

type Refusal = 'forbidden' | 'still_operator' | 'recent_authentication_required' | 'last_factor' | 'not_found';

const WORDS: Readonly<Record<Amendable, string>> = {
  email: 'the e-mail address of your account was corrected, as was asked for you',
  name: 'the name in your account was corrected, as was asked for you',
  phone: 'the telephone number in your account was corrected, as was asked for you',
};

/** The number that codes go to, where it is another one than the person says is theirs. */
async function withoutNumber({ project, now }: Caller, account: Account, after: User) {
  const phone = phoneOf(account);
  if (!phone || phone.number === after.phone) return ok({ changes: [], events: [] });
  const standing = standingOf(account, project);
  const judged = judgeRemoval(standing, without(standing, 'sms'), await policiesOf(account, project), now);
  if (!judged.ok) return err('last_factor');
  const event = { type: 'phone.removed', target: { type: 'credential', id: phone.id }, reason: 'amended' } as const;
  return ok({ changes: removePhone(project.id, phone), events: [{ ...event, subjects: concerning(account) }] });
}

export async function amendmentChanges(
  call: Caller,
  user: StoredUser,
  after: User,
  field: Amendable,
): Promise<Result<Made, Refusal>> {
  const { project, principal, now } = call;
  const account = await getAccount(project.id, user.id);
  if (!account) return err('not_found');
  if (operatorOf(account)) {
    const judged = judgeOperatorChange(principal, user, after, now);
    if (!judged.ok) return judged;
  }
  const number = field === 'phone' ? await withoutNumber(call, account, after) : ok({ changes: [], events: [] });
  if (!number.ok) return number;
  const [hash, notice] = await Promise.all([
    emailHash(project.id, after.email),
    // To the address on file until now: nobody has shown that the new one is theirs.
    securityNotice(project, account, WORDS[field], now),
  ]);
  return ok({
    changes: [...updateUser(user, after, hash), ...number.value.changes, ...notice],
    events: number.value.events,
  });
}

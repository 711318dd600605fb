/** What may be put right of a person, and what follows from it. */
import { err, ok, type Result } from '../shared/result.ts';
import { email } from '../shared/vocabulary.ts';
import { changeUser, differenceOf, type User, type UserDifference } from '../user/user.ts';
import { phone, userName } from '../user/user-schema.ts';

export const AMENDABLE = ['email', 'name', 'phone'] as const;
export type Amendable = (typeof AMENDABLE)[number];

const FORMS = { email, name: userName, phone } as const;

export interface Amended {
  readonly user: User;
  readonly difference: UserDifference;
}

/** The error is in words for whoever sent the value. */
export function amend(user: User, field: Amendable, value: string, now: Date): Result<Amended, string> {
  const parsed = FORMS[field].safeParse(value);
  if (!parsed.success) return err(parsed.error.issues[0]?.message ?? 'is not of the expected form');
  const changed = changeUser(user, { [field]: parsed.data }, now);
  const difference = differenceOf(user, changed);
  return difference.changed.length === 0 ? err('is what is kept already') : ok({ user: changed, difference });
}

/** What a person could do to sign in, read from their collection, and the policies that they meet where they belong. */
import { getOrganizations } from '../organization/organization-store.ts';
import { type EffectivePolicy, effectivePolicy, type Method } from '../organization/policy.ts';
import type { Project } from '../project/project.ts';
import type { Account } from '../session/account-store.ts';
import type { Factor } from '../session/step-up.ts';
import { passwordKey } from '../shared/table.ts';
import { enrolledFactors } from './enrolled.ts';
import type { Standing } from './removal.ts';

export function standingOf(account: Account, { settings }: Pick<Project, 'settings'>): Standing {
  const { user, rows } = account;
  const further = enrolledFactors(account);
  const starts: Factor[] = further.filter(({ method }) => method === 'passkey' || method === 'sms');
  if (user.emailVerified) starts.push({ method: 'otp' }, { method: 'magic_link' });
  const password = rows.some(({ sk }) => sk === passwordKey(user.id).sk);
  if (password && settings.passwords === 'on') starts.push({ method: 'password' });
  return { starts, further };
}

/** The same without every factor of this method. */
export const without = ({ starts, further }: Standing, gone: Method): Standing => ({
  starts: starts.filter(({ method }) => method !== gone),
  further: further.filter(({ method }) => method !== gone),
});

/** The project's, and each organization's that the person belongs to. */
export async function policiesOf(
  { memberships }: Account,
  { policy }: Pick<Project, 'policy'>,
): Promise<EffectivePolicy[]> {
  const organizations = await getOrganizations(memberships.map(({ organizationId }) => organizationId));
  return [effectivePolicy(policy), ...organizations.map((one) => effectivePolicy(policy, one.policy))];
}

/** The end of every sign-in that a message led to: whose it is, what that proves, and the session. */

import type { EventDraft } from '../audit/event.ts';
import { getOrganization } from '../organization/organization-store.ts';
import type { Method } from '../organization/policy.ts';
import type { Hints } from '../risk/assess.ts';
import type { Account } from '../session/account-store.ts';
import type { Envelope } from '../session/issue-tokens.ts';
import type { MintError } from '../session/mint-errors.ts';
import { mintSession } from '../session/mint-session.ts';
import type { Request } from '../session/request.ts';
import { proofBy } from '../session/step-up.ts';
import type { Change } from '../shared/change.ts';
import type { Refused } from '../shared/errors.ts';
import type { Result } from '../shared/result.ts';
import { proveAddress } from '../user/prove-address.ts';

export interface Arrival {
  readonly account: Account;
  readonly method: Extract<Method, 'otp' | 'sms' | 'magic_link'>;
  readonly sessionId: string;
  /** That was asked for when the message was. */
  readonly organizationId: string | undefined;
  /** What the answer uses up. */
  readonly consumes: readonly Change<'conflict'>[];
  /** The events of that, wherever it leads. */
  readonly consumed?: readonly EventDraft[];
  readonly hints?: Hints;
}

export async function signIn(
  call: Request,
  { account, method, sessionId, organizationId: asked, consumes, consumed, hints }: Arrival,
): Promise<Result<Envelope, MintError | Refused<'step_up_required'>>> {
  const { project, now, prepare } = call;
  const [only, ...more] = account.memberships;
  const organizationId = asked ?? (more.length === 0 ? only?.organizationId : undefined);
  prepare(organizationId ?? project.id);
  const [organization, proven] = await Promise.all([
    organizationId ? getOrganization(organizationId, { eventual: true }) : undefined,
    method === 'sms' ? undefined : proveAddress(call, account),
  ]);
  if (proven && !proven.ok) return proven;
  return mintSession<'conflict'>(call, {
    sessionId,
    account: proven?.value.account ?? account,
    organizationId,
    organization,
    proof: proofBy({ method }, now),
    consumes,
    consumed,
    changes: proven?.value.changes ?? [],
    events: proven?.value.events ?? [],
    credentialId: undefined,
    hints,
    contended: true,
  });
}

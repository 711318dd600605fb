/**
 * Somebody who changes what they sign in with gets another session for the one they have (security.md, row 7): the old
 * one ends in the transaction of the change, and what was proven goes on in the new one, with its limits.
 */
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode, Refused } from '../shared/errors.ts';
import { newId } from '../shared/ids.ts';
import type { UserPrincipal } from '../shared/principal.ts';
import type { Result } from '../shared/result.ts';
import { holdClaim } from '../user/user-store.ts';
import type { Account } from './account-store.ts';
import type { Envelope } from './issue-tokens.ts';
import type { MintError } from './mint-errors.ts';
import { mintSession } from './mint-session.ts';
import { replacementOf } from './replacement.ts';
import type { Request } from './request.ts';
import { type LimitError, proofOf } from './session.ts';

/**
 * Contracts name `...MINT_ERRORS, ...LIMIT_ERRORS`, what mintSession needs, and the event `session.revoked`.
 * @param change what the person changed, and its events.
 */
export function replaceSession<E extends ErrorCode>(
  call: Request & { readonly principal: Pick<UserPrincipal, 'loaded'> },
  account: Account,
  change: {
    readonly changes: readonly Change<E>[];
    readonly events: readonly EventDraft[];
    /** The passkey that goes: whoever removes it was there, and stays without it. */
    readonly removes?: string;
  },
): Promise<Result<Envelope, E | MintError | LimitError | Refused<'step_up_required'>>> {
  const { now, principal } = call;
  const { session, organization } = principal.loaded;
  const { since, allows, replaces, changes, events } = replacementOf(session, now);
  return mintSession<E | LimitError | 'conflict'>(call, {
    sessionId: newId('session', now),
    account,
    organizationId: session.organizationId,
    organization,
    proof: proofOf(session),
    since,
    allows,
    replaces,
    // Nobody signs in: whoever is here was judged when they did.
    risk: 'answered',
    // A passkey's removal writes the owner's row itself.
    changes: [...changes, ...change.changes, ...(change.removes === undefined ? holdClaim(account.user) : [])],
    events: [...change.events, ...events],
    credentialId: session.credentialId === change.removes ? undefined : session.credentialId,
  });
}

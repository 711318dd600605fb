/** From a loosening to what waits for a second person: whether it has to, and the change and event of waiting. */

import type { JsonObject } from '../audit/block.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import { isRecentIfOperator } from '../session/recent.ts';
import type { Change } from '../shared/change.ts';
import { newId } from '../shared/ids.ts';
import type { OperatorPrincipal, SecretKeyPrincipal } from '../shared/principal.ts';
import { byOf } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Approval, newApproval, type Proposal } from './approval.ts';
import { insertApproval } from './approval-store.ts';

export interface Asking {
  readonly project: Project;
  readonly principal: SecretKeyPrincipal | OperatorPrincipal;
  readonly now: Date;
}

/**
 * How a loosening goes on. A person who asks for one has just proven who they are: a token that was stolen undoes no
 * safeguard, and counts for nobody.
 */
export function judgeLoosening({
  project,
  principal,
  now,
}: Asking): Result<'apply' | 'propose', 'recent_authentication_required'> {
  // What the glass is broken for must not wait for anybody; it is marked, alarmed and reviewed instead (ADR 0022).
  if (principal.kind === 'operator' && principal.grant?.type === 'break_glass') return ok('apply');
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  return ok(project.settings.two_person ? 'propose' : 'apply');
}

/**
 * Who may ask for what always takes two people: whoever has just proven who they are, or a server, which counts for
 * nobody. Not under a grant: that permits much, but not to let go of what may be evidence of its own use.
 */
export function judgeAsking(
  principal: Asking['principal'],
  now: Date,
): Result<undefined, 'forbidden' | 'recent_authentication_required'> {
  if (principal.kind === 'operator' && principal.grant) return err('forbidden');
  return isRecentIfOperator(principal, now) ? ok(undefined) : err('recent_authentication_required');
}

/** @param facts what the event may tell of `before` and `after`, where these hold personal data. */
export function propose(
  { project, principal, now }: Asking,
  proposal: Proposal,
  facts: { readonly before: JsonObject; readonly after: JsonObject } = proposal,
): { approval: Approval; change: Change<'conflict'>; event: EventDraft<'approval.requested'> } {
  const approval = newApproval(proposal, newId('approval', now), project.id, byOf(principal), now);
  return {
    approval,
    change: insertApproval(approval),
    event: {
      type: 'approval.requested',
      target: { type: 'approval', id: approval.id },
      organizationId: approval.organizationId,
      detail: {
        kind: approval.kind,
        target: approval.target,
        before: facts.before,
        after: facts.after,
        expires_at: approval.expiresAt,
      },
    },
  };
}

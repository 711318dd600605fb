/** What the last approval does, by the kind of what was asked for: a row for each. */
import type { EventDraft } from '../audit/event.ts';
import { applyDisclosureList } from '../dsr/disclosure-list-change.ts';
import { applyErasure } from '../dsr/erasure-order.ts';
import { applyHoldRelease } from '../hold/hold-release.ts';
import { applyGrant } from '../operator/grant-change.ts';
import { applyPolicyChange } from '../organization/policy-change.ts';
import type { Project } from '../project/project.ts';
import { applyProjectChange } from '../project/project-change.ts';
import { applyRedirectUri } from '../redirect-uri/redirect-uri-change.ts';
import { applyRiskPolicyChange } from '../risk/risk-policy-change.ts';
import type { Change } from '../shared/change.ts';
import type { Result } from '../shared/result.ts';
import { applyRetirement } from '../signing-key/retirement-order.ts';
import type { ApplyError } from './apply-errors.ts';
import type { Approval, ApprovalKind } from './approval.ts';

/** The changes of each carry the condition that the target is as it was; the event goes to the approval's own log. */
interface Ready {
  readonly changes: readonly Change<ApplyError>[];
  readonly event: EventDraft<
    | 'org_policy.updated'
    | 'project.updated'
    | 'operator.granted'
    | 'operator.revoked'
    | 'redirect_uri.added'
    | 'risk_policy.updated'
    | 'hold.released'
    | 'dsr.erasure.ordered'
    | 'dsr.disclosure_actions.updated'
    | 'signing_key.rotated'
  >;
  /** What follows once it is true, and undoes nothing where it fails. */
  readonly afterwards?: () => Promise<void>;
}

type Applier = (approval: Approval, project: Project, now: Date) => Promise<Result<Ready, ApplyError>>;

export const APPLIERS: Readonly<Record<ApprovalKind, Applier>> = {
  org_policy: applyPolicyChange,
  project_settings: applyProjectChange,
  operator_grant: applyGrant,
  redirect_uri: applyRedirectUri,
  risk_policy: applyRiskPolicyChange,
  hold_release: applyHoldRelease,
  user_erasure: applyErasure,
  disclosure_actions: applyDisclosureList,
  signing_key_retirement: applyRetirement,
};

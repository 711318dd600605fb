/** What two people must agree on before it becomes true (ADR 0021): who may, how many, until when. */
import type { JsonObject } from '../audit/block.ts';
import type { Scope } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** What may be asked for, and what whoever agrees must be permitted to do. */
export const KINDS = {
  org_policy: 'policies:write',
  project_settings: 'projects:write',
  operator_grant: 'operators:write',
  redirect_uri: 'projects:write',
  risk_policy: 'risk:write',
  hold_release: 'holds:write',
  user_erasure: 'dsr:write',
  disclosure_actions: 'dsr:write',
  signing_key_retirement: 'signing_keys:write',
} as const satisfies Record<string, Scope>;
export type ApprovalKind = keyof typeof KINDS;
export const APPROVAL_KINDS = Object.keys(KINDS) as [ApprovalKind, ...ApprovalKind[]];

export const STATUSES = ['pending', 'approved', 'denied', 'expired'] as const;
export type ApprovalStatus = (typeof STATUSES)[number];

/** Distinct people. A secret key is none: whoever asks with one needs two others. */
const NEEDED = 2;
const LIFE_MS = 72 * 60 * 60_000;

export interface Approval {
  readonly id: string;
  readonly projectId: string;
  readonly kind: ApprovalKind;
  /** What would change. */
  readonly target: { readonly type: string; readonly id: string };
  /** In whose log its events are, where the change belongs to one organization. */
  readonly organizationId: string | undefined;
  /** Of the target when this was asked for: it is applied to that version and no other. */
  readonly version: number;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly proposer: { readonly type: 'operator' | 'api_key'; readonly id: string };
  /** User ids of those who agreed, the proposer first where that is a person. */
  readonly given: readonly string[];
  readonly needed: number;
  readonly status: Exclude<ApprovalStatus, 'expired'>;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedAt: string | undefined;
}

/** What somebody wants changed. */
export type Proposal = Pick<Approval, 'kind' | 'target' | 'organizationId' | 'version' | 'before' | 'after'>;

export const newApproval = (
  proposal: Proposal,
  id: string,
  projectId: string,
  proposer: Approval['proposer'],
  now: Date,
): Approval => ({
  ...proposal,
  id,
  projectId,
  proposer,
  given: proposer.type === 'operator' ? [proposer.id] : [],
  needed: NEEDED,
  status: 'pending',
  createdAt: now.toISOString(),
  expiresAt: new Date(now.getTime() + LIFE_MS).toISOString(),
  decidedAt: undefined,
});

export const statusAt = ({ status, expiresAt }: Approval, now: Date): ApprovalStatus =>
  status === 'pending' && now.getTime() >= Date.parse(expiresAt) ? 'expired' : status;

type Undecided = 'forbidden' | 'already_decided' | 'approval_expired';

/** Who has a say in it: whoever could have made the change alone, were it no loosening. */
export function judgeSay(approval: Approval, scopes: readonly Scope[], now: Date): Result<undefined, Undecided> {
  if (!scopes.includes(KINDS[approval.kind])) return err('forbidden');
  const status = statusAt(approval, now);
  if (status === 'pending') return ok(undefined);
  return err(status === 'expired' ? 'approval_expired' : 'already_decided');
}

export interface Given {
  readonly approval: Approval;
  /** Whether nobody else is needed. */
  readonly last: boolean;
}

/** One more person agrees; nobody counts twice. */
export function giveApproval(approval: Approval, userId: string, now: Date): Result<Given, 'second_person_required'> {
  if (approval.given.includes(userId)) return err('second_person_required');
  const given = [...approval.given, userId];
  const last = given.length >= approval.needed;
  const decided = last && ({ status: 'approved', decidedAt: now.toISOString() } as const);
  return ok({ last, approval: { ...approval, given, ...decided } });
}

export const denyApproval = (approval: Approval, now: Date): Approval => ({
  ...approval,
  status: 'denied',
  decidedAt: now.toISOString(),
});

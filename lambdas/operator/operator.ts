/** Administrative roles and what each permits (features.md O4). Nobody holds a permission that this table does not give. */
import { err, ok, type Result } from '../shared/result.ts';
import { SCOPES, type Scope } from '../shared/scopes.ts';

export const ROLES = ['owner', 'admin', 'auditor', 'privacy_officer', 'emergency'] as const;
export type Role = (typeof ROLES)[number];

/** Who a person may be to the project beside being its user. */
export interface Operator {
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly Role[];
  /** RFC 3339. */
  readonly grantedAt: string;
  /** Grows with each change. */
  readonly version: number;
}

const without = (...left: readonly Scope[]): Scope[] => SCOPES.filter((scope) => !left.includes(scope));

/**
 * An owner decides who is who and what the project is; an admin runs it day by day; an auditor reads the log and
 * nothing else; a privacy officer looks into what was done under supervision, answers people who ask for their own data,
 * runs the response to a breach, and changes nothing but those, reviews, holds and erasures; an emergency operator breaks the glass, and has no other power while
 * it is whole.
 */
export const PERMISSIONS: Readonly<Record<Role, readonly Scope[]>> = {
  owner: without('break_glass:write'),
  admin: without('break_glass:write', 'break_glass:review', 'operators:write', 'api_keys:write', 'projects:write'),
  auditor: ['audit:export', 'audit:read'],
  privacy_officer: [
    'approvals:read',
    'approvals:write',
    'audit:export',
    'audit:read',
    'breach:read',
    'breach:write',
    'break_glass:read',
    'break_glass:review',
    'compliance:read',
    'dsr:read',
    'dsr:write',
    'holds:read',
    'holds:write',
    'impersonations:read',
    'operators:read',
    'policies:read',
    'projects:read',
    'recovery:read',
    'reviews:read',
    'reviews:write',
    'risk:read',
  ],
  emergency: ['break_glass:read', 'break_glass:write'],
};

/** Whoever may break the glass reviews none, whatever other role they have (45 CFR 164.308(a)(1)(ii)(D)). */
const WITHHELD: readonly (readonly [Role, Scope])[] = [['emergency', 'break_glass:review']];

export function scopesOf(roles: readonly Role[]): Scope[] {
  const withheld = WITHHELD.filter(([role]) => roles.includes(role)).map(([, scope]) => scope);
  return [...new Set(roles.flatMap((role) => PERMISSIONS[role]))].filter((scope) => !withheld.includes(scope));
}

/** Whether one person may have all of them: an auditor has no part in what is audited. */
export const areCompatible = (roles: readonly Role[]): boolean =>
  !roles.includes('auditor') || roles.every((role) => role === 'auditor');

/** In the order of `ROLES`, each once. */
export const sortedRoles = (roles: readonly Role[]): Role[] => ROLES.filter((role) => roles.includes(role));

/** Whether anything is permitted after that was not before. */
export const grantsMore = (before: readonly Role[], after: readonly Role[]): boolean =>
  after.some((role) => !before.includes(role));

/** Of a person as the project lists its operators. */
export interface Listed extends Operator {
  /** Whether they may sign in at all. */
  readonly active: boolean;
}

/** Below this many, one absence leaves nobody to break the glass (features.md A4). */
const EMERGENCY_MIN = 2;

/**
 * What must still be so when roles are taken from `who`: an owner who stays, so that of two owners who dismiss each
 * other at once one remains. `undefined` where no owner goes.
 * @param confirmed that too few emergency operators are accepted.
 */
export function judgeDismissal(
  operators: readonly Listed[],
  who: Operator,
  left: readonly Role[],
  confirmed: boolean,
): Result<Listed | undefined, 'too_few_operators'> {
  const others = operators.filter(({ userId, active }) => active && userId !== who.userId);
  const having = (role: Role) => others.filter(({ roles }) => roles.includes(role));
  const loses = (role: Role) => who.roles.includes(role) && !left.includes(role);
  if (loses('emergency') && having('emergency').length < EMERGENCY_MIN && !confirmed) return err('too_few_operators');
  if (!loses('owner')) return ok(undefined);
  const [owner] = having('owner');
  return owner ? ok(owner) : err('too_few_operators');
}

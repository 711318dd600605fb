/** Administrative roles and what each permits (features.md O4). Nobody holds a permission that this table does not give. */
import { SCOPES, type Scope } from '../shared/principal.ts';

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

/** Separation of duties: whoever reads the log changes nothing, and whoever breaks the glass does not review it. */
export const PERMISSIONS: Readonly<Record<Role, readonly Scope[]>> = {
  owner: without('break_glass:write'),
  admin: without('break_glass:write', 'break_glass:review', 'operators:write', 'api_keys:write', 'projects:write'),
  auditor: ['audit:read'],
  privacy_officer: [
    'audit:read',
    'break_glass:read',
    'break_glass:review',
    'operators:read',
    'recovery:read',
    'risk:read',
  ],
  emergency: ['break_glass:read', 'break_glass:write'],
};

export const scopesOf = (roles: readonly Role[]): Scope[] => [...new Set(roles.flatMap((role) => PERMISSIONS[role]))];

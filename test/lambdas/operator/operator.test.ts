import { describe, expect, test } from 'vitest';
import { APPROVAL_KINDS, KINDS } from '../../../lambdas/approval/approval.ts';
import {
  areCompatible,
  grantsMore,
  judgeDismissal,
  type Listed,
  PERMISSIONS,
  ROLES,
  type Role,
  scopesOf,
} from '../../../lambdas/operator/operator.ts';
import { SCOPES } from '../../../lambdas/shared/principal.ts';

const operator = (userId: string, roles: Role[], active = true): Listed => ({
  userId,
  roles,
  active,
  projectId: 'proj_1',
  grantedAt: '2030-01-01T00:00:00.000Z',
  version: 1,
});

describe('separation of duties', () => {
  test('an auditor reads the log and nothing else, and is nothing else', () => {
    expect(PERMISSIONS.auditor).toEqual(['audit:export', 'audit:read']);
    for (const role of ROLES) expect(areCompatible([role, 'auditor'])).toBe(role === 'auditor');
  });

  test('whoever breaks the glass does not review it, by whatever other role', () => {
    for (const role of ROLES) {
      const scopes = scopesOf([role, 'emergency']);
      expect(scopes).toContain('break_glass:write');
      expect(scopes).not.toContain('break_glass:review');
    }
  });

  test('an emergency operator has no other power', () => {
    expect(PERMISSIONS.emergency).toEqual(['break_glass:read', 'break_glass:write']);
  });

  test('a privacy officer changes nothing but reviews, breaches, holds and what people ask of their data', () => {
    const beyondReading = PERMISSIONS.privacy_officer.filter((scope) => !scope.endsWith(':read'));
    const decides = [
      'approvals:write',
      'breach:write',
      'break_glass:review',
      'dsr:write',
      'holds:write',
      'reviews:write',
    ];
    expect(beyondReading.sort()).toEqual(['audit:export', ...decides].sort());
    const agreesTo = APPROVAL_KINDS.filter((kind) => beyondReading.includes(KINDS[kind]));
    expect(agreesTo.sort()).toEqual(['disclosure_actions', 'hold_release', 'user_erasure']);
  });

  test('owners alone make operators, keys and settings', () => {
    for (const scope of ['operators:write', 'api_keys:write', 'projects:write'] as const)
      expect(ROLES.filter((role) => PERMISSIONS[role].includes(scope))).toEqual(['owner']);
  });

  test('no scope is left without a role, and no role has one that there is not', () => {
    expect(scopesOf(['owner', 'auditor']).concat('break_glass:write').sort()).toEqual([...SCOPES].sort());
  });
});

describe('who may be dismissed', () => {
  const [ann, ben] = [operator('ann', ['owner']), operator('ben', ['owner', 'emergency'])];

  test('an owner, as long as another one stays, who is named', () => {
    expect(judgeDismissal([ann, ben], ann, [], false)).toEqual({ ok: true, value: ben });
    expect(judgeDismissal([ann], ann, [], false)).toEqual({ ok: false, error: 'too_few_operators' });
    expect(judgeDismissal([ann], ann, ['owner'], false)).toEqual({ ok: true, value: undefined });
  });

  test('nobody confirms away the last owner, and one who cannot sign in is none', () => {
    expect(judgeDismissal([ann], ann, ['admin'], true).ok).toBe(false);
    expect(judgeDismissal([ann, operator('cyd', ['owner'], false)], ann, [], true).ok).toBe(false);
  });

  test('an emergency operator, as long as two stay or somebody accepts that they do not', () => {
    const [cyd, dan] = [operator('cyd', ['emergency']), operator('dan', ['emergency'])];
    expect(judgeDismissal([ben, cyd, dan], dan, [], false).ok).toBe(true);
    expect(judgeDismissal([cyd, dan], dan, [], false)).toEqual({ ok: false, error: 'too_few_operators' });
    expect(judgeDismissal([cyd, dan], dan, [], true).ok).toBe(true);
  });

  test('more is what was not there before', () => {
    expect(grantsMore(['owner', 'admin'], ['admin'])).toBe(false);
    expect(grantsMore(['owner'], ['admin'])).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import {
  denyApproval,
  giveApproval,
  judgeSay,
  newApproval,
  type Proposal,
  statusAt,
} from '../../../lambdas/approval/approval.ts';

const NOW = new Date('2030-01-01T00:00:00Z');
const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const proposal: Proposal = {
  kind: 'org_policy',
  target: { type: 'organization', id: 'org_1' },
  organizationId: 'org_1',
  version: 3,
  before: { require_mfa: true },
  after: { require_mfa: false },
};
const byOperator = newApproval(proposal, 'apr_1', 'proj_1', { type: 'operator', id: 'ann' }, NOW);
const byKey = newApproval(proposal, 'apr_2', 'proj_1', { type: 'api_key', id: 'key_1' }, NOW);

describe('two people', () => {
  test('whoever asks counts as one, and nobody counts twice', () => {
    expect(giveApproval(byOperator, 'ann', NOW)).toEqual({ ok: false, error: 'second_person_required' });
    expect(giveApproval(byOperator, 'ben', NOW)).toMatchObject({
      value: { last: true, approval: { given: ['ann', 'ben'], status: 'approved' } },
    });
  });

  test('a key is no person: it takes two others', () => {
    const first = giveApproval(byKey, 'ann', NOW);
    expect(first).toMatchObject({ value: { last: false, approval: { given: ['ann'], status: 'pending' } } });
    if (!first.ok) throw new Error(first.error);
    expect(giveApproval(first.value.approval, 'ann', NOW).ok).toBe(false);
    expect(giveApproval(first.value.approval, 'ben', NOW)).toMatchObject({ value: { last: true } });
  });

  test('have a say who could make the change, and until it is decided or 72 hours old', () => {
    expect(judgeSay(byOperator, ['approvals:write'], NOW)).toEqual({ ok: false, error: 'forbidden' });
    expect(judgeSay(byOperator, ['policies:write'], NOW).ok).toBe(true);
    expect(judgeSay(byOperator, ['policies:write'], inHours(72 - 0.001)).ok).toBe(true);
    expect(judgeSay(byOperator, ['policies:write'], inHours(72))).toEqual({ ok: false, error: 'approval_expired' });
    expect(statusAt(byOperator, inHours(72))).toBe('expired');
    const denied = denyApproval(byOperator, NOW);
    expect(judgeSay(denied, ['policies:write'], NOW)).toEqual({ ok: false, error: 'already_decided' });
    expect(statusAt(denied, inHours(100))).toBe('denied');
  });
});

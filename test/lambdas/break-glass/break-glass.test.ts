/** The rules of break-glass: what may be granted, where it reaches, and who is ready. */
import { describe, expect, test } from 'vitest';
import {
  type BreakGlass,
  EMERGENCY_SCOPES,
  openBreakGlass,
  scopesOf,
  tasksOf,
} from '../../../lambdas/break-glass/break-glass.ts';
import { confine } from '../../../lambdas/break-glass/confine.ts';
import { openBreakGlassContract } from '../../../lambdas/break-glass/open-break-glass/contract.ts';
import { readinessOf } from '../../../lambdas/break-glass/readiness.ts';
import { accessOf } from '../../../lambdas/shared/contract.ts';

const NOW = new Date('2026-03-01T03:00:00Z');
const ORG = 'org_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const OTHER = 'org_01ARZ3NDEKTSV4RRFFQ69G5FAW';
const USER = 'user_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const ID = 'bg_01ARZ3NDEKTSV4RRFFQ69G5FAV';

const ASKED = {
  reason: 'A reason',
  incident_id: 'INC-1',
  scope: { permissions: ['users:read'] as const },
  minutes: 60,
};
const OPENED = {
  id: ID,
  projectId: 'proj_1',
  userId: USER,
  method: 'passkey',
  alarm: 'delivered',
  tokenHash: 'x',
} as const;

const grant = (over: Partial<BreakGlass> = {}): BreakGlass => ({ ...openBreakGlass(ASKED, OPENED, NOW), ...over });

test('the function that breaks the glass cannot even reach token key, mail or text messages', () => {
  const access = accessOf(openBreakGlassContract);
  for (const absent of ['token-key:sign', 'token-key:read', 'mail:send', 'sms:send'])
    expect(access).not.toContain(absent);
  expect(access).toContain('incident:publish');
});

test('no permission lets its holder make a power that outlives the grant', () => {
  const lasting = ['api_keys', 'approvals', 'break_glass', 'clients', 'impersonations', 'operators', 'projects'];
  expect(EMERGENCY_SCOPES.filter((scope) => lasting.some((area) => scope.startsWith(area)))).toEqual([]);
});

test('an hour at most, whatever is asked', () => {
  expect(openBreakGlass({ ...ASKED, minutes: 600 }, OPENED, NOW).expiresAt).toBe('2026-03-01T04:00:00.000Z');
});

test('a drill permits only to look at itself', () => {
  expect(scopesOf(grant())).toEqual(['users:read', 'break_glass:read']);
  expect(scopesOf(grant({ drill: true }))).toEqual(['break_glass:read']);
});

test.each([
  ['delivered, open', {}, 0, []],
  ['alarm pending', { alarm: 'pending' }, 0, ['send_alarm']],
  ['expired', {}, 60, ['write_expiry']],
  ['expired with the alarm pending', { alarm: 'pending' }, 60, ['write_expiry', 'send_alarm']],
  ['expired four days ago', {}, 60 + 72 * 60, ['write_expiry', 'remind']],
  [
    'closed, and reminded of today',
    { status: 'closed', closedAt: NOW.toISOString(), remindedAt: '2026-03-04T03:00:00Z' },
    73 * 60,
    [],
  ],
] as const)('what the clock has to do: %s', (_, over, minutes, tasks) => {
  expect(tasksOf(grant(over), new Date(NOW.getTime() + minutes * 60_000))).toEqual(tasks);
});

describe('a grant for one organization', () => {
  const confined = { type: 'break_glass', id: ID, by: USER, writes: true, organizationId: ORG } as const;
  test.each([
    ['its organization in the path', { params: { org: ORG } }, undefined],
    ['its organization, and a member of it', { params: { org: ORG, id: USER } }, undefined],
    ['its organization in the query', { query: { organization_id: ORG } }, undefined],
    ['itself', { params: { id: ID } }, undefined],
    ['another organization', { params: { org: OTHER } }, 'not_found'],
    ['another organization in the query', { query: { organization_id: OTHER } }, 'not_found'],
    [
      'its own in the path and another in the body',
      { params: { org: ORG }, body: { organization_id: OTHER } },
      'not_found',
    ],
    ['its own in the body alone', { body: { organization_id: ORG } }, 'forbidden'],
    ['none', {}, 'forbidden'],
    ['a person of the project', { params: { id: USER } }, 'forbidden'],
    ['another grant', { params: { id: 'bg_01ARZ3NDEKTSV4RRFFQ69G5FAX' } }, 'forbidden'],
  ] as const)('%s', (_, named, refusal) => {
    const result = confine(confined, { params: {}, query: {}, body: {}, ...named });
    expect(result.ok ? undefined : result.error).toBe(refusal);
  });

  test('one for no organization reaches the whole project', () => {
    expect(
      confine({ ...confined, organizationId: undefined }, { params: { org: OTHER }, query: {}, body: {} }).ok,
    ).toBe(true);
    expect(confine(undefined, { params: {}, query: {}, body: {} }).ok).toBe(true);
  });
});

test.each([
  ['ready', 'active', ['active'], 1, []],
  ['disabled', 'disabled', ['active'], 1, ['active_user']],
  ['with no passkey', 'active', [], 1, ['passkey']],
  ['with a suspect passkey alone', 'active', ['suspect'], 1, ['passkey']],
  ['with one that is good', 'active', ['suspect', 'active'], 1, []],
  ['without codes', 'active', ['active'], 0, ['recovery_codes']],
  ['with nothing', 'disabled', [], 0, ['active_user', 'passkey', 'recovery_codes']],
] as const)('an emergency operator %s', (_, status, passkeys, codesLeft, lacks) => {
  const candidate = { user: { id: USER, status }, passkeys: passkeys.map((one) => ({ status: one })), codesLeft };
  expect(readinessOf(candidate).lacks).toEqual(lacks);
});

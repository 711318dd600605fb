/** What a posture is judged by: each thing that is not as it should be fails its own check, and no other. */
import { describe, expect, test } from 'vitest';
import { type Agreement, newAgreement } from '../../../lambdas/compliance/agreement.ts';
import { type Facts, isInPolicy, judgePosture } from '../../../lambdas/compliance/posture.ts';
import { raiseToPreset } from '../../../lambdas/compliance/preset.ts';
import { INHERIT } from '../../../lambdas/organization/policy.ts';
import { settingsOf } from '../../../lambdas/project/settings.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const TERMS = {
  counterparty: 'Mercy General Hospital',
  kind: 'covered_entity',
  signedOn: '2026-01-01',
  effectiveOn: '2026-01-01',
  expiresOn: '2026-12-31',
  documentSha256: '3f'.repeat(32),
  services: ['authentication'],
  permitsPreset: true,
  noticeDays: 30,
} as const;
const BY = { type: 'api_key', id: 'key_1' } as const;
const make = (id: string, more: Partial<Agreement> = {}): Agreement => ({
  ...newAgreement(TERMS, id, 'proj_1', BY, undefined, NOW),
  ...more,
});
const subcontract = (more: Partial<Agreement> = {}) =>
  make('baa_2', { kind: 'subcontractor', permitsPreset: false, engagedOn: '2026-02-01', ...more });

const PROJECT = raiseToPreset({
  signUp: 'closed',
  policy: INHERIT,
  settings: settingsOf({}, 'live'),
} as const);
const operator = (...roles: string[]) => ({ roles, active: true });
const GOOD: Facts = {
  project: PROJECT,
  agreements: [make('baa_1'), subcontract()],
  organizations: { organizations: 3, below: 0, looked: 'all' },
  operators: [operator('owner'), operator('owner', 'privacy_officer')],
  emergency: { ready: 2, needed: 2 },
  overdueReviews: 0,
  officer: true,
  notification: {
    sentAt: '2026-02-01T00:00:00.000Z',
    topicAt: '2026-02-02T00:00:00.000Z',
    mailAt: '2026-02-03T00:00:00.000Z',
    version: 3,
  },
  log: { unarchivedSeconds: 3, unsignedSeconds: 3 },
  reconciled: { finishedMs: NOW.getTime(), logs: 4, findings: 0, failed: 0, unregistered: 0 },
};
const notified = (change: object) => ({
  notification: { ...GOOD.notification, ...change } as Facts['notification'],
});
const reconciled = (change: object) => ({ reconciled: { ...GOOD.reconciled, ...change } as Facts['reconciled'] });
const policy = (change: object) => ({ project: { ...PROJECT, policy: { ...PROJECT.policy, ...change } } });
const settings = (change: object) => ({ project: { ...PROJECT, settings: { ...PROJECT.settings, ...change } } });

test('a project that is as it should be is in policy', () => {
  const checks = judgePosture(GOOD, NOW);
  expect(checks.filter(({ result }) => result !== 'pass')).toEqual([]);
  expect(isInPolicy(checks)).toBe(true);
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  for (const { citation } of checks) expect(citation).toMatch(/^164\.3(08|12)/);
});

describe('what is not as it should be', () => {
  test.each<[check: string, what: string, Partial<Facts>]>([
    ['preset.on', 'off', settings({ preset: 'none' })],
    ['agreement.in_force', 'expired', { agreements: [make('baa_1', { expiresOn: '2026-02-28' })] }],
    ['agreement.in_force', 'not permitting', { agreements: [make('baa_1', { permitsPreset: false })] }],
    ['subprocessors.covered', 'expired', { agreements: [make('baa_1'), subcontract({ expiresOn: '2026-02-28' })] }],
    ['policy.require_mfa', 'one factor', policy({ require_mfa: false })],
    ['policy.require_passkey', 'any factor', policy({ require_passkey: false })],
    ['policy.session_idle_timeout_min', '16', policy({ session_idle_timeout_min: 16 })],
    ['policy.session_idle_timeout_min', 'nothing said', policy({ session_idle_timeout_min: 0 })],
    ['policy.session_absolute_max_min', '1441', policy({ session_absolute_max_min: 1_441 })],
    ['policy.refresh_window_min', '1441', policy({ refresh_window_min: 1_441 })],
    ['settings.passwords', 'on', settings({ passwords: 'on' })],
    ['settings.idle_activity', 'any refresh', settings({ idle_activity: 'refresh' })],
    ['settings.two_person', 'one', settings({ two_person: false })],
    ['settings.impersonation_notice', 'none', settings({ impersonation_notice: false })],
    ['sign_up', 'open', { project: { ...PROJECT, signUp: 'open' } }],
    ['organizations.meet_preset', 'one below', { organizations: { organizations: 3, below: 1, looked: 'all' } }],
    ['operators.owners', 'one', { operators: [operator('owner', 'privacy_officer'), operator('admin')] }],
    ['operators.privacy_officer', 'none', { operators: [operator('owner'), operator('owner')] }],
    ['break_glass.ready', 'one', { emergency: { ready: 1, needed: 2 } }],
    ['break_glass.reviewed', 'one overdue', { overdueReviews: 1 }],
    ['privacy_officer.named', 'nobody', { officer: false }],
    ['notification.confirmed', 'never', { notification: undefined }],
    ['notification.confirmed', 'by mail alone', notified({ topicAt: undefined })],
    ['notification.confirmed', 'at the topic alone', notified({ mailAt: undefined })],
    ['log.archived', 'behind', { log: { unarchivedSeconds: 301, unsignedSeconds: 0 } }],
    ['log.signed', 'behind', { log: { unarchivedSeconds: 0, unsignedSeconds: 301 } }],
    ['log.as_archived', 'a difference', reconciled({ findings: 1 })],
    ['log.as_archived', 'a log that no row leads to', reconciled({ unregistered: 1 })],
    ['agreement.in_force', 'a subcontractor alone', { agreements: [subcontract({ permitsPreset: true })] }],
  ])('%s: %s', (id, _, change) => {
    const checks = judgePosture({ ...GOOD, ...change }, NOW);
    expect(checks.filter(({ result }) => result !== 'pass').map((one) => one.id)).toEqual([id]);
    expect(isInPolicy(checks)).toBe(false);
  });

  test('somebody who may not sign in is no owner', () => {
    const operators = [operator('owner', 'privacy_officer'), { ...operator('owner'), active: false }];
    expect(isInPolicy(judgePosture({ ...GOOD, operators }, NOW))).toBe(false);
  });

  test('a test that arrived more than a year ago proves nothing', () => {
    const before = { topicAt: '2025-03-01T11:59:59.999Z' };
    expect(isInPolicy(judgePosture({ ...GOOD, ...notified(before) }, NOW))).toBe(false);
  });

  test('what could not be read is unknown, and not in policy', () => {
    const checks = judgePosture({ ...GOOD, log: undefined, reconciled: undefined }, NOW);
    expect(checks.filter(({ result }) => result !== 'pass').map(({ id, result }) => `${id} ${result}`)).toEqual([
      'log.archived unknown',
      'log.signed unknown',
      'log.as_archived unknown',
    ]);
    expect(isInPolicy(checks)).toBe(false);
  });

  test.each<[check: string, what: string, Partial<Facts>]>([
    ['log.as_archived', 'a log that could not be compared', reconciled({ failed: 1 })],
    ['log.as_archived', 'no log compared', reconciled({ logs: 0 })],
    ['log.as_archived', 'longer ago than two days', reconciled({ finishedMs: NOW.getTime() - 172_800_001 })],
    [
      'organizations.meet_preset',
      'more than were looked at',
      { organizations: { organizations: 3, below: 0, looked: 'part' } },
    ],
  ])('%s is unknown: %s', (id, _, change) => {
    const checks = judgePosture({ ...GOOD, ...change }, NOW);
    expect(checks.filter(({ result }) => result !== 'pass').map((one) => `${one.id} ${one.result}`)).toEqual([
      `${id} unknown`,
    ]);
  });

  test('two days are not yet too long ago, and a project that is the floor needs no look at its organizations', () => {
    const late = reconciled({ finishedMs: NOW.getTime() - 172_800_000 });
    const organizations = { organizations: 0, below: 0, looked: 'floor' } as const;
    expect(isInPolicy(judgePosture({ ...GOOD, ...late, organizations }, NOW))).toBe(true);
  });
});

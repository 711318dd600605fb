/** Numbers that a page tells are those of the code. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { newBreach } from '../../lambdas/breach/breach.ts';
import { clocksOf, thresholdsOf } from '../../lambdas/breach/breach-clock.ts';
import { MAX_MINUTES } from '../../lambdas/break-glass/break-glass.ts';
import { NEEDED } from '../../lambdas/break-glass/readiness.ts';
import { type RequestKind, termOf } from '../../lambdas/dsr/due-date.ts';
import { metadata } from '../../lambdas/shared/vocabulary.ts';
import { type Trigger, triggers } from '../../lambdas/triggers.ts';
import { MIN_RETENTION_DAYS, tenantSchema } from '../../lib/tenant.ts';

const page = (name: string): string => readFileSync(`hipaa/${name}.md`, 'utf8').replace(/\s+/g, ' ');
const daysOf = (span: object | undefined): number => (span as { days: number }).days;

test('retention: the lock and the hot rows', () => {
  const hot = tenantSchema.shape.hotRetentionDays.parse(undefined);
  expect(page('retention')).toContain(`${MIN_RETENTION_DAYS.toLocaleString('en')} days, locked`);
  expect(page('retention')).toContain(`or ${hot} days after archiving`);
  expect(page('audit-immutability')).toContain(`${MIN_RETENTION_DAYS.toLocaleString('en')} days, raised only`);
});

test('break-glass: how long, and how many', () => {
  expect(page('break-glass-runbook')).toContain(`${MAX_MINUTES} minutes are the most`);
  expect(NEEDED).toBe(2);
  expect(page('break-glass-runbook')).toContain('Two people with the role `emergency`');
});

describe('requests of people', () => {
  const KINDS: readonly (readonly [RequestKind, string])[] = [
    ['access', 'access'],
    ['amend', 'amendment'],
    ['accounting', 'accounting'],
  ];
  test.each(KINDS)('%s', (kind, name) => {
    const { first, extended, citation } = termOf('hipaa', kind);
    const [days, more] = [daysOf(first), daysOf(extended) - daysOf(first)];
    expect(page('dsr-handling')).toMatch(
      new RegExp(`\\| ${name} \\| ${days} days \\| ${more} days[^|]*\\| ${citation?.replace(/[().]/g, '\\$&')} \\|`),
    );
  });
});

describe('a breach', () => {
  const breach = newBreach(
    { title: 't', summary: 's', role: 'business_associate', discoveredAt: '2026-03-02T12:00:00Z', timeZone: 'UTC' },
    'brh_1',
    'proj_1',
    { type: 'api_key', id: 'key_1' },
    new Date('2026-03-02T13:00:00Z'),
  );
  const clocks = breach.ok ? clocksOf({ ...breach.value, affected: of(499) }, new Date('2026-03-03T00:00:00Z')) : [];
  const due = Object.fromEntries(clocks.map(({ kind, dueOn }) => [kind, dueOn]));

  test('its clocks are those of the table', () => {
    expect(due).toEqual({
      covered_entity_sla: '2026-03-09',
      covered_entity: '2026-05-01',
      individuals: '2026-05-01',
      hhs: '2027-03-01',
      media: '2026-05-01',
    });
    for (const row of [
      'five business days',
      '60 days at most | 164.404(b)',
      '60 days after the end of the calendar year',
    ])
      expect(page('breach-runbook')).toContain(row);
  });

  test('its thresholds are those of the table', () => {
    expect([499, 500].map((many) => thresholdsOf(of(many)).hhs)).toEqual(['annual', 'with_individuals']);
    expect([500, 501].map((many) => thresholdsOf(of(many)).media)).toEqual([[], ['NY']]);
    expect(page('breach-runbook')).toContain('HHS, 500 people or more');
    expect(page('breach-runbook')).toContain('more than 500 residents of one state');
  });
});

function of(total: number) {
  return { total, byState: { NY: total }, unknown: 0 };
}

test('metadata: how much of it there may be', () => {
  const members = (count: number, length: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, 'x'.repeat(length)]));
  expect(page('phi-handling')).toContain('50 members of 256 characters at most');
  const taken = [members(50, 256), members(51, 1), members(1, 257)].map((value) => metadata.safeParse(value).success);
  expect(taken).toEqual([true, false, false]);
});

test('incident response says what to do first for every alarm that a function has', () => {
  const alarms = Object.values<Trigger>(triggers).flatMap(({ alarms: told = [] }) => told.map(({ metric }) => metric));
  const rows = page('incident-response');
  expect(alarms.length).toBeGreaterThan(7);
  expect(alarms.filter((metric) => !rows.includes(`\`${metric}\``))).toEqual([]);
});

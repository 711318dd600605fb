/** The wire form of a breach: how it stands, and every clock that runs. */
import * as z from 'zod/mini';
import { looksPersonal } from '../audit/detail-schema.ts';
import { id, text, time } from '../shared/vocabulary.ts';
import { type Affected, type Breach, NOTICES, OUTCOMES, ROLES, STATUSES, statusOf } from './breach.ts';
import { CLOCK_STATES, CLOCKS, clocksOf, thresholdsOf } from './breach-clock.ts';

const words = (max: number) =>
  text(max).check(z.refine((value) => !looksPersonal(value), 'name no person here: no address and no number'));

/** Of the incident. It names no patient: whom it affects is found in the log, and stays there. */
export const title = words(200);
export const summary = words(4_000);
export const closingReason = words(2_000);
export const role = z.enum(ROLES);
export const outcome = z.enum(OUTCOMES);

const clockSchema = z.object({
  kind: z.enum(CLOCKS),
  /** Section of 45 CFR, or `internal`. */
  basis: z.string(),
  /** The last day in time, in the zone of the breach. An outer limit: notices go without unreasonable delay. */
  due_on: z.iso.date(),
  due_at: time,
  state: z.enum(CLOCK_STATES),
  met_at: z.nullable(time),
});

export const affectedSchema = z.object({
  total: z.int(),
  /** Whether there may be more of them than the log names. */
  at_least: z.boolean(),
  by_state: z.record(z.string(), z.int()),
  unknown_state: z.int(),
});

export const presentAffected = ({ total, byState, unknown, atLeast }: Affected): z.input<typeof affectedSchema> => ({
  total,
  at_least: atLeast ?? false,
  by_state: byState,
  unknown_state: unknown,
});

export const breachSchema = z.object({
  id: id('breach'),
  title: z.string(),
  summary: z.string(),
  status: z.enum(STATUSES),
  role,
  discovered_at: time,
  occurred_from: z.nullable(time),
  occurred_to: z.nullable(time),
  time_zone: z.string(),
  opened_by: z.object({ type: z.enum(['operator', 'api_key']), id: z.string() }),
  opened_at: time,
  contained_at: z.nullable(time),
  scoped_at: z.nullable(time),
  assessed_at: z.nullable(time),
  notified_at: z.nullable(time),
  notices_sent: z.partial(z.object(Object.fromEntries(NOTICES.map((kind) => [kind, time])))),
  affected: z.nullable(affectedSchema),
  conclusion: z.nullable(z.enum(['breach', 'low_probability'])),
  thresholds: z.object({
    hhs: z.enum(['with_individuals', 'annual', 'unknown']),
    media: z.array(z.string()),
    media_maybe: z.array(z.string()),
    media_anywhere: z.boolean(),
  }),
  clocks: z.array(clockSchema),
  privacy_officer_told: z.boolean(),
  closed: z.nullable(z.object({ outcome, reason: z.string(), at: time, by: z.string() })),
});

export function presentBreach(breach: Breach, now: Date): z.input<typeof breachSchema> {
  const { hhs, media, mediaMaybe, mediaAnywhere } = thresholdsOf(breach.affected);
  return {
    id: breach.id,
    title: breach.title,
    summary: breach.summary,
    status: statusOf(breach),
    role: breach.role,
    discovered_at: breach.discoveredAt,
    occurred_from: breach.occurredFrom ?? null,
    occurred_to: breach.occurredTo ?? null,
    time_zone: breach.timeZone,
    opened_by: breach.openedBy,
    opened_at: breach.openedAt,
    contained_at: breach.reached.contained ?? null,
    scoped_at: breach.reached.scoped ?? null,
    assessed_at: breach.reached.assessed ?? null,
    notified_at: breach.reached.notified ?? null,
    notices_sent: breach.notified,
    affected: breach.affected ? presentAffected(breach.affected) : null,
    conclusion: breach.conclusion ?? null,
    thresholds: { hhs, media: [...media], media_maybe: [...mediaMaybe], media_anywhere: mediaAnywhere },
    clocks: clocksOf(breach, now).map(({ kind, basis, dueOn, dueAt, state, metAt }) => ({
      kind,
      basis,
      due_on: dueOn,
      due_at: dueAt,
      state,
      met_at: metAt ?? null,
    })),
    privacy_officer_told: breach.alarm === 'delivered',
    closed: breach.closed ?? null,
  };
}

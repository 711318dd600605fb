/**
 * When what is due after a breach was discovered, and whom its size makes tell whom. Pure. The numbers carry their
 * section of 45 CFR; that they apply, and how, counsel must check.
 */
import { addBusinessDays, addDays, type Day, dayIn, endOfDay, lastDayOfYear } from '../shared/calendar.ts';
import { type Affected, type Breach, isSent, NOTICES, type NoticeKind, type Role } from './breach.ts';

/** 500 or more individuals: HHS is told with them (§164.408(b)); fewer: with the log of the year (§164.408(c)). */
const HHS_AT_ONCE = 500;
/** More than 500 residents of one state or jurisdiction: media there (§164.406(a)). */
const MEDIA_ABOVE = 500;

export interface Thresholds {
  readonly hhs: 'with_individuals' | 'annual' | 'unknown';
  /** States whose media must be told. */
  readonly media: readonly string[];
  /** States where that depends on those of whom nobody said where they live. */
  readonly mediaMaybe: readonly string[];
  /** Whether that holds for any state at all, so many of them there are. */
  readonly mediaAnywhere: boolean;
}

export function thresholdsOf(affected: Affected | undefined): Thresholds {
  if (!affected) return { hhs: 'unknown', media: [], mediaMaybe: [], mediaAnywhere: false };
  const states = Object.keys(affected.byState).sort();
  const living = (state: string): number => affected.byState[state] ?? 0;
  return {
    hhs: affected.total >= HHS_AT_ONCE ? 'with_individuals' : affected.atLeast ? 'unknown' : 'annual',
    media: states.filter((state) => living(state) > MEDIA_ABOVE),
    mediaMaybe: states.filter(
      (state) => living(state) <= MEDIA_ABOVE && living(state) + affected.unknown > MEDIA_ABOVE,
    ),
    mediaAnywhere: affected.unknown > MEDIA_ABOVE,
  };
}

export const CLOCKS = ['covered_entity_sla', ...NOTICES] as const;
export type ClockKind = (typeof CLOCKS)[number];
export const CLOCK_STATES = ['running', 'met', 'late', 'overdue', 'not_required', 'unknown'] as const;

export interface Clock {
  readonly kind: ClockKind;
  /** What asks for it; `internal` is a promise of ours. */
  readonly basis: string;
  /** The last day on which it is in time: an outer limit, for all of it is due without unreasonable delay. */
  readonly dueOn: Day;
  /** When that day is over. RFC 3339. */
  readonly dueAt: string;
  /** `late`: done, and after that; `unknown`: whether it is required depends on what is not known yet. */
  readonly state: (typeof CLOCK_STATES)[number];
  readonly metAt?: string | undefined;
}

/** Outer limit of every notice but the yearly one. */
const LIMIT_DAYS = 60;
const YEARLY = '164.408(c)';
/** What a business associate here promises (the seed's "five business days"). */
const SLA_BUSINESS_DAYS = 5;

type Need = 'required' | 'not_required' | 'unknown';

function needOf(breach: Breach, kind: ClockKind, { hhs, media, mediaMaybe, mediaAnywhere }: Thresholds): Need {
  const ofNobody = breach.closed !== undefined && breach.closed.outcome !== 'notified';
  if (ofNobody || breach.conclusion === 'low_probability') return 'not_required';
  const byAssociate = kind === 'covered_entity' || kind === 'covered_entity_sla';
  if (byAssociate) return breach.role === 'business_associate' ? 'required' : 'not_required';
  if (kind !== 'media' || media.length > 0) return 'required';
  return hhs === 'unknown' || mediaAnywhere || mediaMaybe.length > 0 ? 'unknown' : 'not_required';
}

/** Every clock of a breach as it stands now. All of them start with the discovery, whoever made it. */
export function clocksOf(breach: Breach, now: Date): Clock[] {
  const { timeZone, notified, affected } = breach;
  const thresholds = thresholdsOf(affected);
  const discovered = dayIn(timeZone, new Date(breach.discoveredAt));
  const limit = addDays(discovered, LIMIT_DAYS);
  const yearly = thresholds.hhs === 'annual';
  const due: Record<ClockKind, readonly [basis: string, dueOn: Day]> = {
    covered_entity_sla: ['internal', addBusinessDays(discovered, SLA_BUSINESS_DAYS)],
    covered_entity: ['164.410(b)', limit],
    individuals: ['164.404(b)', limit],
    hhs: yearly ? [YEARLY, addDays(lastDayOfYear(discovered), LIMIT_DAYS)] : ['164.408(b)', limit],
    media: ['164.406(b)', limit],
  };
  return CLOCKS.map((kind) => {
    const [basis, dueOn] = due[kind];
    const dueAt = endOfDay(timeZone, dueOn).toISOString();
    const notice = kind === 'covered_entity_sla' ? 'covered_entity' : kind;
    const metAt = isSent(breach, notice) ? notified[notice] : undefined;
    const state = (): Clock['state'] => {
      if (metAt !== undefined) return metAt < dueAt ? 'met' : 'late';
      const need = needOf(breach, kind, thresholds);
      if (need !== 'required') return need;
      return now.toISOString() < dueAt ? 'running' : 'overdue';
    };
    return { kind, basis, dueOn, dueAt, state: state(), metAt };
  });
}

/** Whom the owner of the deployment tells. An associate tells the covered entity, which takes over from there (§164.410). */
const OWED: Record<Role, readonly NoticeKind[]> = {
  business_associate: ['covered_entity'],
  covered_entity: ['individuals', 'hhs', 'media'],
};
const isOwed = ({ role }: Breach, { kind }: Clock): boolean => OWED[role].some((notice) => notice === kind);

/** What is yet to be sent by us; or may be, as long as somebody can still say where those live whom it affects. */
function leftOf(breach: Breach, now: Date): Clock[] {
  const canBeKnown = (breach.affected?.unknown ?? 1) > 0;
  const isLeft = ({ state }: Clock) =>
    state === 'running' || state === 'overdue' || (state === 'unknown' && canBeKnown);
  return clocksOf(breach, now).filter((clock) => isOwed(breach, clock) && isLeft(clock));
}

/** Whether everybody was told whom it is ours to tell; HHS, of fewer than 500, may be told after the year. */
export const isTold = (breach: Breach, now: Date): boolean =>
  breach.reached.notified !== undefined && leftOf(breach, now).every(({ basis }) => basis === YEARLY);

/** Whether a clock has to look at it: it is open, or was closed with something yet to be sent. Time moves none of it. */
export const isWatched = (breach: Breach): boolean =>
  breach.closed === undefined || leftOf(breach, new Date(breach.closed.at)).length > 0;

/** How long before the end of a clock people are reminded, the longest first. */
const REMIND_DAYS: Record<ClockKind, readonly number[]> = {
  covered_entity_sla: [1],
  covered_entity: [30, 7, 1],
  individuals: [30, 7, 1],
  hhs: [30, 7, 1],
  media: [30, 7, 1],
};

export interface Reminder {
  /** `clock.when`: each is sent once. */
  readonly name: string;
  readonly clock: Clock;
}

/** What is to be told now: of each clock the nearest that has come, unless it was told; and once, that it is overdue. */
export function remindersOf(breach: Breach, now: Date): Reminder[] {
  const clocks = breach.closed ? leftOf(breach, now) : clocksOf(breach, now);
  return clocks.flatMap((clock): Reminder[] => {
    if (clock.state !== 'running' && clock.state !== 'overdue') return [];
    const today = dayIn(breach.timeZone, now);
    const come = REMIND_DAYS[clock.kind].findLast((days) => today >= addDays(clock.dueOn, -days));
    const when = clock.state === 'overdue' ? 'overdue' : come === undefined ? undefined : `days_${come}`;
    const name = `${clock.kind}.${when}`;
    return when === undefined || breach.reminded.includes(name) ? [] : [{ name, clock }];
  });
}

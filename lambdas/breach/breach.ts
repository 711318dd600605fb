/**
 * A breach of unsecured health data from its discovery to its end (45 CFR 164.400-414): what was reached, and what an
 * end rests on. Pure.
 */
import { isTimeZone } from '../shared/calendar.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** What is reached one after the other; each may be reached again without moving what came after it. */
export const MILESTONES = ['contained', 'scoped', 'assessed', 'notified'] as const;
export type Milestone = (typeof MILESTONES)[number];
export const STATUSES = ['open', ...MILESTONES, 'closed'] as const;
export type Status = (typeof STATUSES)[number];

/** In whose part the deployment's owner is: of the one who treats, or of the one who works for them. */
export const ROLES = ['business_associate', 'covered_entity'] as const;
export type Role = (typeof ROLES)[number];

/** Who may have to be told (§164.410, §164.404, §164.408, §164.406). */
export const NOTICES = ['covered_entity', 'individuals', 'hhs', 'media'] as const;
export type NoticeKind = (typeof NOTICES)[number];

/**
 * How a breach ends: everybody was told; the probability of a compromise is low by the four factors (§164.402(2)); or it
 * is none by an exclusion of §164.402(1), or was an error.
 */
export const OUTCOMES = ['notified', 'low_probability', 'not_a_breach'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How many are affected, and where they live, as far as that is known. */
export interface Affected {
  readonly total: number;
  /** By state or jurisdiction. */
  readonly byState: Readonly<Record<string, number>>;
  /** Of the total: those of whom nobody said where they live. */
  readonly unknown: number;
  /** Whether there may be more of them than the log names. */
  readonly atLeast?: boolean | undefined;
}

export interface Breach {
  readonly id: string;
  readonly projectId: string;
  /** Of the incident, for those who work on it: names no patient. */
  readonly title: string;
  readonly summary: string;
  readonly role: Role;
  /** RFC 3339, as all times here: the first day on which it was known, or would have been with diligence (§164.404(a)(2)). */
  readonly discoveredAt: string;
  readonly occurredFrom?: string | undefined;
  readonly occurredTo?: string | undefined;
  /** IANA; in it days begin and end. */
  readonly timeZone: string;
  readonly openedBy: { readonly type: 'operator' | 'api_key'; readonly id: string };
  readonly openedAt: string;
  /** When each was reached last. */
  readonly reached: Readonly<Partial<Record<Milestone, string>>>;
  /** When each notice was sent, as people said. */
  readonly notified: Readonly<Partial<Record<NoticeKind, string>>>;
  /** How many were told by all sendings of a notice together. */
  readonly recipients?: Readonly<Partial<Record<NoticeKind, number>>> | undefined;
  readonly affected?: Affected | undefined;
  /** What the newest assessment came to. */
  readonly conclusion?: 'breach' | 'low_probability' | undefined;
  /** Whether the incident topic took the news. */
  readonly alarm: 'pending' | 'delivered';
  /** Reminders that were sent, as `clock.when`. */
  readonly reminded: readonly string[];
  readonly closed?: { readonly outcome: Outcome; readonly reason: string; readonly at: string; readonly by: string };
  /** Grows with each change of this row. */
  readonly version: number;
}

export type NewBreach = Pick<
  Breach,
  'title' | 'summary' | 'role' | 'discoveredAt' | 'occurredFrom' | 'occurredTo' | 'timeZone'
>;

/** Nobody discovers what is yet to come, or what has not begun; and a zone is one that there is. */
export function newBreach(
  input: NewBreach,
  id: string,
  projectId: string,
  openedBy: Breach['openedBy'],
  now: Date,
): Result<Breach, 'discovery_in_future' | 'window_contradictory' | 'time_zone_unknown'> {
  const utc = (time: string | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
  const discoveredAt = new Date(input.discoveredAt).toISOString();
  const [occurredFrom, occurredTo] = [utc(input.occurredFrom), utc(input.occurredTo)];
  if (Date.parse(discoveredAt) > now.getTime()) return err('discovery_in_future');
  if ((occurredFrom ?? '') > discoveredAt) return err('window_contradictory');
  if (occurredTo !== undefined && (occurredTo < (occurredFrom ?? '') || Date.parse(occurredTo) > now.getTime()))
    return err('window_contradictory');
  if (!isTimeZone(input.timeZone)) return err('time_zone_unknown');
  return ok({
    ...input,
    discoveredAt,
    occurredFrom,
    occurredTo,
    id,
    projectId,
    openedBy,
    openedAt: now.toISOString(),
    reached: {},
    notified: {},
    alarm: 'pending',
    reminded: [],
    version: 1,
  });
}

export function statusOf({ closed, reached }: Pick<Breach, 'closed' | 'reached'>): Status {
  if (closed) return 'closed';
  return MILESTONES.findLast((milestone) => reached[milestone] !== undefined) ?? 'open';
}

const changed = (breach: Breach, members: Partial<Breach>): Breach => ({
  ...breach,
  ...members,
  version: breach.version + 1,
});

/** @param members what else is known since, such as whom it affects. */
export function reach(
  breach: Breach,
  milestone: Milestone,
  now: Date,
  members: Pick<Partial<Breach>, 'affected' | 'conclusion' | 'notified' | 'recipients' | 'reminded'> = {},
): Result<Breach, 'breach_closed'> {
  if (breach.closed) return err('breach_closed');
  return ok(changed(breach, { ...members, reached: { ...breach.reached, [milestone]: now.toISOString() } }));
}

/** Whether as many were told as a notice is for: each of the affected, or one office. More may be affected later. */
export const isSent = ({ notified, recipients, affected }: Breach, kind: NoticeKind): boolean =>
  notified[kind] !== undefined &&
  (kind !== 'individuals' || (recipients?.individuals ?? 0) >= Math.max(affected?.total ?? 0, 1));

/** Sendings add up: a clock is met by the one after which everybody is told, and by none after it. */
export function noteSent(
  breach: Breach,
  { notice, sentAt, count }: { readonly notice: NoticeKind; readonly sentAt: string; readonly count: number },
  now: Date,
): Result<Breach, 'breach_closed'> {
  const before = breach.notified[notice];
  const [first = sentAt, last = sentAt] = [before ?? sentAt, sentAt].sort();
  const recipients = { ...breach.recipients, [notice]: (breach.recipients?.[notice] ?? 0) + count };
  const whole = notice !== 'individuals' || isSent(breach, notice);
  const at = whole ? first : last;
  return reach(breach, 'notified', now, { notified: { ...breach.notified, [notice]: at }, recipients });
}

/** Where people are found whom no letter reached, their clock stands again, and whoever answers for it is told again. */
export function affect(breach: Breach, affected: Affected, now: Date): Result<Breach, 'breach_closed'> {
  const reopened = isSent(breach, 'individuals') && !isSent({ ...breach, affected }, 'individuals');
  const reminded = breach.reminded.filter((name) => !(reopened && name.startsWith('individuals.')));
  return reach(breach, 'scoped', now, { affected, reminded });
}

/**
 * What an end rests on: told people, an assessment that says so, or a reason of its own. Nothing is being contained.
 * @param told whether everybody was told whom it is ours to tell.
 */
export function closeBreach(
  breach: Breach,
  { outcome, reason, by }: { readonly outcome: Outcome; readonly reason: string; readonly by: string },
  { containing, told }: { readonly containing: boolean; readonly told: boolean },
  now: Date,
): Result<Breach, 'already_decided' | 'breach_unfinished'> {
  if (breach.closed) return err('already_decided');
  const grounds: Record<Outcome, boolean> = {
    notified: told,
    low_probability: breach.conclusion === 'low_probability',
    not_a_breach: breach.conclusion !== 'breach',
  };
  if (containing || !grounds[outcome]) return err('breach_unfinished');
  return ok(changed(breach, { closed: { outcome, reason, by, at: now.toISOString() } }));
}

/** Where it was before it was closed. Its clocks have run all the time: discovery stays what it was. */
export function reopenBreach(breach: Breach): Result<Breach, 'already_decided'> {
  return breach.closed ? ok(changed(breach, { closed: undefined })) : err('already_decided');
}

/** Measures were ordered: whoever closes it from what they read before does not. */
export const noteOrder = (breach: Breach): Breach => changed(breach, {});
export const noteAlarm = (breach: Breach): Breach => changed(breach, { alarm: 'delivered' });
export const noteReminder = (breach: Breach, reminder: string): Breach =>
  changed(breach, { reminded: [...breach.reminded, reminder] });

/**
 * What an agreement with a business associate is (45 CFR 164.308(b), 164.314(a)), from when to when it holds, and when its
 * end is told of beforehand. Days are those of UTC: near the border of a day an agreement rather holds too short.
 */

/** Whose protected health information is kept, and who keeps some of it for us. */
export const AGREEMENT_KINDS = ['covered_entity', 'subcontractor'] as const;
export type AgreementKind = (typeof AGREEMENT_KINDS)[number];
/** Why a sub-processor may begin before the notice that was promised is over. */
export const WITHOUT_NOTICE = ['named_in_agreements', 'emergency_replacement'] as const;
export const END_REASONS = ['terminated', 'replaced', 'breach_of_agreement', 'service_ended'] as const;

/** What was signed. Days are `yyyy-mm-dd`. */
export interface Terms {
  readonly counterparty: string;
  readonly kind: AgreementKind;
  readonly signedOn: string;
  readonly effectiveOn: string;
  /** The last day; absent where it holds until somebody ends it. */
  readonly expiresOn?: string | undefined;
  /** SHA-256 of the signed document, hex. */
  readonly documentSha256: string;
  readonly services: readonly string[];
  /** Whether the preset may be turned on under it. */
  readonly permitsPreset: boolean;
  /** Of a covered entity: how long before a new sub-processor begins it is to hear of it. */
  readonly noticeDays: number;
  /** Of a subcontractor: the first day on which it handles protected health information. */
  readonly engagedOn?: string | undefined;
  readonly withoutNotice?: (typeof WITHOUT_NOTICE)[number] | undefined;
}

/** Of a change in who handles protected health information: who was told of it. */
export interface Announcement {
  readonly change: 'added' | 'removed';
  /** Agreements whose contact was told. */
  readonly told: readonly string[];
  readonly done: boolean;
}

export interface Agreement extends Terms {
  readonly id: string;
  readonly projectId: string;
  readonly recordedBy: { readonly type: 'operator' | 'api_key' | 'deployer'; readonly id: string };
  /** RFC 3339. */
  readonly recordedAt: string;
  /** From this day on it holds no more. */
  readonly endsOn?: string | undefined;
  /** The agreement that came in its place. */
  readonly replacedBy?: string | undefined;
  /** The nearest of `REMIND_DAYS` that was told of. */
  readonly reminded?: number | undefined;
  readonly announcement?: Announcement | undefined;
  /** An e-mail address, sealed: whom to tell of sub-processors. */
  readonly contact?: Uint8Array | undefined;
  /** Grows with each change. */
  readonly version: number;
}

const DAY_MS = 24 * 60 * 60_000;
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
export const addDays = (day: string, days: number): string => dayOf(new Date(Date.parse(day) + days * DAY_MS));
export const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);

export const AGREEMENT_STATUSES = ['pending', 'in_force', 'expired', 'ended'] as const;
export type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];

type Holding = Pick<Agreement, 'effectiveOn' | 'expiresOn' | 'endsOn'>;

export function statusAt({ effectiveOn, expiresOn, endsOn }: Holding, now: Date): AgreementStatus {
  const today = dayOf(now);
  if (endsOn !== undefined && endsOn <= today) return 'ended';
  if (expiresOn !== undefined && expiresOn < today) return 'expired';
  return effectiveOn > today ? 'pending' : 'in_force';
}

/** The last day on which it holds, or held; nothing where it holds until somebody ends it. */
export const lastDayOf = ({ endsOn, expiresOn }: Pick<Agreement, 'endsOn' | 'expiresOn'>): string | undefined =>
  [...(endsOn === undefined ? [] : [addDays(endsOn, -1)]), ...(expiresOn === undefined ? [] : [expiresOn])].sort()[0];

/** Another holds in its place from the day on which that one begins. One that is not among `all` is taken to have begun. */
function isSuperseded({ replacedBy }: Agreement, all: readonly Agreement[], now: Date): boolean {
  if (replacedBy === undefined) return false;
  const successor = all.find(({ id }) => id === replacedBy);
  return !successor || statusAt(successor, now) !== 'pending';
}

/**
 * The one under which the preset may be turned on; of several, the one that holds longest. Whose health information is
 * kept must have agreed to it: an agreement with a subcontractor permits nothing.
 */
export function permitting(agreements: readonly Agreement[], now: Date): Agreement | undefined {
  const end = (one: Agreement) => lastDayOf(one) ?? '9999-12-31';
  return agreements
    .filter((one) => one.kind === 'covered_entity' && one.permitsPreset && statusAt(one, now) === 'in_force')
    .filter((one) => !isSuperseded(one, agreements, now))
    .sort((a, b) => (end(a) < end(b) ? 1 : -1))[0];
}

/** Whether this agreement holds, or one in whose place it came. */
export const isCovered = (agreement: Agreement, all: readonly Agreement[], now: Date): boolean =>
  statusAt(agreement, now) === 'in_force' ||
  all.some((one) => one.replacedBy === agreement.id && isCovered(one, all, now));

/** Whether a sub-processor handles protected health information on this day, will, or did. */
export function engagementAt({ engagedOn, endsOn }: Agreement, now: Date): 'announced' | 'engaged' | 'former' {
  const today = dayOf(now);
  if (endsOn !== undefined && endsOn <= today) return 'former';
  return engagedOn === undefined || engagedOn > today ? 'announced' : 'engaged';
}

export const newAgreement = (
  terms: Terms,
  id: string,
  projectId: string,
  recordedBy: Agreement['recordedBy'],
  replaced: Agreement | undefined,
  now: Date,
): Agreement => ({
  ...terms,
  id,
  projectId,
  recordedBy,
  recordedAt: now.toISOString(),
  ...(terms.kind === 'subcontractor' && {
    announcement: replaced?.announcement ?? { change: 'added', told: [], done: false },
  }),
  version: 1,
});

export const endAgreement = (agreement: Agreement, endsOn: string): Agreement => ({
  ...agreement,
  endsOn,
  ...(agreement.kind === 'subcontractor' && { announcement: { change: 'removed', told: [], done: false } }),
  version: agreement.version + 1,
});

/** Days before the last one on which its end is told of; the last is the day after it. */
const REMIND_DAYS = [60, 30, 7, -1] as const;

/** The nearest of these days that was reached and not told of; nothing for an agreement that has a successor. */
export function reminderDue(agreement: Agreement, now: Date): number | undefined {
  const { replacedBy, reminded } = agreement;
  const last = lastDayOf(agreement);
  if (last === undefined || replacedBy !== undefined) return undefined;
  const left = daysUntil(last, dayOf(now));
  const nearest = REMIND_DAYS.filter((days) => left <= days).at(-1);
  return nearest !== undefined && (reminded === undefined || nearest < reminded) ? nearest : undefined;
}

/**
 * Whose contact is still to be told of a change: covered entities whose agreement holds, or will. Of one that was replaced
 * nobody: its successor goes on with what is to be told.
 */
export const stillToTell = (
  { announcement, recordedAt, replacedBy }: Agreement,
  all: readonly Agreement[],
  now: Date,
): Agreement[] =>
  !announcement || announcement.done || replacedBy !== undefined
    ? []
    : all.filter(
        (one) =>
          one.kind === 'covered_entity' &&
          one.contact !== undefined &&
          one.recordedAt <= (announcement.change === 'added' ? recordedAt : now.toISOString()) &&
          ['in_force', 'pending'].includes(statusAt(one, now)) &&
          !announcement.told.includes(one.id),
      );

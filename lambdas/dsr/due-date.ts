/**
 * By when a request is to be answered. Days are days of a calendar, counted in the time zone of whoever received it. Where
 * no zone is told, the strictest is taken: the day on which it came is that of the place where it was earliest, and the
 * last day ends where it ends first, so the date is late nowhere. The numbers carry their sources; counsel must check
 * them. Weekends and holidays put nothing off, which is never later than the law has it.
 */
import { addBusinessDays, addDays, type Day, dayIn, endOfDay } from '../shared/calendar.ts';

export const FRAMEWORKS = ['hipaa', 'gdpr', 'ccpa'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

export const REQUEST_KINDS = ['access', 'amend', 'accounting', 'disagreement', 'erase', 'restrict', 'general'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

type Span = { readonly days: number } | { readonly months: number } | { readonly businessDays: number };

export interface Term {
  readonly first: Span;
  /** All in all, where it may be extended once. */
  readonly extended?: Span;
  /** Where the law says so; `undefined` where it names no time, and the time is Hale's own. */
  readonly citation?: string;
}

const OWN: Term = { first: { days: 30 }, extended: { days: 60 } };
const HIPAA: Readonly<Partial<Record<RequestKind, Term>>> = {
  access: { first: { days: 30 }, extended: { days: 60 }, citation: '45 CFR 164.524(b)(2)' },
  amend: { first: { days: 60 }, extended: { days: 90 }, citation: '45 CFR 164.526(b)(2)' },
  accounting: { first: { days: 60 }, extended: { days: 90 }, citation: '45 CFR 164.528(c)(1)' },
};
const GDPR: Term = {
  first: { months: 1 },
  extended: { months: 3 },
  citation: 'Regulation (EU) 2016/679 Art. 12(3)',
};
const CCPA: Term = { first: { days: 45 }, extended: { days: 90 }, citation: 'Cal. Civ. Code 1798.130(a)(2)(A)' };
/** A request to limit the use of sensitive data. */
const CCPA_RESTRICT: Term = { first: { businessDays: 15 }, citation: '11 CCR 7027(g)(1)' };

export function termOf(framework: Framework, kind: RequestKind): Term {
  if (framework === 'gdpr') return GDPR;
  if (framework === 'ccpa') return kind === 'restrict' ? CCPA_RESTRICT : CCPA;
  return HIPAA[kind] ?? OWN;
}

/** Where a day begins last, and where it begins first. */
const EARLIEST_DATE = 'Etc/GMT+12';
const FIRST_TO_END = 'Etc/GMT-14';

/** The day of a month that has fewer days is its last one (Regulation 1182/71 Art. 3(2)(c)). */
function addMonths(date: Day, months: number): Day {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** The day on which it came is not counted. */
export function addSpan(date: Day, span: Span): Day {
  if ('months' in span) return addMonths(date, span.months);
  return 'businessDays' in span ? addBusinessDays(date, span.businessDays) : addDays(date, span.days);
}

export interface Due {
  readonly on: Day;
  /** The last millisecond of that day, RFC 3339. */
  readonly at: string;
}

/** Also of an extension it is counted from the receipt. */
export function dueAfter(span: Span, receivedAt: Date, timeZone: string | undefined): Due {
  const on = addSpan(dayIn(timeZone ?? EARLIEST_DATE, receivedAt), span);
  return { on, at: new Date(endOfDay(timeZone ?? FIRST_TO_END, on).getTime() - 1).toISOString() };
}

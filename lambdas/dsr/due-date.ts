/**
 * By when a request is to be answered. Days are days of a calendar, counted in the time zone of whoever received it. Where
 * no zone is told, the strictest is taken: the day on which it came is that of the place where it was earliest, and the
 * last day ends where it ends first, so the date is late nowhere. The numbers carry their sources; counsel must check
 * them. Weekends and holidays put nothing off, which is never later than the law has it.
 */
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

const DAY_MS = 24 * 60 * 60_000;
/** Where a day begins last, and where it begins first. */
const EARLIEST_DATE = 'Etc/GMT+12';
const FIRST_TO_END = 'Etc/GMT-14';

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format;
}

/** yyyy-mm-dd, the date that a calendar in that zone shows. */
export function dateIn(timeZone: string, at: Date): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
}

/** The last millisecond of a date in a zone; found by looking, because days are 23 to 25 hours long, and begin at one o'clock in some. */
export function endOf(date: string, timeZone: string): Date {
  const noon = Date.parse(`${date}T12:00:00Z`);
  let [within, after] = [noon - DAY_MS, noon + 2 * DAY_MS];
  while (after - within > 1) {
    const between = Math.floor((within + after) / 2);
    if (dateIn(timeZone, new Date(between)) <= date) within = between;
    else after = between;
  }
  return new Date(within);
}

const toDate = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const isWeekend = (ms: number): boolean => [0, 6].includes(new Date(ms).getUTCDay());

/** The day of a month that has fewer days is its last one (Regulation 1182/71 Art. 3(2)(c)). */
function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return toDate(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

function addBusinessDays(date: string, count: number): string {
  let at = Date.parse(date);
  for (let left = count; left > 0; ) {
    at += DAY_MS;
    if (!isWeekend(at)) left--;
  }
  return toDate(at);
}

/** The day on which it came is not counted. */
export function addSpan(date: string, span: Span): string {
  if ('months' in span) return addMonths(date, span.months);
  if ('businessDays' in span) return addBusinessDays(date, span.businessDays);
  return toDate(Date.parse(date) + span.days * DAY_MS);
}

export interface Due {
  /** yyyy-mm-dd */
  readonly on: string;
  /** The end of that day, RFC 3339. */
  readonly at: string;
}

/** Also of an extension it is counted from the receipt. */
export function dueAfter(span: Span, receivedAt: Date, timeZone: string | undefined): Due {
  const on = addSpan(dateIn(timeZone ?? EARLIEST_DATE, receivedAt), span);
  return { on, at: endOf(on, timeZone ?? FIRST_TO_END).toISOString() };
}

/**
 * Calendar days in a place: what a rule means by "60 days after". Dates are counted as dates, so neither a leap day nor a
 * clock that is put forward moves a deadline. Pure.
 */

/** `YYYY-MM-DD`. */
export type Day = string;

const DAY_MS = 24 * 60 * 60_000;

/** Whether the platform knows the zone (IANA), such as America/Chicago. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Costly to make, and asked for at each step of a search. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const options = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en', { ...options, calendar: 'iso8601', numberingSystem: 'latn' });
  formats.set(zone, format);
  return format;
}

/** The day that it is there at this moment. */
export function dayIn(zone: string, at: Date): Day {
  const parts = formatOf(zone)
    .formatToParts(at)
    .map(({ type, value }) => [type, value] as const);
  const { year = '', month, day } = Object.fromEntries(parts);
  return `${year.padStart(4, '0')}-${month}-${day}`;
}

const noon = (day: Day): number => Date.parse(`${day}T12:00:00.000Z`);
const dayAt = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** @param days may be negative. */
export const addDays = (day: Day, days: number): Day => dayAt(noon(day) + days * DAY_MS);

const isWeekend = (day: Day): boolean => [0, 6].includes(new Date(noon(day)).getUTCDay());

/** Holidays count as days of work: that makes a deadline early, and never late. */
export function addBusinessDays(day: Day, days: number): Day {
  let at = day;
  for (let left = days; left > 0; ) {
    at = addDays(at, 1);
    if (!isWeekend(at)) left--;
  }
  return at;
}

export const lastDayOfYear = (day: Day): Day => `${day.slice(0, 4)}-12-31`;

/** The first moment of the next day there: when this day is over. Found between the offsets of all zones, to a second. */
export function endOfDay(zone: string, day: Day): Date {
  let before = noon(day) - 2 * DAY_MS;
  let after = noon(day) + 2 * DAY_MS;
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2_000) * 1_000;
    if (dayIn(zone, new Date(middle)) <= day) before = middle;
    else after = middle;
  }
  return new Date(after);
}

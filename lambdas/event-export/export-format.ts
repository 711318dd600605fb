/**
 * The forms of an export: NDJSON as the API answers events, CSV for spreadsheets (RFC 4180), and NDJSON of FHIR
 * AuditEvents.
 */
import type { presentEvent } from '../audit/event-view.ts';
import type { Format } from './event-export.ts';
import { auditEvent } from './fhir-audit-event.ts';

type Presented = ReturnType<typeof presentEvent>;

const OWN = ['outcome', 'reason', 'request_id', 'session_id', 'ip', 'user_agent'] as const;
const COLUMNS = [
  'id',
  'event',
  'created_at',
  'organization_id',
  'user_id',
  'actor_type',
  'actor_id',
  'target_type',
  'target_id',
  ...OWN,
  'metadata',
] as const;

/** What a spreadsheet takes for the beginning of a formula, also behind white space; so it is text from then on (OWASP). */
const FORMULA = /^[\s\p{Cc}]*[=+\-@|%\t\r\n＝＋－＠]/u;

/** Always in quotes, so that a line feed, a comma or a quote inside ends nothing. */
function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

const line = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`;

function row({ id, event, created_at, data }: Presented): string {
  const { metadata, ...who } = data;
  const own = OWN.map((name) => metadata[name]);
  const rest = Object.fromEntries(
    Object.entries(metadata).filter(
      ([name, value]) => value !== undefined && !(OWN as readonly string[]).includes(name),
    ),
  );
  const named = COLUMNS.slice(3, 9).map((name) => who[name as keyof typeof who]);
  return line([id, event, created_at, ...named, ...own, Object.keys(rest).length > 0 ? rest : undefined]);
}

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
  fhir: 'application/fhir+ndjson',
};

/** What the file begins with. */
export const headOf = (format: Format): string => (format === 'csv' ? line(COLUMNS) : '');
/** @param issuer origin of the deployment. */
export function lineOf(format: Format, event: Presented, issuer: string): string {
  if (format === 'csv') return row(event);
  return `${JSON.stringify(format === 'fhir' ? auditEvent(event, issuer) : event)}\n`;
}

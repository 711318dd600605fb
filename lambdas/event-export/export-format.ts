/**
 * The forms of an export: NDJSON as the API answers events, CSV for spreadsheets (RFC 4180), and NDJSON of FHIR
 * AuditEvents.
 */
import type { presentEvent } from '../audit/event-view.ts';
import { csvLine } from './csv.ts';
import type { FileFormat, Format } from './event-export.ts';
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

function row({ id, event, created_at, data }: Presented): string {
  const { metadata, ...who } = data;
  const own = OWN.map((name) => metadata[name]);
  const rest = Object.fromEntries(
    Object.entries(metadata).filter(
      ([name, value]) => value !== undefined && !(OWN as readonly string[]).includes(name),
    ),
  );
  const named = COLUMNS.slice(3, 9).map((name) => who[name as keyof typeof who]);
  return csvLine([id, event, created_at, ...named, ...own, Object.keys(rest).length > 0 ? rest : undefined]);
}

export const CONTENT_TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
  fhir: 'application/fhir+ndjson',
  bundle: 'application/json',
};

/** What the file begins with. */
export const headOf = (format: Format): string => (format === 'csv' ? csvLine(COLUMNS) : '');
/** @param issuer origin of the deployment. */
export function lineOf(format: Format, event: Presented, issuer: string): string {
  if (format === 'csv') return row(event);
  return `${JSON.stringify(format === 'fhir' ? auditEvent(event, issuer) : event)}\n`;
}

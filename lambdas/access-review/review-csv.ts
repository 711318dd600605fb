/** A review as a table for people (RFC 4180). */
import { csvLine } from '../event-export/csv.ts';

const COLUMNS = [
  'type',
  'id',
  'user_id',
  'email',
  'name',
  'organization_id',
  'access',
  'granted_at',
  'expires_at',
  'last_used_at',
  'decision',
  'reason',
  'decided_by',
  'decided_at',
  'revoked_at',
  'event_id',
  'obstacle',
] as const;

/** @param items as they are on the wire. @param headed whether they are the first. */
export const reviewCsv = (items: readonly Readonly<Record<string, unknown>>[], headed: boolean): string =>
  [
    ...(headed ? [csvLine(COLUMNS)] : []),
    ...items.map((item) =>
      csvLine(COLUMNS.map((name) => (Array.isArray(item[name]) ? item[name].join(' ') : item[name]))),
    ),
  ].join('');

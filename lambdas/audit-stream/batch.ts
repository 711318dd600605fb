/** What is sent at once: entries of one log that follow each other, and the newest checkpoint of that log. */
import type { JsonObject } from '../audit/block.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { AuditStream, Destination } from './audit-stream.ts';
import type { LogName } from './ocsf-envelope.ts';
import type { Failed } from './stream-state.ts';

export interface Batch {
  readonly stream: Pick<AuditStream, 'id' | 'projectId' | 'organizationId'>;
  readonly log: LogName;
  /** Index of the first entry; without entries, that of the next one. */
  readonly first: number;
  /** OCSF, one for each index. */
  readonly events: readonly JsonObject[];
  /** OCSF; absent before the first checkpoint. */
  readonly closing?: JsonObject | undefined;
  readonly now: Date;
}

/** How many of the entries were taken: all, unless the destination says fewer. */
export type Sent = Result<number, Failed>;

export interface Limits {
  readonly events: number;
  readonly bytes: number;
}

/** Datadog takes 1,000 entries and 5 MB; a collector of Splunk 1 MB where nobody changed it; five seconds are all. */
export const LIMITS: Readonly<Record<Destination['type'], Limits>> = {
  splunk_hec: { events: 500, bytes: 512 * 1024 },
  datadog: { events: 900, bytes: 1024 * 1024 },
  https: { events: 500, bytes: 512 * 1024 },
  s3: { events: 5_000, bytes: 8 * 1024 * 1024 },
};

export const recordsOf = ({ events, closing }: Batch): readonly JsonObject[] =>
  closing ? [...events, closing] : events;

/** The same for each try, so that a receiver can tell a repetition. */
export const deliveryId = ({ stream, log, first, events }: Batch): string =>
  `${stream.id}.${log.scope}.${first}.${events.length}`;

const RETRY_AFTER_MAX_S = 3_600;

/** Seconds (RFC 9110 §10.2.3); a date is not read, since its clock is not ours. */
function retryAfterMs(value: string | undefined): number | undefined {
  const seconds = /^\d{1,6}$/.test(value ?? '') ? Number(value) : undefined;
  return seconds === undefined ? undefined : Math.min(seconds, RETRY_AFTER_MAX_S) * 1000;
}

/** What a status means that is not the one of success. */
export function judgeStatus(status: number, retryAfter?: string): Result<undefined, Failed> {
  const wait = retryAfterMs(retryAfter);
  const failed = (code: Failed['code']) => err({ code, status, ...(wait !== undefined && { retryAfterMs: wait }) });
  if (status >= 200 && status < 300) return ok(undefined);
  if (status >= 300 && status < 400) return failed('redirected');
  if (status === 401 || status === 403) return failed('not_authorized');
  if (status === 413) return failed('too_large');
  if (status === 408 || status === 429) return failed('rate_limited');
  return failed(status >= 500 ? 'server_error' : 'rejected');
}

/** An object of JSON, or nothing. */
export function parseAnswer(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

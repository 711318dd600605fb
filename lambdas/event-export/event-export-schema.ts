/** The wire form of an export. */
import * as z from 'zod/mini';
import { filterMembers } from '../audit/filter-schema.ts';
import { id, time } from '../shared/vocabulary.ts';
import {
  type EventExport,
  type EventsFile,
  expiryOf,
  FORMATS,
  percentOf,
  STATUSES,
  type Written,
} from './event-export.ts';

const type = z.string().check(z.maxLength(64), z.regex(/^[a-z_.]+$/, 'expected an event type'));
/** As `GET /v1/events` takes them. */
export const filtersSchema = z.strictObject({
  ...filterMembers,
  events: z.optional(z.array(type).check(z.minLength(1), z.maxLength(20))),
});

/** What is stored: a resource by what the log calls it, for the number of a record may say who somebody is. */
export function filterKept(
  { resource_type: _type, resource_id: _id, ...filter }: z.output<typeof filtersSchema>,
  resource: string | undefined,
): EventExport['filter'] {
  return resource === undefined ? filter : { ...filter, target_type: 'resource', target_id: resource };
}

/** As a query would ask for it. */
export function filterAsked(filter: EventExport['filter']) {
  const { events, ...members } = filter as z.output<typeof filtersSchema>;
  return { ...members, events: events?.join(',') };
}

/** How far a file is, whatever it is of. */
export const progressShape = {
  /** Written so far. */
  events: z.int(),
  /** Of the span of time that is asked for. */
  percent: z.int(),
  /** Of the file, once it is there. */
  bytes: z.nullable(z.int()),
  created_at: time,
  completed_at: z.nullable(time),
  /** When the file is removed. */
  expires_at: z.nullable(time),
};

export const exportSchema = z.object({
  id: id('export'),
  status: z.enum(STATUSES),
  format: z.enum(FORMATS),
  filters: z.record(z.string(), z.unknown()),
  ...progressShape,
});

/** @param startMs where the span of time begins that it covers. */
export function presentProgress(one: EventExport, written: Written | undefined, startMs: number) {
  const expiryMs = expiryOf(one);
  return {
    events: Math.max(one.events, written?.events ?? 0),
    percent: percentOf(one, written, startMs),
    bytes: one.status === 'completed' ? one.bytes : null,
    created_at: one.createdAt,
    completed_at: one.completedAt ?? null,
    expires_at: expiryMs === undefined ? null : new Date(expiryMs).toISOString(),
  };
}

/** @param startMs where the span begins that the events are taken from. */
export const presentExport = (
  one: EventsFile,
  written: Written | undefined,
  startMs: number,
): z.input<typeof exportSchema> => ({
  id: one.id,
  status: one.status,
  format: one.format,
  filters: one.filter,
  ...presentProgress(one, written, startMs),
});

/** By what the log is searched and exported. */
import * as z from 'zod/mini';
import { id, timeWithOffset } from '../shared/vocabulary.ts';
import { OUTCOMES, type SearchFilter } from './search-lists.ts';

/** As many types as one search reads side by side. */
const TYPES_MAX = 20;
/** Repeated members arrive joined by commas. */
const types = z.optional(
  z.string().check(
    z.maxLength(2_000),
    z.regex(/^[a-z_.]+(,[a-z_.]+)*$/),
    z.refine((list) => list.split(',').length <= TYPES_MAX, `at most ${TYPES_MAX} types`),
  ),
);
/** An id as events tell it: of Hale, or of a customer's own system. */
const anyId = z.optional(z.string().check(z.minLength(1), z.maxLength(256), z.regex(/^[^\p{Cc}]+$/u)));

export const filterMembers = {
  organization_id: z.optional(id('organization')),
  /** Who acted. */
  actor_id: anyId,
  /** What it was done to, with the type of that where ids of several types look alike. */
  target_id: anyId,
  target_type: z.optional(z.string().check(z.regex(/^[a-z][a-z_]{0,39}$/))),
  /** A resource of the customer's own system, by the type and the id that `POST /v1/events` was told. */
  resource_type: z.optional(z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/))),
  resource_id: anyId,
  /** A person whom the event concerns. */
  subject_id: z.optional(id('user')),
  /** Under which somebody acted: an impersonation, or emergency access. */
  grant_id: z.optional(z.union([id('breakGlass'), id('impersonation')])),
  outcome: z.optional(z.enum(OUTCOMES)),
  range_start: z.optional(timeWithOffset),
  range_end: z.optional(timeWithOffset),
};
/** In a query. */
export const typesInQuery = { events: types, 'events[]': types };

type Members = { readonly [K in keyof typeof filterMembers]?: z.output<(typeof filterMembers)[K]> };
type Asked = Members & { readonly [K in keyof typeof typesInQuery]?: string | undefined };

const typesOf = (asked: Asked): string[] => [asked.events, asked['events[]']].flatMap((list) => list?.split(',') ?? []);

/** @param resource what the log calls the resource that is asked for. */
export const filterOf = (asked: Asked, resource?: string): SearchFilter => ({
  organizationId: asked.organization_id,
  actorId: asked.actor_id,
  targetId: resource ?? asked.target_id,
  targetType: resource === undefined ? asked.target_type : 'resource',
  subjectId: asked.subject_id,
  grantId: asked.grant_id,
  types: [...new Set(typesOf(asked))],
  outcome: asked.outcome,
  startMs: asked.range_start ? Date.parse(asked.range_start) : 0,
  endMs: asked.range_end ? Date.parse(asked.range_end) : Number.POSITIVE_INFINITY,
});

const OUR_ID = /^[a-z]{2,5}_[0-9A-HJKMNP-TV-Z]{26}$/;
/** An id of somebody else's system may be a name, so only that there was one is told. */
const told = (value: string | undefined) => (value === undefined || OUR_ID.test(value) ? value : 'other');

/** What an event says of a search. */
export const toldOf = (asked: Asked) => ({
  types: typesOf(asked),
  range_start: asked.range_start,
  range_end: asked.range_end,
  organization_id: asked.organization_id,
  actor_id: told(asked.actor_id),
  target_id: told(asked.target_id ?? asked.resource_id),
  target_type: asked.target_type,
  subject_id: asked.subject_id,
  grant_id: asked.grant_id,
  outcome: asked.outcome,
});

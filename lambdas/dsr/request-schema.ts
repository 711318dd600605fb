/** The wire form of requests of people. */
import * as z from 'zod/mini';
import { isTimeZone } from '../shared/calendar.ts';
import { happenedAt, id, text, time } from '../shared/vocabulary.ts';
import { FRAMEWORKS, REQUEST_KINDS, termOf } from './due-date.ts';
import { REQUEST_STATES, type RequestContent, type SubjectRequest } from './request.ts';

export const requestedBy = text(320);
const words = text(4_000);

export const newRequestSchema = z.strictObject({
  kind: z.enum(REQUEST_KINDS),
  /** By which law it is to be answered. */
  framework: z.enum(FRAMEWORKS),
  /** Whose data; may be left out until it is known. */
  user_id: z.optional(id('user')),
  requested_by: requestedBy,
  notes: z.optional(words),
  /** Where it came before now, such as on paper. */
  received_at: z.optional(happenedAt),
  /** Of whoever received it; without it the strictest date is taken. */
  time_zone: z.optional(z.string().check(z.maxLength(64), z.refine(isTimeZone, 'expected an IANA time zone'))),
});

/** How it was made sure who asks (45 CFR 164.514(h)). */
const verification = z.enum(['signed_in', 'document', 'in_person', 'callback', 'other']);

export const stepSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('verify'), method: verification, user_id: z.optional(id('user')) }),
  z.strictObject({ step: z.literal('start') }),
  z.strictObject({ step: z.literal('extend'), reason: words }),
  z.strictObject({ step: z.literal('complete'), reason: z.optional(words) }),
  z.strictObject({ step: z.literal('deny'), reason: words }),
  z.strictObject({ step: z.literal('withdraw'), reason: z.optional(words) }),
]);

const date = z.iso.date();

export const requestSchema = z.object({
  id: id('dsr'),
  kind: z.enum(REQUEST_KINDS),
  framework: z.enum(FRAMEWORKS),
  state: z.enum(REQUEST_STATES),
  user_id: z.nullable(id('user')),
  recorded_by: z.object({ type: z.enum(['operator', 'api_key']), id: z.string() }),
  received_at: time,
  time_zone: z.nullable(z.string()),
  due_on: date,
  due_at: time,
  /** Where the law says so; `null` where it names no time, and the time is Hale's own. */
  due_by: z.nullable(z.string()),
  verified_at: z.nullable(time),
  started_at: z.nullable(time),
  extended_at: z.nullable(time),
  ended_at: z.nullable(time),
});

/** `null` throughout, and `withheld`, once the person was erased. */
export const openedRequestSchema = z.extend(requestSchema, {
  requested_by: z.nullable(z.string()),
  notes: z.nullable(z.string()),
  /** What was said of a step, by the state that it led to. */
  reasons: z.nullable(z.record(z.string(), z.string())),
  withheld: z.boolean(),
});

export const presentRequest = (request: SubjectRequest): z.input<typeof requestSchema> => ({
  id: request.id,
  kind: request.kind,
  framework: request.framework,
  state: request.state,
  user_id: request.userId ?? null,
  recorded_by: request.by,
  received_at: request.receivedAt,
  time_zone: request.timeZone ?? null,
  due_on: request.due.on,
  due_at: request.due.at,
  due_by: termOf(request.framework, request.kind).citation ?? null,
  verified_at: request.verifiedAt ?? null,
  started_at: request.startedAt ?? null,
  extended_at: request.extendedAt ?? null,
  ended_at: request.endedAt ?? null,
});

export const presentOpened = (
  request: SubjectRequest,
  content: RequestContent | undefined,
): z.input<typeof openedRequestSchema> => ({
  ...presentRequest(request),
  requested_by: content?.requested_by ?? null,
  notes: content?.notes ?? null,
  reasons: content?.reasons ?? null,
  withheld: content === undefined,
});

/** The wire form of an impersonation. */
import * as z from 'zod/mini';
import { id, text, time } from '../shared/vocabulary.ts';
import { type Impersonation, STATUSES, statusAt } from './impersonation.ts';

/** Long enough to say something. It may name a person, so it is sealed in the log. */
export const reasonSchema = text(500).check(z.minLength(10));
/** Its number or address and no sentence: it lies open in the log. */
export const ticketSchema = z.string().check(z.regex(/^[A-Za-z0-9#][A-Za-z0-9#._:/-]{0,99}$/, 'expected a ticket'));

export const impersonationSchema = z.object({
  id: id('impersonation'),
  user_id: id('user'),
  /** The operator who acts as the user. */
  operator_id: id('user'),
  organization_id: z.nullable(id('organization')),
  session_id: id('session'),
  reason: z.string(),
  ticket: z.string(),
  writes: z.boolean(),
  status: z.enum(STATUSES),
  created_at: time,
  /** When it ends by itself. */
  ends_at: time,
  ended_at: z.nullable(time),
});

/** @param live whether its session still holds. */
export const presentImpersonation = (
  one: Impersonation,
  live: boolean,
  now: Date,
): z.input<typeof impersonationSchema> => ({
  id: one.id,
  user_id: one.userId,
  operator_id: one.by,
  organization_id: one.organizationId ?? null,
  session_id: one.sessionId,
  reason: one.reason,
  ticket: one.ticket,
  writes: one.writes,
  status: statusAt(one, live, now),
  created_at: one.createdAt,
  ends_at: one.endsAt,
  ended_at: one.endedAt ?? null,
});

/** There is no refresh token: the operator asks for the next one themselves. */
export const actingTokenSchema = z.object({
  id: id('impersonation'),
  session_id: id('session'),
  access_token: z.string(),
  /** When the access token ends. */
  expires_at: time,
  /** When the impersonation ends by itself. */
  ends_at: time,
});

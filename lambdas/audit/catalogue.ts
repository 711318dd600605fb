/**
 * The one list of event types: what of 45 CFR 164 each answers, whether it is a disclosure by default (§164.528), who
 * may act in it, what it may be about, and the members of its public detail. Personal data goes into sealed blocks,
 * never into the detail. Every event that a test causes is held to its row (ADR 0033).
 */
import type * as z from 'zod/mini';
import { ACCESS_REVIEW_EVENTS } from './catalogue-access-review.ts';
import { AUDIT_STREAM_EVENTS } from './catalogue-audit-stream.ts';
import { BREACH_EVENTS } from './catalogue-breach.ts';
import { BREACH_SCOPE_EVENTS } from './catalogue-breach-scope.ts';
import { COMPLIANCE_EVENTS } from './catalogue-compliance.ts';
import { EMERGENCY_EVENTS } from './catalogue-emergency.ts';
import { FACTORS_EVENTS } from './catalogue-factors.ts';
import { LOG_EVENTS } from './catalogue-log.ts';
import { MANAGEMENT_EVENTS } from './catalogue-management.ts';
import { PEOPLE_EVENTS } from './catalogue-people.ts';
import { SIGN_IN_EVENTS } from './catalogue-sign-in.ts';
import { STATE_EVENTS } from './catalogue-state.ts';
import { SUBJECT_ACCESS_EVENTS } from './catalogue-subject-access.ts';
import { SUBJECT_RIGHTS_EVENTS } from './catalogue-subject-rights.ts';
import { SUPERVISION_EVENTS } from './catalogue-supervision.ts';

export const CATALOGUE = {
  ...SIGN_IN_EVENTS,
  ...FACTORS_EVENTS,
  ...PEOPLE_EVENTS,
  ...MANAGEMENT_EVENTS,
  ...SUPERVISION_EVENTS,
  ...EMERGENCY_EVENTS,
  ...LOG_EVENTS,
  ...AUDIT_STREAM_EVENTS,
  ...SUBJECT_ACCESS_EVENTS,
  ...SUBJECT_RIGHTS_EVENTS,
  ...BREACH_EVENTS,
  ...BREACH_SCOPE_EVENTS,
  ...COMPLIANCE_EVENTS,
  ...ACCESS_REVIEW_EVENTS,
  ...STATE_EVENTS,
} as const;

export type EventType = keyof typeof CATALOGUE;

/** How it may end. */
export type OutcomeOf<T extends EventType> = (typeof CATALOGUE)[T] extends { outcomes: readonly (infer O)[] }
  ? O
  : 'success';
type DetailOf<T extends EventType> = (typeof CATALOGUE)[T]['detail'];
type Needed<M> = { [N in keyof M]: undefined extends z.infer<M[N]> ? never : N }[keyof M];
type Members<M> = keyof M extends never
  ? Readonly<Record<string, never>>
  : { readonly [N in Needed<M>]: z.infer<M[N]> } & {
      readonly [N in Exclude<keyof M, Needed<M>>]?: z.infer<M[N]> | undefined;
    };
/** What the public detail of an event says. */
export type Detail<T extends EventType> = T extends EventType ? Members<DetailOf<T>> : never;

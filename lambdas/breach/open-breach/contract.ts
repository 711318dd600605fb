/** Opens a breach: its discovery starts every clock, and the privacy officer is told at once. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { happenedAt } from '../../shared/vocabulary.ts';
import { breachSchema, role, summary, title } from '../breach-schema.ts';

export const openBreachContract = defineContract({
  summary: 'Open a breach; its discovery starts the clocks of 45 CFR 164.404, 164.406, 164.408 and 164.410',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  access: ['incident:publish'],
  body: z.strictObject({
    title,
    summary,
    /** Whether the owner of the project treats patients, or works for those who do. */
    role: z._default(role, 'business_associate'),
    /** When it was known, or would have been with reasonable diligence. */
    discovered_at: happenedAt,
    occurred_from: z.optional(happenedAt),
    occurred_to: z.optional(happenedAt),
    /** IANA: in it the days of the clocks begin and end. */
    time_zone: z._default(z.string().check(z.maxLength(64)), 'UTC'),
  }),
  replies: { 201: breachSchema },
  errors: ['validation_failed', 'conflict'],
  events: ['breach.opened'],
});

/** Whom incidents of the project are told to, and when it was last shown that such news arrives. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';
import { officerSchema } from '../privacy-officer-schema.ts';

export const getPrivacyOfficerContract = defineContract({
  summary: 'Get the privacy officer whom incidents of the project are told to',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:read'],
  replies: {
    200: z.object({
      ...officerSchema.shape,
      updated_at: time,
      notification: z.object({ sent_at: z.nullable(time), confirmed_at: z.nullable(time) }),
    }),
  },
  errors: ['not_found'],
  events: [],
});

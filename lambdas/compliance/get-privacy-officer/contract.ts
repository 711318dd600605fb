/** Who the privacy officer is, and when it was last shown that the incident topic and mail to them arrive. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';
import { officerSchema } from '../privacy-officer-schema.ts';

export const getPrivacyOfficerContract = defineContract({
  summary: 'Get the privacy officer, and when tests of the incident topic and of mail to them were confirmed',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:read'],
  replies: {
    200: z.object({
      ...officerSchema.shape,
      updated_at: time,
      notification: z.object({
        sent_at: z.nullable(time),
        topic_confirmed_at: z.nullable(time),
        mail_confirmed_at: z.nullable(time),
      }),
    }),
  },
  errors: ['not_found'],
  events: [],
});

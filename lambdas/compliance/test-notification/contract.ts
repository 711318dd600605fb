/** Sends a test to the incident topic and to the privacy officer, each with a code of its own that shows it arrived. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';

export const testNotificationContract = defineContract({
  summary: 'Send a test to the incident topic and to the privacy officer',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:write'],
  access: ['ephemeral:write', 'hmac-key:derive', 'incident:publish'],
  body: z.strictObject({}),
  replies: {
    202: z.object({
      sent_at: time,
      mail: z.enum(['queued', 'nobody_named']),
    }),
  },
  errors: ['conflict', 'unavailable'],
  events: ['notification.tested'],
});

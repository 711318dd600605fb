/** Says that the test arrived in a channel, by the code that only its receiver there knows. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { text, time } from '../../shared/vocabulary.ts';
import { CHANNELS } from '../privacy-officer.ts';

export const confirmNotificationContract = defineContract({
  summary: 'Confirm that a test notification arrived, at the topic or by mail, by the code that it carried there',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:write'],
  body: z.strictObject({ code: text(20) }),
  replies: {
    200: z.object({
      sent_at: time,
      confirmed_at: time,
      channel: z.enum(CHANNELS),
      /** Channels that are not confirmed, or not within a year. */
      unconfirmed: z.array(z.enum(CHANNELS)),
    }),
  },
  errors: ['invalid_code', 'conflict'],
  events: ['notification.confirmed'],
});

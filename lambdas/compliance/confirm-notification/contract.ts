/** Says that the test arrived, by the code that only its receiver knows. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { text, time } from '../../shared/vocabulary.ts';

export const confirmNotificationContract = defineContract({
  summary: 'Confirm that a test notification arrived, by its code',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:write'],
  body: z.strictObject({ code: text(20) }),
  replies: { 200: z.object({ sent_at: time, confirmed_at: time }) },
  errors: ['invalid_code', 'conflict'],
  events: ['notification.confirmed'],
});

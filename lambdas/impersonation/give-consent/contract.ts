/** A user allows operators to act as them for some time, where the project asks for that (`impersonation_consent`). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';

const WEEK_MIN = 7 * 24 * 60;

export const giveConsentContract = defineContract({
  summary: 'Allow operators to act as the signed-in user for some time',
  auth: ['user'],
  body: z.strictObject({ minutes: z._default(z.int().check(z.gte(1), z.lte(WEEK_MIN)), 60) }),
  replies: { 200: z.object({ until: time }) },
  errors: ['not_found', 'conflict'],
  events: ['impersonation.consented'],
});

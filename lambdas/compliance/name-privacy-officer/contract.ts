/** Records whom incidents of the project are told to. Whoever was named before is told that it is another one now. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';
import { officerSchema } from '../privacy-officer-schema.ts';

export const namePrivacyOfficerContract = defineContract({
  summary: 'Record the privacy officer whom incidents of the project are told to',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:write'],
  access: ['ephemeral:write', 'hmac-key:derive'],
  body: officerSchema,
  replies: { 200: z.object({ ...officerSchema.shape, updated_at: time }) },
  errors: ['conflict', 'forbidden', 'recent_authentication_required'],
  events: ['privacy_officer.named'],
});

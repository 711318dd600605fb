/**
 * Records who the privacy officer is, and how they are reached. Whoever was named before is told that it is another one
 * now. Incidents go to the topic of the deployment, to which the deployer subscribes people.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';
import { officerSchema } from '../privacy-officer-schema.ts';

export const namePrivacyOfficerContract = defineContract({
  summary: 'Record who the privacy officer of the project is, and how they are reached',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:write'],
  access: ['ephemeral:write', 'hmac-key:derive'],
  body: officerSchema,
  replies: { 200: z.object({ ...officerSchema.shape, updated_at: time }) },
  errors: ['conflict', 'forbidden', 'recent_authentication_required'],
  events: ['privacy_officer.named'],
});

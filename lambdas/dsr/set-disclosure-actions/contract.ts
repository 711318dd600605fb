/** Says which events the project holds for disclosures. To leave out what people were told takes two, where the project takes two. */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { listSchema, putListSchema } from '../disclosure-list-schema.ts';

export const setDisclosureActionsContract = defineContract({
  summary:
    'Set the events that count as disclosures; If-Match with its ETag guards against a change meanwhile; 202 where leaving some out waits for a second person',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  access: ['disclosures:know'],
  body: putListSchema,
  replies: { 200: listSchema, 202: z.object({ ...pendingSchema.shape, list: listSchema }) },
  errors: ['conflict', 'recent_authentication_required'],
  events: ['dsr.disclosure_actions.updated', 'approval.requested'],
});

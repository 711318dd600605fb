/** Moves a session to another organization of its user. The target's policy is applied first. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { envelopeSchema } from '../envelope-schema.ts';
import { GATE_ERRORS } from '../gate.ts';
import { LIMIT_ERRORS } from '../session.ts';

export const selectOrganizationContract = defineContract({
  summary: 'Choose the organization of a session',
  auth: ['user'],
  access: ['ephemeral:write', 'hmac-key:derive', 'token-key:sign'],
  body: z.object({ organization_id: id('organization') }),
  replies: { 200: envelopeSchema },
  errors: ['conflict', 'step_up_required', ...LIMIT_ERRORS, ...GATE_ERRORS],
  events: ['auth.signin_attempt', 'auth.step_up_required', 'session.organization_selected'],
});

/** One more person agrees. The last one makes the change, in one transaction with its event. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { APPLY_ERRORS } from '../apply-errors.ts';
import { approvalSchema } from '../approval-schema.ts';

export const approveContract = defineContract({
  summary: 'Agree to a change; the last one to agree makes it',
  auth: ['operator'],
  scopes: ['approvals:write'],
  // Of an erasure: whether a log under a hold has content of theirs.
  // Of a retirement of a key: those who look after the deployment are told.
  access: ['audit:read', 'search:read', 'incident:publish'],
  params: z.object({ id: id('approval') }),
  body: z.strictObject({}),
  replies: { 200: approvalSchema },
  errors: [
    'not_found',
    'forbidden',
    'already_decided',
    'approval_expired',
    'second_person_required',
    'recent_authentication_required',
    ...APPLY_ERRORS,
  ],
  events: [
    'approval.given',
    'org_policy.updated',
    'project.updated',
    'operator.granted',
    'operator.revoked',
    'redirect_uri.added',
    'risk_policy.updated',
    'hold.released',
    'dsr.erasure.ordered',
    'dsr.disclosure_actions.updated',
    'signing_key.rotated',
  ],
});

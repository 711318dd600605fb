/** Erases a person: everything of theirs, and the key of their part of the log. Two people in live projects. */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { id, reference } from '../../shared/vocabulary.ts';

const erasure = <S extends string>(status: S) => z.object({ user_id: id('user'), status: z.literal(status) });

export const eraseUserContract = defineContract({
  summary: 'Erase a user, also one who was deleted; 202 where it waits for a second person or is being carried out',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  // Whether a log under a hold has content of theirs.
  access: ['audit:read', 'search:read'],
  params: z.object({ id: id('user') }),
  body: z.strictObject({ ticket: reference }),
  replies: { 200: erasure('completed'), 202: z.union([pendingSchema, erasure('ordered')]) },
  errors: [
    'not_found',
    'forbidden',
    'recent_authentication_required',
    'under_hold',
    'still_operator',
    'already_decided',
    'conflict',
  ],
  events: [
    'approval.requested',
    'dsr.erasure.ordered',
    'dsr.erasure.completed',
    'user.deleted',
    'user.updated',
    'session.revoked',
    'membership.deleted',
  ],
});

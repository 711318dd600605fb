/** Signs out: ends this session, or another one of the same user. The hosted page may have its cookie alone. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const revokeSessionContract = defineContract({
  summary: 'End a session',
  auth: ['user'],
  acceptsCookie: true,
  access: ['hmac-key:derive'],
  body: z.object({ session_id: z.optional(id('session')) }),
  replies: { 204: null },
  errors: ['not_found'],
  events: ['session.revoked'],
});

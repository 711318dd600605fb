/** Signs the user out in one place: at a device that was lost, or here. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const revokeMySessionContract = defineContract({
  summary: 'End a session of the signed-in user',
  auth: ['user'],
  params: z.object({ id: id('session') }),
  replies: { 204: null },
  errors: ['not_found'],
  events: ['session.revoked'],
});

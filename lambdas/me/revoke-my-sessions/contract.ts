/** Signs the user out everywhere but here. */
import { defineContract } from '../../shared/contract.ts';

export const revokeMySessionsContract = defineContract({
  summary: 'End the other sessions of the signed-in user',
  auth: ['user'],
  replies: { 204: null },
  errors: [],
  events: ['session.revoked'],
});
